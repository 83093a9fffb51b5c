// What the user typed or pointed at, kept as a draft with every key; what of it waits in lists; and what a save takes
// out of it again. `review.js` has the page that it belongs to.
const record = () => {
  if (!form()) return;
  const draft = draftOf();
  draft.values = { ...fields.orphans(form(), draft.values), ...fields.changed(form()) };
  draft.at = new Date().toISOString();
  drafts.keep(about().ambition, draft);
  standing();
};
const restage = (draft) => {
  for (const kind of ["quotes", "outside"]) {
    const place = element.querySelector(`[data-staged="${kind}"]`);
    if (place) place.replaceChildren(...draft[kind].map((item) => stagedItem(kind, item)));
  }
};
const stagedItem = (kind, item) => {
  const made = document.createElement("li");
  made.className = "quoted staged-item";
  const line = (tag, text, style = "") => {
    const node = document.createElement(tag);
    node.className = style;
    node.textContent = text;
    made.append(node);
  };
  line("span", "nog niet opgeslagen", "sign unsaved");
  if (kind === "quotes") {
    line("blockquote", `“${item.shown}”`);
    line("p", [item.place, item.stance, item.element].filter(Boolean).join(" · "), "muted");
  } else {
    const label = (name) => {
      const option = [...form().elements[`out-${name}`].options].find((each) => each.value === item[name]);
      return item[name] && option ? option.textContent : "";
    };
    line("p", ["niet uit de documenten", label("kind"), item.day, item.source].filter(Boolean).join(" · "));
    line("p", item.text, "said");
    line("p", [label("stance"), label("criterion")].filter(Boolean).join(" · "), "muted");
  }
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button small", textContent: "Haal weg" });
  button.setAttribute("aria-label", `Haal weg: ${item.shown || item.text}`.slice(0, 120));
  button.dataset.unstage = `${kind}:${item.key}`;
  made.append(button);
  return made;
};
const stage = (kind, item) => {
  const draft = draftOf();
  draft[kind].push(item);
  draft.at = new Date().toISOString();
  drafts.keep(about().ambition, draft);
  restage(draft);
  standing();
};
const unstage = (kind, key) => {
  const draft = draftOf();
  draft[kind] = draft[kind].filter((item) => item.key !== key);
  drafts.keep(about().ambition, draft);
  restage(draft);
  record();
};
const stageOutside = () => {
  const item = fields.outsideOf(form());
  if (!item.text) {
    complain("Schrijf eerst op wat er is gezegd of gezien.", form().elements["out-text"]);
    return;
  }
  const draft = draftOf();
  stage("outside", { key: draft.outsideKey || fields.newKey(), ...item });
  for (const name of ["day", "source", "text"]) form().elements[`out-${name}`].value = "";
  record();
  form().elements["out-kind"].focus();
};
// What was saved leaves the draft; what was typed while it was under way stays.
const settle = (request) => {
  const draft = drafts.load(request.of);
  if (!draft || request.settled) return;
  request.settled = true;
  const sent = request.snapshot || { values: {}, quotes: [], outside: [] };
  for (const [name, value] of Object.entries(sent.values)) if (draft.values[name] === value) delete draft.values[name];
  for (const kind of ["quotes", "outside"]) {
    const gone = new Set(sent[kind].map((item) => item.key));
    draft[kind] = draft[kind].filter((item) => !gone.has(item.key));
  }
  delete draft.noteKey;
  delete draft.outsideKey;
  draft.seen = request.seen + 1;
  drafts.keep(request.of, draft);
};
