// The work list by the keyboard alone, and boxes drawn over a photo. Everything here also works with the mouse and without scripts.
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // the rows: whoever has the focus in its link is the current one
  const rows = () => all("[data-board] [data-row]");
  const at = () => rows().indexOf(document.activeElement?.closest("tr, li")?.querySelector("[data-row]"));
  let last = -1;
  const go = (number) => {
    const found = rows();
    if (!found.length) return;
    last = Math.max(0, Math.min(number, found.length - 1));
    found[last].focus();
  };
  const place = `row ${location.pathname}`;
  const keep = () => { if (at() >= 0) last = at(); sessionStorage.setItem(place, last); };
  const back = () => { const kept = Number(sessionStorage.getItem(place) ?? -1); if (kept >= 0) go(kept); };

  // ticking: without any the current row is meant
  const box = (row) => row?.closest("tr, li").querySelector("[name=ids]");
  const ticked = () => all("[data-board] [name=ids]").filter((tick) => tick.checked);
  const tick = (found, checked) => {
    if (!found) return;
    found.checked = checked;
    found.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const some = () => {
    if (!ticked().length) tick(box(rows()[Math.max(at(), last, 0)]), true);
    return ticked().length > 0;
  };
  const press = (button) => { keep(); button.click(); one("#ask[open] [value=yes]")?.focus(); }; // asked first: Enter agrees, Esc does not
  const step = (key) => {
    const control = one(`.bulk [data-key="${CSS.escape(key)}"]`);
    if (!control || !some()) return false;
    if (control.matches("select")) control.focus(); else press(control);
    return true;
  };
  const follow = (link) => { if (link) { keep(); link.click(); } return Boolean(link); };
  const view = (way) => {
    const tabs = all("[data-board] .views a"), here = tabs.findIndex((tab) => tab.hasAttribute("aria-current"));
    sessionStorage.setItem(place, 0);
    return tabs[here + way] ? (tabs[here + way].click(), true) : false;
  };
  const everything = () => {
    const head = one("[data-board] [data-check-all]");
    if (head) head.click();
    return Boolean(head);
  };

  const keys = {
    j: () => (go(at() < 0 ? Math.max(last, 0) : at() + 1), true), ArrowDown: () => keys.j(),
    k: () => (go(at() < 0 ? last : at() - 1), true), ArrowUp: () => keys.k(),
    x: () => { const tickbox = box(rows()[at()]); tick(tickbox, !tickbox?.checked); return Boolean(tickbox); },
    a: everything, ArrowLeft: () => view(-1), ArrowRight: () => view(1),
    n: () => follow(one("[data-board] .pager [rel=next]")), p: () => follow(one("[data-board] .pager [rel=prev]")),
    "/": () => { const field = one("[data-board] input[type=search]"); field?.focus(); field?.select(); return Boolean(field); },
    "?": () => { one("#keys")?.showModal(); return true; },
    Escape: () => { one("[data-board] [data-check-none]")?.click(); go(Math.max(last, 0)); return true; },
  };
  for (const key of ["d", "f", "e", "c", "C", "l"]) keys[key] = () => step(key);

  const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (!one("[data-board]") || event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    const field = typing(event.target);
    if (field && event.key === "Enter" && field.dataset.key) {
      const button = one(`[data-after="${CSS.escape(field.id)}"]`);
      event.preventDefault();
      if (field.value && button) press(button);
      return;
    }
    if (field && event.key !== "Escape") return;
    if (event.target.closest?.("details.menu[open]")) return;
    if (keys[event.key]?.()) { event.preventDefault(); event.stopPropagation(); }
  }, true);
  document.addEventListener("click", (event) => event.target.closest?.("[data-keys]") && one("#keys")?.showModal());
  document.addEventListener("click", (event) => event.target.closest?.("[data-print]") && print());
  document.addEventListener("focusin", () => { if (at() >= 0) last = at(); });
  document.addEventListener("htmx:beforeSwap", () => { if (at() >= 0) keep(); });
  document.addEventListener("htmx:afterSettle", ({ target }) => { if (target.id === "rows" && document.activeElement === document.body) back(); });
  if (one("[data-board]")) back();

  // boxes over a photo: drawn with a finger or a mouse, written as thousandths into the field that is sent
  const photo = one("[data-redact]");
  if (!photo) return;
  const canvas = one("canvas", photo), picture = one("img", photo), field = document.getElementById(photo.dataset.redact);
  const boxes = () => field.value.split(/[\n;]/).map((line) => line.split(/[,，]/).map(Number)).filter((four) => four.length === 4 && four.every(Number.isFinite));
  const draw = (extra) => {
    canvas.width = picture.clientWidth;
    canvas.height = picture.clientHeight;
    const pen = canvas.getContext("2d");
    for (const [left, top, right, bottom] of [...boxes(), ...(extra ? [extra] : [])]) {
      pen.fillRect(left * canvas.width / 1000, top * canvas.height / 1000, (right - left) * canvas.width / 1000, (bottom - top) * canvas.height / 1000);
    }
  };
  const point = (event) => {
    const area = canvas.getBoundingClientRect(), part = (value) => Math.round(Math.max(0, Math.min(1000, value * 1000)));
    return [part((event.clientX - area.left) / area.width), part((event.clientY - area.top) / area.height)];
  };
  let from = null;
  const square = (event) => {
    const [x, y] = point(event);
    return [Math.min(from[0], x), Math.min(from[1], y), Math.max(from[0], x), Math.max(from[1], y)];
  };
  canvas.addEventListener("pointerdown", (event) => { from = point(event); canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => from && draw(square(event)));
  canvas.addEventListener("pointerup", (event) => {
    const [left, top, right, bottom] = square(event);
    from = null;
    if (right - left > 4 && bottom - top > 4) field.value = [field.value.trim(), [left, top, right, bottom].join(",")].filter(Boolean).join("\n");
    draw();
  });
  canvas.addEventListener("pointercancel", () => { from = null; draw(); });
  one("[data-undo]")?.addEventListener("click", () => { field.value = field.value.trim().split("\n").slice(0, -1).join("\n"); draw(); });
  field.addEventListener("input", () => draw());
  picture.addEventListener("load", () => draw());
  addEventListener("resize", () => draw());
  draw();
})();
