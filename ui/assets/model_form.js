// The form of the language model shows the fields that its provider needs, and asks where text would go.
const fitted = () => {
  const provider = element.querySelector("#model-provider");
  if (!provider) return;
  const shows = { other: provider.value === provider.dataset.other, url: provider.dataset.addressed.split(" ").includes(provider.value) };
  for (const [name, shown] of Object.entries(shows)) element.querySelector(`[data-field="${name}"]`).hidden = !shown;
};
watch("value", fitted);
element.addEventListener("change", (event) => {
  const form = event.target.closest('form[data-action="model"]');
  if (!form || !["model-provider", "model-other", "model-url", "model-name"].includes(event.target.id)) return;
  fitted();
  const fields = {};
  for (const name of ["provider", "other", "url", "name"]) {
    const field = form.querySelector(`[name="${name}"]`);
    fields[name] = [field && !field.closest("[hidden]") ? field.value : ""];
  }
  trigger("select", { action: "preview", fields });
});
