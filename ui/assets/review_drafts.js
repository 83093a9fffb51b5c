// What is typed and not saved yet, apart for each person, dossier, norm and ambition, so that a crash, a reload, a closed
// tab or an expired session costs nothing. It is kept in this tab, and in this browser for a tab that comes after it; what
// was saved or put back is kept no longer. Where the browser keeps nothing, it stands in memory.
const drafts = (() => {
  const DAYS = 30; // that a browser keeps what nobody came back for
  const memory = new Map();
  let prefix = "";
  let broken = false;
  // A browser may refuse either of them.
  const ofTab = () => window.sessionStorage;
  const ofBrowser = () => window.localStorage;
  const tried = (work, otherwise) => {
    try {
      return work();
    } catch {
      return otherwise;
    }
  };
  const recent = (draft) => draft && Date.now() - Date.parse(draft.at) < DAYS * 86400000;
  const read = (key) => {
    if (memory.has(key)) return memory.get(key);
    const own = tried(() => JSON.parse(ofTab().getItem(key)), null);
    if (own) return own;
    const earlier = tried(() => JSON.parse(ofBrowser().getItem(key)), null);
    return recent(earlier) ? earlier : null;
  };
  const write = (key, value) => {
    const text = JSON.stringify(value);
    const kept = [ofTab, ofBrowser].map((place) => tried(() => (place().setItem(key, text), true), false));
    if (kept[0]) {
      memory.delete(key);
    } else {
      memory.set(key, value);
      broken = broken || !kept[1];
    }
  };
  const remove = (key) => {
    memory.delete(key);
    for (const place of [ofTab, ofBrowser]) tried(() => place().removeItem(key));
  };
  const named = (place) => tried(() => Object.keys(place()), []);
  const standing = (keys) =>
    [...new Set(keys)]
      .filter((key) => key.startsWith(prefix) && !key.startsWith(`${prefix}opzij:`))
      .map((key) => key.slice(prefix.length));
  const empty = (draft) =>
    !draft || (!Object.keys(draft.values).length && !draft.quotes.length && !draft.outside.length);
  return {
    // `about`: the attributes of the ambition that is shown.
    of(about) {
      prefix = `normtoets:concept:${about.person}:${about.dossier}:${about.norm}:`;
    },
    fresh: (seen) => ({ seen, at: new Date().toISOString(), values: {}, quotes: [], outside: [] }),
    empty,
    load: (ambition) => read(prefix + ambition),
    keep(ambition, draft) {
      if (empty(draft)) remove(prefix + ambition);
      else write(prefix + ambition, draft);
    },
    drop: (ambition) => remove(prefix + ambition),
    // Put aside on request, and to be had back.
    stash(ambition) {
      const draft = read(prefix + ambition);
      if (draft) write(`${prefix}opzij:${ambition}`, draft);
      remove(prefix + ambition);
    },
    stashed: (ambition) => read(`${prefix}opzij:${ambition}`),
    unstash(ambition) {
      const draft = read(`${prefix}opzij:${ambition}`);
      if (draft) write(prefix + ambition, draft);
      remove(`${prefix}opzij:${ambition}`);
    },
    forget: (ambition) => remove(`${prefix}opzij:${ambition}`),
    // The ambitions of this norm with something unsaved; `here`: typed in this tab.
    all() {
      if (!prefix) return [];
      const every = standing([...memory.keys(), ...named(ofTab), ...named(ofBrowser)]);
      return every.filter((ambition) => read(prefix + ambition));
    },
    here: () => (prefix ? standing([...memory.keys(), ...named(ofTab)]) : []),
    get broken() {
      return broken;
    },
  };
})();
