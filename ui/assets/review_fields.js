// The fields of the form by name: what stands there according to the server, what the user made of it, and the words of
// what is asked to be saved. The page may be renewed beneath someone who types: only what differs is written.
const fields = (() => {
  const all = (form) => [...form.elements].filter((each) => each.name);
  const asked = (each) => {
    if (each.type === "checkbox") return each.defaultChecked;
    if (each.tagName === "SELECT") {
      const option = [...each.options].find((one) => one.defaultSelected) || each.options[0];
      return option ? option.value : "";
    }
    return each.defaultValue;
  };
  const collect = (form, value, chosen) => {
    const found = {};
    for (const each of all(form)) {
      if (each.type !== "radio") found[each.name] = value(each);
      else if (chosen(each)) found[each.name] = each.value;
      else if (!(each.name in found)) found[each.name] = "";
    }
    return found;
  };
  const standing = (form) => collect(form, asked, (each) => each.defaultChecked);
  const current = (form) =>
    collect(form, (each) => (each.type === "checkbox" ? each.checked : each.value), (each) => each.checked);
  const changed = (form) => {
    const before = standing(form);
    return Object.fromEntries(Object.entries(current(form)).filter(([name, value]) => value !== before[name]));
  };
  // Every field as the server has it, or else as in `values`.
  const write = (form, values) => {
    const wanted = { ...standing(form), ...values };
    for (const each of all(form)) {
      const value = wanted[each.name];
      if (each.type === "radio") {
        if (each.checked !== (each.value === value)) each.checked = each.value === value;
      } else if (each.type === "checkbox") {
        if (each.checked !== value) each.checked = value;
      } else if (each.value !== value) {
        each.value = value;
      }
    }
  };
  // What was typed for fields that are not on the page any more.
  const orphans = (form, values) => {
    const known = new Set(all(form).map((each) => each.name));
    return Object.fromEntries(Object.entries(values).filter(([name]) => !known.has(name)));
  };
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");
  const OUTSIDE = ["kind", "day", "source", "text", "stance", "criterion"];
  const outsideOf = (form) =>
    Object.fromEntries(OUTSIDE.map((name) => [name, form.elements[`out-${name}`].value.trim()]));
  const evidence = (item) => ({ ...Object.fromEntries(OUTSIDE.map((name) => [name, item[name]])), day: item.day || null });

  // What the form asks to be saved, from `draft`; a `problem` with the field to be mended where it cannot be sent.
  const submission = (form, draft) => {
    const values = changed(form);
    const now = current(form);
    const sent = { values: {}, rejected: {}, taken_back: [], notes: [], outside: [], quotes: [], why: now.why.trim() };
    for (const name of ["status", "rationale", "recommendation", "owner", "due", "reviewed"])
      if (name in values) sent.values[name] = values[name];
    const bad = all(form).find((each) => each.type === "date" && each.validity.badInput);
    if (bad) return { problem: "Vul een hele datum in, of maak het veld leeg.", field: bad };
    for (const name of Object.keys(now).filter((each) => each.startsWith("reject:"))) {
      const key = name.slice("reject:".length);
      const reason = now[`reason:${key}`].trim();
      if (!(name in values) && !(now[name] && `reason:${key}` in values)) continue;
      if (now[name] && !reason)
        return { problem: "Schrijf op waarom dit citaat niet meetelt.", field: form.elements[`reason:${key}`] };
      sent.rejected[key] = now[name] ? reason : null;
    }
    for (const name of Object.keys(values).filter((each) => each.startsWith("withdraw:"))) {
      const [, field, ...key] = name.split(":");
      sent.taken_back.push({ field, key: key.join(":") });
    }
    if (now.note.trim()) sent.notes.push({ key: (draft.noteKey ||= newKey()), text: now.note.trim() });
    sent.outside = draft.outside.map((item) => ({ key: item.key, evidence: evidence(item) }));
    const open = outsideOf(form);
    if (open.text) sent.outside.push({ key: (draft.outsideKey ||= newKey()), evidence: evidence(open) });
    else if (open.source || open.day)
      return { problem: "Schrijf op wat er buiten de documenten is gezegd of gezien.", field: form.elements["out-text"] };
    sent.quotes = draft.quotes.map((item) => ({ key: item.key, quote: item.quote }));
    return { sent };
  };
  const nothing = (sent) =>
    !Object.keys(sent.values).length &&
    !Object.keys(sent.rejected).length &&
    ![sent.taken_back, sent.notes, sent.outside, sent.quotes].some((each) => each.length);
  return { changed, current, write, orphans, newKey, OUTSIDE, outsideOf, submission, nothing };
})();
