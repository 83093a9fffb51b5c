// The heat map by keyboard: it is one stop in the tab order, and the arrows move on from cell to cell, the names of the
// organisations among them. Every cell tells what it is when the mouse rests on it (the browser shows the title; nearly
// two thousand of them need not come along with the page).
const cellsOf = () => [...element.querySelectorAll(".heat tbody tr")].map((row) => [...row.cells]);
const linkIn = (cell) => (cell ? cell.querySelector("a") : null);
const enterable = () => {
  if (element.querySelector('.heat tbody a[tabindex="0"]')) return;
  const first = element.querySelector(".heat tbody td a") || element.querySelector(".heat tbody a");
  if (first) first.tabIndex = 0;
};
const go = (link) => {
  for (const other of element.querySelectorAll('.heat tbody a[tabindex="0"]')) other.tabIndex = -1;
  link.tabIndex = 0;
  link.focus();
  link.scrollIntoView({ block: "nearest", inline: "nearest" });
};
const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
element.addEventListener("keydown", (event) => {
  const link = event.target.closest(".heat tbody a");
  const step = STEPS[event.key];
  if (!link || (!step && event.key !== "Home" && event.key !== "End")) return;
  event.preventDefault();
  const cell = link.closest("td, th");
  const rows = cellsOf();
  let down = rows.findIndex((cells) => cells.includes(cell));
  let across = rows[down].indexOf(cell);
  const [below, beside] = step || [0, event.key === "End" ? -1 : 1];
  if (!step) across = event.key === "End" ? rows[down].length : -1;
  for (;;) {
    down += below;
    across += beside;
    if (!rows[down] || !rows[down][across]) return;
    const next = linkIn(rows[down][across]);
    if (next) return go(next);
  }
});
element.addEventListener("mouseover", (event) => {
  const link = event.target.closest(".heat tbody td a");
  if (!link || link.title) return;
  const cell = link.closest("td");
  const name = cell.parentElement.querySelector("th a");
  const column = element.querySelectorAll(".heat tr.ids th")[cell.cellIndex];
  link.title = `${name.textContent} · ${column.title} · ${link.getAttribute("aria-label")}`;
});
enterable();
watch("value", enterable);
