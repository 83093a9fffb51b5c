"use strict";
// Filters the ambitions by outcome, pillar and text; opens what a link points to, and everything before printing.
(() => {
  const cards = [...document.querySelectorAll("details.ambition")];
  const texts = new Map(cards.map((card) => [card, card.textContent.toLocaleLowerCase("nl")]));
  const byId = (id) => document.getElementById(id);
  const [status, pillar, text, count] = ["filter-status", "filter-pillar", "filter-text", "filter-count"].map(byId);

  const apply = () => {
    const words = text.value.toLocaleLowerCase("nl").split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      const fits =
        (!status.value || card.dataset.status === status.value) &&
        (!pillar.value || card.dataset.pillar === pillar.value) &&
        words.every((word) => texts.get(card).includes(word));
      card.hidden = !fits;
      shown += fits;
    }
    for (const section of document.querySelectorAll(".pillar")) {
      section.hidden = !section.querySelector("details:not([hidden])");
    }
    count.textContent = `${shown} van ${cards.length} ambities getoond`;
  };

  const reveal = () => {
    const target = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target || !target.matches("details.ambition")) return;
    if (target.hidden) {
      status.value = pillar.value = text.value = "";
      apply();
    }
    target.open = true;
    target.scrollIntoView();
  };

  const setOpen = (open) => cards.forEach((card) => { if (!card.hidden) card.open = open; });
  let before = [];
  addEventListener("beforeprint", () => { before = cards.map((card) => card.open); setOpen(true); });
  addEventListener("afterprint", () => cards.forEach((card, index) => { card.open = before[index]; }));
  addEventListener("hashchange", reveal);
  [status, pillar].forEach((field) => field.addEventListener("change", apply));
  text.addEventListener("input", apply);
  byId("open-all").addEventListener("click", () => setOpen(true));
  byId("close-all").addEventListener("click", () => setOpen(false));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").hidden = false;
  apply();
  reveal();
})();
