// What was done or went wrong is read out, and brought into view for whoever pressed a button further down. A message can
// lead on to another page.
element.setAttribute("aria-live", "polite");
watch("value", () => {
  if (!element.textContent.trim()) return;
  const on = element.querySelector("[data-go]");
  if (on) {
    window.location.assign(on.dataset.go);
    return;
  }
  const top = element.getBoundingClientRect().top;
  if (top < 0 || top > window.innerHeight - 80) element.scrollIntoView({ block: "start" });
});
