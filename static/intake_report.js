// 随手拍: the place from the phone, and what others have reported near it. The form works without either.
(() => {
  const form = document.querySelector("form[data-near]");
  if (!form) return;
  const known = document.getElementById("known");
  const said = form.querySelector("[data-located]");
  const field = (name) => form.querySelector(`[name=${name}]`);

  let asked = 0;
  let waiting;
  const ask = async () => {
    const words = new FormData();
    for (const name of ["csrfmiddlewaretoken", "text", "address", "place", "latitude", "longitude"]) words.set(name, field(name).value);
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.near, { method: "POST", body: words, credentials: "same-origin" });
      if (answer.ok && mine === asked) known.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    } catch { /* without a network there is no hint; the form itself can still be sent later */ }
  };
  form.addEventListener("change", (event) => {
    if (!["text", "address", "place"].includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  });

  if (!navigator.geolocation || !window.isSecureContext) return;
  form.querySelector("[data-locate-row]").hidden = false;
  form.querySelector("[data-locate]").addEventListener("click", () => {
    said.textContent = "正在定位…";
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      field("latitude").value = coords.latitude.toFixed(6);
      field("longitude").value = coords.longitude.toFixed(6);
      said.textContent = `已取得位置，误差约 ${Math.round(coords.accuracy)} 米。`;
      ask();
    }, () => { said.textContent = "没有取到位置，请写地点，或选街镇、居委。"; }, { enableHighAccuracy: true, timeout: 10000 });
  });
})();
