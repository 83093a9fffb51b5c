// A dossier that was exported elsewhere goes to the app's own route, with how far it is.
element.addEventListener("change", (event) => {
  const said = event.target.type === "file" && element.querySelector("[data-chosen]");
  if (said && event.target.files[0]) said.textContent = event.target.files[0].name;
});
element.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-import]");
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const refused = form.querySelector("[data-reason]");
  const state = form.querySelector("[data-state]");
  const button = form.querySelector("button[type=submit]");
  const tell = (reason) => { refused.textContent = reason; refused.hidden = !reason; state.textContent = ""; button.disabled = false; };
  const file = form.elements.bestand.files[0];
  if (!file) { tell("Kies eerst het bestand van het dossier."); return; }
  tell("");
  button.disabled = true;
  const body = new FormData();
  body.append("bestand", file);
  const request = new XMLHttpRequest();
  request.upload.onprogress = (step) => {
    state.textContent = step.loaded < step.total ? `Versturen: ${Math.floor((100 * step.loaded) / step.total)}%` : "Het dossier wordt gecontroleerd en bewaard …";
  };
  request.onload = () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* no JSON: told below */ }
    if (request.status < 300 && answer.dossier) window.location.assign(`/documenten?dossier=${encodeURIComponent(answer.dossier)}`);
    else tell(answer.reason || "Dit is niet gelukt. Laad de pagina opnieuw en probeer het nog eens.");
  };
  request.onerror = () => tell("Er is geen verbinding met de app. Probeer het opnieuw.");
  request.open("POST", form.dataset.import);
  request.send(body);
});
