// The conversation: an example is asked by a click, and a new question is brought into view once.
let newest = element.querySelectorAll(".exchange").length;
element.addEventListener("click", (event) => {
  const example = event.target.closest("[data-question]");
  if (!example) return;
  const way = document.querySelector("#vraag-formulier input[name='way']:checked");
  trigger("select", { action: "ask", fields: { question: [example.dataset.question], way: [way ? way.value : ""] } });
});
watch("value", () => {
  const all = element.querySelectorAll(".exchange");
  if (all.length && all[all.length - 1].id !== newest) {
    newest = all[all.length - 1].id;
    all[all.length - 1].scrollIntoView({ block: "start", behavior: "smooth" });
  }
});
