// The review page: what is asked of the server, one thing at a time, and what its answers mean for what is being typed.
const WAIT = 20000; // milliseconds until a request counts as lost
const requests = new Map(); // by turn: what was asked
let turn = 0;
let busy = null; // the request under way
let wanted = null; // the ambition to open after it
let last = null; // a request that met a conflict, to be made again if the user says so
let opened = ""; // the ambition that was shown last
const part = (name) => element.querySelector(`[data-part="${name}"]`);
const article = () => element.querySelector("article.review");
const form = () => element.querySelector("form.review-form");
const bar = () => document.querySelector("#beoordeel-opslaan .save-bar");
const about = () => article().dataset;
const draftOf = () => drafts.load(about().ambition) || drafts.fresh(Number(about().seen));

// --- what the user is told -------------------------------------------------------------------------------------------

const say = (text, kind = "") => {
  const state = document.querySelector("#beoordeel-opslaan .save-state");
  if (!state) return;
  state.className = `save-state ${kind}`;
  if (state.textContent !== text) state.textContent = text;
};
const clock = (moment) => new Date(moment).toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });
const standing = (saved = "") => {
  if (!bar() || !article()) return;
  bar().hidden = !form();
  const mine = drafts.load(about().ambition);
  const others = drafts.all().filter((each) => each !== about().ambition);
  bar().querySelector('[data-do="discard"]').hidden = !mine;
  bar().classList.toggle("dirty", Boolean(mine));
  const links = bar().querySelector(".others");
  links.replaceChildren();
  for (const each of others) {
    const link = document.createElement("button");
    Object.assign(link, { type: "button", className: "link", textContent: each });
    link.dataset.ambition = each;
    links.append(each === others[0] ? "Ook niet opgeslagen: " : ", ", link);
  }
  const kept = drafts.broken ? " Let op: deze browser bewaart niets; sluit dit tabblad niet." : "";
  if (mine) say(`Niet opgeslagen wijzigingen.${kept}`, "dirty");
  else say(saved || "Alles is opgeslagen.");
  list.unsaved();
};

// --- what is shown ---------------------------------------------------------------------------------------------------

const shown = () => {
  if (!article()) return;
  drafts.of(about());
  const request = requests.get(Number(about().turn));
  if (request && about().outcome === "saved") settle(request);
  const fresh = opened !== about().ambition;
  opened = about().ambition;
  const address = new URL(window.location.href);
  if (address.searchParams.get("ambitie") !== opened) {
    address.searchParams.set("ambitie", opened);
    for (const name of ["document", "pagina", "van", "tot"]) address.searchParams.delete(name);
    window.history.replaceState(window.history.state, "", address);
  }
  const name = document.querySelector("#kop [data-title]");
  if (name) document.title = `${opened} – ${name.dataset.title}`;
  list.mark(opened);
  reopen(fresh);
  if (!form()) return standing();
  const draft = drafts.load(opened);
  fields.write(form(), draft ? draft.values : {});
  restage(draft || drafts.fresh(0));
  part("stashed").hidden = !drafts.stashed(opened);
  if (draft) meet(draft, fresh);
  else part("restored").hidden = true;
  if (draft && Object.keys(draft.values).some((name) => name.startsWith("out-"))) openDetails("buiten");
  standing(about().outcome === "saved" ? about().said : "");
};
// A draft on an ambition that is opened: the user is told that it is there, and what others saved since it was begun.
const meet = (draft, fresh) => {
  if (fresh) {
    const slot = (name) => part("restored").querySelector(`[data-slot="${name}"]`);
    const orphans = Object.entries(fields.orphans(form(), draft.values)).filter(([, value]) => typeof value === "string");
    slot("text").textContent = `Getypt om ${clock(draft.at)} uur, nog niet opgeslagen.`;
    slot("orphans").replaceChildren(
      ...orphans.map(([, value]) => {
        const item = document.createElement("li");
        item.textContent = `Hoort bij iets dat niet meer op deze pagina staat: “${value}”`;
        return item;
      }),
    );
    part("restored").hidden = false;
  }
  const seen = Number(about().seen);
  if (draft.seen >= seen) return;
  if (element.querySelector(".conflict")) {
    draft.seen = seen;
    drafts.keep(opened, draft);
  } else if (!busy) {
    setTimeout(() => choose(opened, draft.seen), 0);
  }
};
const folds = {}; // what the user opened or closed, by name
const openDetails = (name) => {
  const fold = element.querySelector(`details[data-keep="${name}"]`);
  if (fold) fold.open = true;
};
const reopen = (fresh) => {
  if (fresh) for (const name of Object.keys(folds)) delete folds[name];
  for (const [name, open] of Object.entries(folds)) {
    const fold = element.querySelector(`details[data-keep="${name}"]`);
    if (fold && fold.open !== open) fold.open = open;
  }
};
const toHeading = (id = "ambitie-kop") => {
  const heading = document.getElementById(id);
  if (!heading) return;
  heading.focus({ preventScroll: true });
  const top = heading.getBoundingClientRect().top;
  if (top < 0 || top > window.innerHeight * 0.5) (heading.closest("article") || heading).scrollIntoView({ block: "start" });
};

// --- what is asked ---------------------------------------------------------------------------------------------------

const send = (kind, payload, extra = {}) => {
  if (busy) return false;
  turn += 1;
  busy = { kind, of: payload.ambition, seen: payload.seen, payload, turn, ...extra };
  requests.set(turn, busy);
  busy.timer = setTimeout(() => lost(), WAIT);
  element.setAttribute("aria-busy", "true");
  trigger(kind, { ...payload, turn });
  return true;
};
const free = () => {
  clearTimeout(busy.timer);
  busy = null;
  element.removeAttribute("aria-busy");
};
const lost = () => {
  const request = busy;
  free();
  if (request.kind === "select") return say("Er kwam geen antwoord van de server. Probeer het opnieuw.", "bad");
  say("Er kwam geen antwoord: het is niet zeker dat dit is opgeslagen. Uw invoer staat nog in dit tabblad; sla opnieuw op.", "bad");
};
const failed = () => {
  const request = busy;
  free();
  list.mark(opened);
  const where = document.querySelector("#melding .panel") ? " Zie de melding bovenaan de pagina." : "";
  const kept = request.kind === "select" ? "" : " Uw invoer staat nog in dit tabblad.";
  say(`Dit is niet gelukt.${where}${kept}`, "bad");
};
const choose = (ambition, seen) => {
  if (!ambition) return;
  if (busy) {
    wanted = ambition;
    list.mark(ambition);
    return;
  }
  const draft = drafts.load(ambition);
  list.mark(ambition);
  const known = seen ?? (draft ? draft.seen : undefined);
  send("select", known === undefined ? { ambition } : { ambition, seen: known });
};
const complain = (problem, field) => {
  say(problem, "bad");
  if (!field) return;
  const fold = field.closest("details");
  if (fold) fold.open = true;
  field.setAttribute("aria-invalid", "true");
  field.focus();
};
const save = (next = false) => {
  if (!form() || busy) return;
  for (const each of form().querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
  record();
  const draft = draftOf();
  const { sent, problem, field } = fields.submission(form(), draft);
  if (problem) return complain(problem, field);
  const following = next ? list.nextOpen(opened) : "";
  if (next) {
    const mark = form().elements.reviewed;
    if (mark.checked && fields.nothing(sent)) return following ? choose(following) : say("Alle ambities in deze lijst zijn beoordeeld.");
    if (!mark.checked || !mark.defaultChecked) sent.values.reviewed = true;
  }
  if (fields.nothing(sent))
    return say(drafts.empty(draft) ? "Er is niets gewijzigd." : "Er is nog niets om op te slaan: vul aan wat u begon, of zet uw invoer opzij.");
  if (!drafts.empty(draft)) drafts.keep(opened, draft);
  const snapshot = structuredClone({ values: draft.values, quotes: draft.quotes, outside: draft.outside });
  if (next) snapshot.values.reviewed = true;
  say("Bezig met opslaan…");
  submit({ ...sent, ambition: opened, seen: draft.seen, following: following || "" }, { snapshot, next });
};
const submit = (payload, extra) => send("submit", { ...payload, assessment: about().assessment }, extra);
// The verdict stands on what the documents say now; what is being typed waits.
const stands = () =>
  submit({ ambition: opened, seen: Number(about().seen), values: { reviewed: true }, why: "Mijn oordeel blijft, na wat er is veranderd." });
const undo = (number) => send("undo", { ambition: opened, number, seen: Number(about().seen) });
const again = () => {
  if (!last || last.snapshot) return save();
  send(last.kind, { ...last.payload, seen: Number(about().seen) });
};
const finish = () => {
  const request = busy;
  if (!request || !article() || Number(about().turn) !== request.turn) return request ? failed() : undefined;
  free();
  const { outcome, said } = about();
  last = outcome === "conflict" ? request : null;
  if (outcome === "conflict") {
    standing();
    say("Niet opgeslagen: iemand anders was u voor.", "bad");
    toHeading("conflict-kop");
  } else if (outcome === "refused") {
    say(said, "bad");
  } else if (outcome === "saved") {
    if (request.next && opened === request.of) say(`${said} Er staat geen andere open ambitie in de lijst.`);
    else standing(said);
    if (request.next && opened !== request.of) toHeading();
  } else {
    toHeading(element.querySelector(".conflict") ? "conflict-kop" : "ambitie-kop");
  }
  if (opened !== showing) source.soon();
  if (wanted) {
    const next = wanted;
    wanted = null;
    if (next !== opened) choose(next);
  }
};

// --- what the user does ----------------------------------------------------------------------------------------------

// Where the user is going: someone who presses a key five times goes five further.
const ahead = () => wanted || (busy && busy.kind === "select" ? busy.of : opened);
const acts = {
  save: () => save(),
  "save-next": () => save(true),
  before: () => choose(list.neighbour(ahead(), -1)),
  after: () => choose(list.neighbour(ahead(), 1)),
  down: () => list.step(1),
  up: () => list.step(-1),
  find: () => list.bar().querySelector('[name="zoek"]').focus(),
  "to-form": () => {
    const heading = document.getElementById("oordeel-kop");
    if (!heading) return;
    heading.scrollIntoView({ block: "start" });
    const field = form() && form().querySelector('[name="status"]:checked');
    (field || heading).focus({ preventScroll: true });
  },
  keys: () => keys.help(),
  "close-keys": () => keys.dialog().close(),
  all: () => list.everything(),
  stands,
  discard: () => {
    drafts.stash(opened);
    shown();
    say("Uw invoer is opzijgezet. U kunt haar bovenaan terughalen.");
    toHeading();
  },
  "take-theirs": () => {
    last = null;
    drafts.stash(opened);
    choose(opened);
  },
  unstash: () => {
    drafts.unstash(opened);
    opened = "";
    shown();
    toHeading();
  },
  "stage-outside": stageOutside,
  back: () => {
    const from = source.from && source.from.isConnected ? source.from : document.getElementById("ambitie-kop");
    if (!from) return;
    from.scrollIntoView({ block: "center" });
    from.focus({ preventScroll: true });
  },
};
document.addEventListener("click", (event) => {
  const target = event.target.closest("button, [data-do]");
  if (!target || !target.closest("#beoordeel-balk, #beoordeel-vak")) return;
  const { dataset } = target;
  if (dataset.ambition) choose(dataset.ambition);
  else if (dataset.do === "save" && target.closest(".conflict")) again();
  else if (dataset.do && acts[dataset.do]) acts[dataset.do]();
  else if (dataset.show) {
    source.from = target;
    source.show(dataset.show, true);
  } else if (dataset.undo) undo(Number(dataset.undo));
  else if (dataset.unstage) unstage(...dataset.unstage.split(":"));
  else if (dataset.adopt) stage("quotes", { ...JSON.parse(dataset.adopt), key: fields.newKey() });
  else if (dataset.copy) {
    const field = form().elements[dataset.copy];
    field.value = field.value.trim() ? `${field.value}\n${dataset.text}` : dataset.text;
    record();
    field.focus();
  }
});
document.addEventListener("input", (event) => {
  const { target } = event;
  if (form() && form().contains(target)) {
    target.removeAttribute("aria-invalid");
    record();
  } else if (target.name === "lettertoetsen") {
    keys.switchLetters(target.checked);
  } else if (target.closest("#beoordeel-balk") && target.name) {
    list.narrow(target.name, target.value);
  }
});
document.addEventListener("submit", (event) => {
  if (!element.contains(event.target)) return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && event.target.name === "zoek") {
    const [first] = list.visible();
    if (first) choose(first.dataset.row);
    return;
  }
  const meaning = keys.meaning(event);
  if (!meaning) return;
  event.preventDefault();
  acts[meaning]();
});
element.addEventListener("toggle", (event) => {
  if (event.target.dataset.keep) folds[event.target.dataset.keep] = event.target.open;
}, true);
document.addEventListener("beoordelen:klaar", finish);
document.addEventListener("beoordelen:mislukt", () => { if (busy) failed(); });
document.addEventListener("beoordelen:bron", () => source.done());
document.addEventListener("beoordelen:lijst", () => list.apply());
document.addEventListener("beoordelen:gekozen", (event) => {
  if (!article()) return;
  stage("quotes", event.detail);
  say("Het citaat staat bij “Eigen citaten”. Het is nog niet opgeslagen.", "dirty");
});
window.addEventListener("beforeunload", (event) => {
  if (drafts.here().length) event.preventDefault();
});
watch("value", () => {
  shown();
  if (opened && opened !== showing && !busy) source.soon();
});
shown();
