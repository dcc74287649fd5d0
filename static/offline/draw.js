// Small things that draw: the sentence of the bar, copies of the page's templates, times as the portal writes them.
export function sentence({ waiting, refused }, { outcome, online }) {
  const unsent = waiting + refused;
  const lead = `未上传 ${unsent} 条`;
  if (online === false) return unsent ? `没有网络，${lead}` : "没有网络，可以离线登记走访";
  if (!unsent) return "";
  if (outcome === "signed-out") return `${lead}，请重新登录后上传`;
  if (refused) return `${lead}，其中 ${refused} 条要您处理`;
  return outcome === "later" ? `${lead}，正在重试` : `${lead}，正在上传`;
}

// A copy of <template id="t-…"> with its [data-slot]s filled; a slot without a text is taken out.
export function copy(name, slots = {}) {
  const part = document.getElementById(`t-${name}`).content.cloneNode(true);
  for (const slot of part.querySelectorAll("[data-slot]")) {
    const text = slots[slot.dataset.slot];
    if (text === undefined || text === null || text === "") slot.remove();
    else slot.textContent = text;
  }
  return part;
}

export function icon(name) {
  const part = copy("icon");
  const use = part.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*$/, `#${name}`));
  return part;
}

// Shanghai knows no summer time: eight hours after UTC, whatever the phone's own zone.
const there = (when) => new Date(new Date(when).getTime() + 8 * 3600e3).toISOString();
export const minute = (when) => there(when).slice(0, 16);
export const told = (when) => there(when).slice(5, 16).replace("T", " ");
export const day = (date) => (date ? date.slice(5) : "");

export const confirmed = (text) => new Promise((answer) => {
  const dialog = document.getElementById("ask");
  dialog.querySelector("#ask-text").textContent = text;
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  dialog.showModal();
});
