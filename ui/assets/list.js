// The list of ambitions: a click anywhere in a row chooses it. The button in the row serves keyboard and screen reader.
element.addEventListener("click", (event) => {
  const row = event.target.closest("[data-ambition]");
  if (row) {
    trigger("select", { ambition: row.dataset.ambition });
  }
});
