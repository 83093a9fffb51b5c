"use strict";
// Filters the ambitions by all lists and by text; opens what a link points to, and every ambition before printing.
(() => {
  const byId = (id) => document.getElementById(id);
  const cards = [...document.querySelectorAll("details.ambition")];
  const lists = [...document.querySelectorAll("select[data-filter]")];
  const [form, text, count] = [byId("filters"), byId("filter-text"), byId("filter-count")];

  // Without accents, so that "cooperatie" finds "coöperatie".
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase("nl");
  // What stands around a quote is no part of the report: it is looked up, not searched.
  const said = (card) => {
    const copy = card.cloneNode(true);
    copy.querySelectorAll(".context").forEach((part) => part.remove());
    return plain(copy.textContent);
  };
  const texts = new Map(cards.map((card) => [card, said(card)]));

  const has = (card, list) => {
    const value = card.dataset[list.dataset.filter] ?? "";
    return !list.value || value === list.value || value.split(" ").includes(list.value);
  };

  const apply = () => {
    const words = plain(text.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      const fits = lists.every((list) => has(card, list)) && words.every((word) => texts.get(card).includes(word));
      card.hidden = !fits;
      shown += fits;
    }
    for (const section of document.querySelectorAll(".pillar")) {
      section.hidden = !section.querySelector("details.ambition:not([hidden])");
    }
    form.classList.toggle("narrowed", shown < cards.length);
    count.textContent = `${shown} van ${cards.length} ambities getoond`;
  };

  const reset = () => {
    for (const field of [...lists, text]) field.value = "";
    apply();
  };

  const reveal = () => {
    const target = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target || !target.matches("details.ambition")) return;
    if (target.hidden) reset();
    target.open = true;
    target.scrollIntoView();
  };

  const setOpen = (open) => cards.forEach((card) => { if (!card.hidden) card.open = open; });
  let before = [];
  addEventListener("beforeprint", () => { before = cards.map((card) => card.open); setOpen(true); });
  addEventListener("afterprint", () => cards.forEach((card, index) => { card.open = before[index]; }));
  addEventListener("hashchange", reveal);
  lists.forEach((list) => list.addEventListener("change", apply));
  text.addEventListener("input", apply);
  byId("filter-reset").addEventListener("click", reset);
  byId("open-all").addEventListener("click", () => setOpen(true));
  byId("close-all").addEventListener("click", () => setOpen(false));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
  reveal();
})();
