// Sliders and sums: a range moves its number, shares and totals follow while one types. All of it is computed by the server too.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const number = (field) => Number.parseFloat(field.value) || 0;

  // the workbench: range and number move together, each weight says its share among its siblings
  const shares = (group) => {
    const weights = all("[data-weight]", group), whole = weights.reduce((sum, one) => sum + number(one), 0);
    for (const one of weights) {
      const out = one.closest(".slider").querySelector("[data-share]");
      out.textContent = whole > 0 ? `${(100 * number(one) / whole).toFixed(1)}%` : "—";
    }
  };
  document.addEventListener("input", ({ target }) => {
    if (!target.closest("[data-sliders]")) return;
    if (target.dataset.range) document.getElementById(target.dataset.range).value = target.value;
    else if ("weight" in target.dataset) for (const one of all(`[data-range="${CSS.escape(target.id)}"]`)) one.value = target.value;
    const group = target.closest("[data-group]");
    if (group) shares(group);
  }, true); // before htmx reads the form

  // the table of a draft: what the weights below each node add up to
  const form = document.querySelector("[data-nodes]");
  if (!form) return;
  const sums = () => {
    const found = new Map();
    for (const weight of all("[data-weight]", form)) {
      const row = weight.closest("tr"), parent = row.querySelector("[data-parent]").value;
      if (!parent || row.querySelector("[data-removed]")?.checked) continue;
      const [sum, count] = found.get(parent) || [0, 0];
      found.set(parent, [sum + number(weight), count + 1]);
    }
    for (const out of all("[data-sum]", form)) {
      const [sum, count] = found.get(out.dataset.sum) || [0, 0];
      const whole = count === 1 || [1, 100].some((one) => Math.abs(sum - one) < one * 1e-6);
      out.textContent = count ? `${Number(sum.toFixed(4))}${whole ? "" : "，应为 100"}` : "没有下级";
      out.classList.toggle("over", !whole);
    }
  };
  form.addEventListener("input", sums);
  sums();
})();
