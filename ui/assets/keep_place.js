// What stands here is renewed while it is being read. Whoever had scrolled, had opened something or had the focus, keeps
// that. Parts that may be renewed carry a name in `data-keep`; a row of the list is known by its ambition. Where what had
// the focus is no longer there, the focus goes to the heading of what came in its place.
const scrolled = {};
const opened = {};
let focused = null; // the name of the part that has the focus
let within = false; // whether the focus is in here at all
const nameOf = (node) => node.dataset.keep || node.dataset.ambition || "";
const named = (name) => element.querySelector(`[data-keep="${name}"], button[data-ambition="${name}"]`);
element.addEventListener("scroll", (event) => {
  if (event.target.dataset && event.target.dataset.keep) scrolled[event.target.dataset.keep] = event.target.scrollTop;
}, true);
element.addEventListener("toggle", (event) => {
  if (event.target.dataset.keep) opened[event.target.dataset.keep] = event.target.open;
}, true);
element.addEventListener("focusin", (event) => {
  const holder = event.target.closest("[data-keep], button[data-ambition]");
  focused = holder ? nameOf(holder) : null;
  within = true;
});
element.addEventListener("focusout", (event) => {
  setTimeout(() => {
    if (!event.target.isConnected || element.contains(document.activeElement)) return;
    focused = null;
    within = false;
  }, 0);
});
watch("value", () => {
  for (const [name, open] of Object.entries(opened)) {
    const part = named(name);
    if (part && part.open !== open) part.open = open;
  }
  for (const [name, top] of Object.entries(scrolled)) {
    const part = named(name);
    if (part) part.scrollTop = top;
  }
  if (!within || (document.activeElement && document.activeElement !== document.body)) return;
  const part = focused && named(focused);
  const heading = element.querySelector("h2, h3");
  if (!part && heading && !heading.hasAttribute("tabindex")) heading.tabIndex = -1;
  const target = part && part.tagName === "DETAILS" ? part.querySelector("summary") : part || heading;
  if (target) target.focus({ preventScroll: true });
});
