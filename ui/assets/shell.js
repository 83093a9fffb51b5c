// The title of the tab follows the page and its dossier; what is read aloud is Dutch; an address within the page moves
// the focus there (the page's <base> would lead it to the list of dossiers).
const name = () => {
  const top = element.querySelector("[data-title]");
  if (top) document.title = top.dataset.title;
};
document.documentElement.lang = "nl";
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!link) return;
  event.preventDefault();
  if (target) {
    target.scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
  }
});
name();
watch("value", name);
