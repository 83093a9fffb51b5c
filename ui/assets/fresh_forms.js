// The page is patched, not replaced, so that what is typed stays. A form whose `data-edition` changed was sent and kept:
// it goes back to what the page holds for it now.
const editions = new WeakMap();
const freshen = () => {
  for (const form of element.querySelectorAll("form[data-edition]")) {
    if (editions.has(form) && editions.get(form) !== form.dataset.edition) form.reset();
    editions.set(form, form.dataset.edition);
  }
};
freshen();
watch("value", freshen);
