// One file goes to the app's own route, with how far it is. What comes of it is shown; what changes anything is asked
// first, and then sent once more to be kept.
element.addEventListener("change", (event) => {
  const form = event.target.type === "file" && event.target.closest("form[data-send]");
  if (!form || !event.target.files[0]) return;
  form.querySelector("[data-chosen]").textContent = event.target.files[0].name;
  form.querySelector("[data-outcome]").innerHTML = "";
});
const sendFile = (form, keep) => {
  const refused = form.querySelector("[data-reason]");
  const state = form.querySelector("[data-state]");
  const outcome = form.querySelector("[data-outcome]");
  const buttons = form.querySelectorAll("button");
  const tell = (reason) => {
    refused.textContent = reason;
    refused.hidden = !reason;
    state.textContent = "";
    for (const button of buttons) button.disabled = false;
  };
  const file = form.elements.bestand.files[0];
  if (!file) { tell(form.dataset.empty); return; }
  tell("");
  for (const button of buttons) button.disabled = true;
  const body = new FormData();
  body.append("bestand", file);
  const request = new XMLHttpRequest();
  request.upload.onprogress = (step) => {
    state.textContent = step.loaded < step.total ? `Versturen: ${Math.floor((100 * step.loaded) / step.total)}%` : "Het bestand wordt gelezen …";
  };
  request.onload = () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* no JSON: told below */ }
    if (request.status >= 300) {
      tell(answer.reason || (request.status === 401 ? "U bent niet meer aangemeld. Meld u in een ander tabblad aan en probeer het opnieuw." : "Dit is niet gelukt. Laad de pagina opnieuw en probeer het nog eens."));
      return;
    }
    tell("");
    if (!keep && answer.html && form.elements.bestand.files[0] !== file) return; // another was chosen meanwhile
    if (answer.html) {
      outcome.innerHTML = answer.html;
      outcome.focus();
    }
    if (keep || "atOnce" in form.dataset) trigger("select", { action: "sent", fields: {} });
  };
  request.onerror = () => tell("Er is geen verbinding met de app. Probeer het opnieuw.");
  request.open("POST", keep ? `${form.dataset.send}?bewaar=1` : form.dataset.send);
  request.send(body);
};
element.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-send]");
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  sendFile(form, false);
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-keep-it]");
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  sendFile(button.closest("form"), true);
});
