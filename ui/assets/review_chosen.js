// A quote that was pointed at in the source goes to the form, once.
watch("value", () => {
  const found = element.querySelector("[data-staged-quote]");
  if (found) document.dispatchEvent(new CustomEvent("beoordelen:gekozen", { detail: JSON.parse(found.dataset.stagedQuote) }));
});
