// Filters by what reviewers did: a further choice, laid over what the other filters leave.
(() => {
  const cards = [...document.querySelectorAll("details.ambition")];
  const byId = (id) => document.getElementById(id);
  const [choice, count] = ["filter-review", "filter-count"].map(byId);
  const fits = (card) => !choice.value || card.dataset.review === choice.value;

  const narrow = () => {
    for (const card of cards) card.hidden = card.hidden || !fits(card);
    for (const section of document.querySelectorAll(".pillar")) {
      section.hidden = !section.querySelector("details:not([hidden])");
    }
    count.textContent = `${cards.filter((card) => !card.hidden).length} van ${cards.length} ambities getoond`;
  };

  // The other filters listen first, so what they show is known here; a change of this one makes them look again.
  choice.addEventListener("change", () => byId("filter-text").dispatchEvent(new Event("input")));
  byId("filter-text").addEventListener("input", narrow);
  ["filter-status", "filter-pillar"].forEach((id) => byId(id).addEventListener("change", narrow));
  const land = () => {
    const target = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target || !target.matches("details.ambition")) return;
    if (!fits(target)) choice.value = "";
    byId("filter-text").dispatchEvent(new Event("input"));
    target.scrollIntoView();
  };
  addEventListener("hashchange", land);
  narrow();
  land();
})();
