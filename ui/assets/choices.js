// What is chosen on a page stands in its address, so that it can be kept, shared and found again. A field or button with
// `data-choice` sets the part of that name; `data-drops` names the parts that lose their meaning with it.
const choose = (control, value) => {
  const place = new URL(window.location.href);
  for (const name of (control.dataset.drops || "").split(" ").filter(Boolean)) place.searchParams.delete(name);
  if (value) place.searchParams.set(control.dataset.choice, value);
  else place.searchParams.delete(control.dataset.choice);
  history.replaceState(history.state, "", place);
  element.setAttribute("aria-busy", "true");
  trigger("select", {});
};
element.addEventListener("change", (event) => {
  const field = event.target.closest("select[data-choice], input[data-choice]");
  if (field) choose(field, field.type === "checkbox" ? (field.checked ? field.value : "") : field.value);
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-choice]");
  if (button) choose(button, button.value);
});
// The page is patched, not replaced: a field that someone touched keeps its own value unless it is told the new one.
watch("value", () => {
  element.removeAttribute("aria-busy");
  for (const option of element.querySelectorAll("select[data-choice] option[selected]")) option.selected = true;
  for (const select of element.querySelectorAll("select[data-choice]")) {
    if (!select.querySelector("option[selected]")) select.selectedIndex = 0;
  }
  for (const box of element.querySelectorAll("input[data-choice]")) box.checked = box.hasAttribute("checked");
});
