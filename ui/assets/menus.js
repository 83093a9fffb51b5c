// A menu closes when another one is opened, when something else is clicked and at Escape.
const close = (except) => {
  for (const menu of element.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
};
element.addEventListener("toggle", (event) => { if (event.target.open) close(event.target); }, true);
document.addEventListener("click", (event) => { if (!event.target.closest("details.menu")) close(null); });
element.addEventListener("click", (event) => { if (event.target.closest(".menu-items")) close(null); });
element.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
