// What every signed-in page shares. Each part only eases something that works without it. Listeners sit on the document,
// so that they also serve what htmx swaps in. Attributes are listed in docs/front.md.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const on = (name, selector, act) => document.addEventListener(name, (event) => {
    const found = event.target.closest?.(selector);
    if (found) act(found, event);
  });

  // htmx: the CSRF token, an expired session, and a sentence when an answer could not be used
  const show = (element) => element.scrollIntoView({ block: "nearest" });
  const tell = (text) => {
    const note = document.getElementById("notice").content.cloneNode(true);
    note.querySelector("span").textContent = text;
    document.getElementById("messages").replaceChildren(note);
    show(document.getElementById("messages"));
  };
  const reasons = { 403: "你没有办理这一步的权限。", 404: "没有找到，或不在你的范围内。", 413: "文件太大。", 429: "操作太频繁，请稍后再试。" };
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const answered = detail.xhr.responseURL && new URL(detail.xhr.responseURL).pathname;
    if (answered === document.body.dataset.login) { detail.shouldSwap = false; location.reload(); }
    if (detail.serverResponse.trimStart().startsWith("<p data-refusal")) { // said above, and the page stays as it is
      Object.assign(detail, { target: document.getElementById("messages"), swapOverride: "innerHTML", shouldSwap: true, isError: false });
    }
  });
  document.addEventListener("htmx:afterSwap", ({ target }) => target.id === "messages" && show(target));
  document.addEventListener("htmx:responseError", ({ detail }) => tell(reasons[detail.xhr.status] || "没有办成，请刷新后再试。"));
  document.addEventListener("htmx:sendError", () => tell("没有连上服务器，请检查网络后再试。"));

  // ask before what is hard to undo
  const ask = (text) => new Promise((answer) => {
    const dialog = document.getElementById("ask");
    dialog.querySelector("#ask-text").textContent = text;
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
  const question = (form, button) => button?.dataset.confirm || form.dataset.confirm;
  const running = new WeakSet();
  document.addEventListener("htmx:beforeRequest", ({ detail }) => running.add(detail.elt));
  document.addEventListener("htmx:afterRequest", ({ detail }) => running.delete(detail.elt));
  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.verb !== "get" && running.has(event.detail.elt)) { event.preventDefault(); return; }
    const text = question(event.detail.elt, event.detail.triggeringEvent?.submitter);
    if (!text) return;
    event.preventDefault();
    ask(text).then((yes) => yes && event.detail.issueRequest(true));
  });

  // a form is sent once; data-again for forms that answer with a file
  const sent = new WeakSet();
  const byHtmx = (form) => form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete], [hx-get], [data-hx-post]");
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const method = form.getAttribute("method"); // not form.method: a field may have that name
    if (method === "dialog" || byHtmx(form)) return;
    const text = question(form, submitter);
    if (text && form.dataset.asked !== "yes") {
      event.preventDefault();
      ask(text).then((yes) => { if (yes) { form.dataset.asked = "yes"; form.requestSubmit(submitter); } });
      return;
    }
    delete form.dataset.asked;
    if (method?.toLowerCase() !== "post" || "again" in form.dataset) return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
    form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", (event) => { // back from the next page: the form may be sent again
    if (event.persisted) for (const form of all("form[aria-busy]")) { sent.delete(form); form.removeAttribute("aria-busy"); }
  });

  // bulk tables
  const boxes = (name) => all(`input[type=checkbox][name="${CSS.escape(name)}"]`);
  const count = (name) => {
    const picked = boxes(name).filter((box) => box.checked).length;
    for (const box of boxes(name)) box.closest("tr, li")?.classList.toggle("picked", box.checked);
    for (const bar of all(`[data-bulk="${CSS.escape(name)}"]`)) {
      bar.classList.toggle("on", picked > 0);
      for (const out of all("[data-picked]", bar)) out.textContent = picked;
    }
    for (const head of all(`[data-check-all="${CSS.escape(name)}"]`)) {
      head.checked = picked > 0 && picked === boxes(name).length;
      head.indeterminate = picked > 0 && !head.checked;
    }
  };
  const pick = (name, checked) => { for (const box of boxes(name)) box.checked = checked; count(name); };
  on("change", "[data-check-all]", (head) => pick(head.dataset.checkAll, head.checked));
  on("click", "[data-check-none]", (button) => pick(button.dataset.checkNone, false));
  on("change", "input[type=checkbox]", (box) => document.querySelector(`[data-bulk="${CSS.escape(box.name)}"]`) && count(box.name));

  // characters written, need cards, filters
  const length = (out) => {
    const area = document.getElementById(out.dataset.count);
    if (area) out.textContent = area.maxLength > 0 ? `${area.value.length} / ${area.maxLength}` : area.value.length;
  };
  on("input", "textarea, input", (area) => all(`[data-count="${CSS.escape(area.id)}"]`).forEach(length));
  const need = (chip) => {
    const card = document.getElementById(chip.dataset.need);
    card?.classList.toggle("on", chip.checked);
    for (const control of all("input, select, textarea", card || chip)) if (control !== chip) control.disabled = !chip.checked;
  };
  on("change", "[data-need]", need);
  on("change", "form[data-auto] :is(select, input[type=checkbox], input[type=radio])", (control) => control.form.requestSubmit());

  // keyboard, menu, and what must be set up whenever content arrives
  document.addEventListener("keydown", (event) => {
    const search = document.querySelector("[data-slash]");
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && search && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); search.focus(); }
    if (event.key === "Escape") for (const menu of all("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  const prepare = (within) => {
    all("[data-count]", within).forEach(length);
    all("[data-need]", within).forEach(need);
    for (const bar of all("[data-bulk]", within)) count(bar.dataset.bulk);
    within.querySelector("[data-errors]")?.focus();
  };
  prepare(document);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target); });
})();
