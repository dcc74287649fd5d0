// A suggested category is taken by a click, and never otherwise.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-suggest]");
  const select = button && document.querySelector("form select[name=category]");
  if (!select) return;
  select.value = button.dataset.suggest;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  select.focus();
});
