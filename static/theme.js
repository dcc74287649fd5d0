// Light, dark and large type before the first paint; the buttons that change them; full screen.
(() => {
  const root = document.documentElement;
  const saved = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const save = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode */ } };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    root.dataset.bsTheme = saved("theme") || (system.matches ? "dark" : "light");
    root.toggleAttribute("data-size", saved("size") === "elder");
    if (saved("size") === "elder") root.dataset.size = "elder";
    for (const button of document.querySelectorAll("[data-do=elder]")) button.setAttribute("aria-pressed", saved("size") === "elder");
  };
  const actions = {
    theme() { save("theme", root.dataset.bsTheme === "dark" ? "light" : "dark"); },
    elder() { save("size", root.dataset.size === "elder" ? "normal" : "elder"); },
    print() { window.print(); },
    wall() {
      root.classList.toggle("wall");
      if (document.fullscreenElement) document.exitFullscreen();
      else root.requestFullscreen?.().catch(() => {});
    },
  };
  root.classList.add("js");
  apply();
  addEventListener("DOMContentLoaded", apply);
  system.addEventListener("change", () => { apply(); dispatchEvent(new Event("themechange")); });
  addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!actions[button?.dataset.do]) return;
    actions[button.dataset.do]();
    apply();
    dispatchEvent(new Event("themechange"));
    dispatchEvent(new Event("resize"));
  });
})();
