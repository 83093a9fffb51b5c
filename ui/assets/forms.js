// Forms and buttons of the app's own. A form sends all that was filled in with its `data-action`; a button outside a form
// sends its `data-action` and `data-value`. What is on its way is not sent twice; what was typed and not sent is not left
// without a question. After an answer the focus goes to what carries `data-focus`; when a panel is closed, to
// the button that opened it.
const pending = { node: null, until: 0 };
let typed = false;
const send = (node, action, fields) => {
  if (pending.node === node && Date.now() < pending.until) return;
  pending.node = node;
  pending.until = Date.now() + 8000;
  trigger("select", { action, fields });
};
element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const fields = {};
  for (const [name, value] of new FormData(form, event.submitter)) {
    if (typeof value === "string") (fields[name] ??= []).push(value);
  }
  send(event.submitter || form, form.dataset.action, fields);
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-action], a[data-action]");
  if (!button || !element.contains(button) || button.getAttribute("aria-disabled") === "true") return;
  event.preventDefault();
  if (!button.closest("form") && !("escape" in button.dataset)) document.cameFrom = { action: button.dataset.action, value: button.dataset.value || "" };
  send(button, button.dataset.action, { value: [button.dataset.value || ""] });
});
element.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) typed = true;
});
element.addEventListener("keydown", (event) => {
  const close = event.key === "Escape" && element.querySelector("[data-escape]");
  if (close && !typed) close.click();
});
window.addEventListener("beforeunload", (event) => {
  if (typed && element.isConnected && element.querySelector("form[data-guard]")) event.preventDefault();
});
const told = document.getElementById("melding");
if (told) new MutationObserver(() => { pending.until = 0; }).observe(told, { childList: true, subtree: true, characterData: true });
const show = (target) => {
  if (!target) return;
  target.focus();
  target.scrollIntoView({ block: "nearest" });
};
const whereFrom = () => {
  const { action, value } = document.cameFrom;
  document.cameFrom = null;
  const found = [...document.querySelectorAll(`[data-action="${action}"]`)].find((each) => (each.dataset.value || "") === value);
  const menu = found && found.closest("details:not([open])");
  return menu ? menu.querySelector("summary") : found;
};
const settle = () => {
  pending.until = 0;
  typed = false;
  const target = element.querySelector("[data-focus]");
  if (target) setTimeout(() => show(target.isConnected ? target : element.querySelector("[data-focus]")), 30);
  else if (!element.textContent.trim() && document.cameFrom) setTimeout(() => show(whereFrom()), 80); // lists are renewed first
};
watch("value", settle);
if (element.querySelector("[data-focus]")) settle(); // a part that was hidden comes with what it shows
