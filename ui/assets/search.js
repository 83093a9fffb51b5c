// Searching and filtering in a list happens here, in the browser; what was typed stays when the list is renewed.
let words = "";
let kinds = "";
const narrow = () => {
  const asked = words.toLocaleLowerCase("nl").split(/\s+/).filter(Boolean);
  const wanted = kinds.split(" ").filter(Boolean);
  let shown = 0;
  for (const row of element.querySelectorAll("[data-sought]")) {
    const tags = (row.dataset.tags || "").split(" ");
    row.hidden = !asked.every((word) => row.dataset.sought.includes(word)) || (wanted.length > 0 && !wanted.some((each) => tags.includes(each)));
    shown += row.hidden ? 0 : 1;
  }
  const none = element.querySelector("[data-none]");
  if (none) none.hidden = shown > 0;
};
element.addEventListener("input", (event) => {
  if (event.target.matches("[data-search]")) words = event.target.value;
  else if (event.target.matches("[data-filter]")) kinds = event.target.value;
  else return;
  narrow();
});
let typing = false;
element.addEventListener("focusin", (event) => { typing = event.target.matches("[data-search]"); });
watch("value", () => {
  const field = element.querySelector("[data-search]");
  const filter = element.querySelector("[data-filter]");
  if (field) {
    field.value = words;
    if (typing && document.activeElement === document.body) field.focus();
  }
  if (filter) filter.value = kinds;
  narrow();
});
