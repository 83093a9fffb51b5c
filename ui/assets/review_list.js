// The list of ambitions: what it is narrowed to, and who comes next. All rows are there; those that do not pass hide.
const list = (() => {
  const holder = () => document.getElementById("beoordeel-lijst");
  const bar = () => document.querySelector("#beoordeel-balk .review-bar");
  const NAMES = ["filter", "pijler", "oordeel", "zoek"];
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let wanted = null;
  let open = "";
  const place = () => {
    const top = bar();
    return top ? `normtoets:lijst:${top.dataset.dossier}:${top.dataset.norm}` : "";
  };
  const remembered = () => {
    const asked = new URLSearchParams(window.location.search);
    const own = Object.fromEntries(NAMES.filter((name) => asked.get(name)).map((name) => [name, asked.get(name)]));
    if (Object.keys(own).length) return own;
    try {
      return JSON.parse(sessionStorage.getItem(place())) || {};
    } catch {
      return {};
    }
  };
  const remember = () => {
    const address = new URL(window.location.href);
    for (const name of NAMES) address.searchParams.delete(name);
    window.history.replaceState(window.history.state, "", address);
    try {
      sessionStorage.setItem(place(), JSON.stringify(wanted));
    } catch {
      // A filter that is forgotten does no harm.
    }
  };
  const all = () => [...(holder() ? holder().querySelectorAll("li[data-row]") : [])];
  const visible = () => all().filter((row) => !row.hidden);
  const passes = (row) =>
    row.dataset.in.split(" ").includes(wanted.filter) &&
    (!wanted.pijler || row.closest("[data-pillar]").dataset.pillar === wanted.pijler) &&
    (!wanted.oordeel || row.dataset.mark === wanted.oordeel) &&
    plain(wanted.zoek).split(/\s+/).every((word) => plain(row.dataset.find).includes(word));
  const fill = () => {
    for (const name of ["pijler", "oordeel", "zoek"]) {
      const field = bar().querySelector(`[name="${name}"]`);
      if (field.value !== wanted[name]) field.value = wanted[name];
      if (field.value !== wanted[name]) wanted[name] = field.value || "";
    }
    for (const radio of bar().querySelectorAll('[name="filter"]')) radio.checked = radio.value === wanted.filter;
    if (!bar().querySelector('[name="filter"]:checked')) {
      wanted.filter = "alle";
      bar().querySelector('[name="filter"]').checked = true;
    }
  };
  const apply = () => {
    if (!bar() || !holder() || !all().length) return;
    wanted ||= { filter: "alle", pijler: "", oordeel: "", zoek: "", ...remembered() };
    fill();
    for (const row of all()) row.hidden = !passes(row);
    for (const group of holder().querySelectorAll(".group"))
      group.hidden = !group.querySelector("li[data-row]:not([hidden])");
    const shown = visible().length;
    holder().querySelector(".nothing").hidden = shown > 0;
    const said = shown === all().length ? `${shown} ambities` : `${shown} van ${all().length} ambities`;
    const count = holder().querySelector(".count");
    if (count.textContent !== said) count.textContent = said;
    mark(open);
    unsaved();
  };
  const mark = (ambition) => {
    open = ambition;
    for (const row of all()) {
      const is = row.dataset.row === ambition;
      row.classList.toggle("current", is);
      row.querySelector("button").setAttribute("aria-current", is ? "true" : "false");
    }
    const row = all().find((each) => each.dataset.row === ambition);
    const scroll = holder() && holder().querySelector(".scroll");
    if (!row || row.hidden || !scroll) return;
    const [top, height] = [row.offsetTop - scroll.offsetTop, row.offsetHeight];
    if (top < scroll.scrollTop + 32) scroll.scrollTop = top - 40;
    else if (top + height > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top + height - scroll.clientHeight + 8;
  };
  const unsaved = () => {
    const found = new Set(drafts.all());
    for (const row of all()) row.querySelector(".unsaved").hidden = !found.has(row.dataset.row);
  };
  // The ambition `distance` rows from this one among those that show; where it does not show, the nearest that does.
  const neighbour = (ambition, distance) => {
    const rows = all();
    const at = rows.findIndex((row) => row.dataset.row === ambition);
    const ahead = distance > 0 ? rows.slice(at + 1) : rows.slice(0, Math.max(at, 0)).reverse();
    const found = ahead.find((row) => !row.hidden);
    return found ? found.dataset.row : null;
  };
  // The next open one that shows, from this ambition on and around; null where it is the only one.
  const nextOpen = (ambition) => {
    const rows = all();
    const at = rows.findIndex((row) => row.dataset.row === ambition);
    const around = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
    const found = around.find((row) => "open" in row.dataset && !row.hidden);
    return found ? found.dataset.row : null;
  };
  const step = (distance) => {
    const rows = visible();
    if (!rows.length) return;
    const here = document.activeElement && document.activeElement.closest("li[data-row]");
    const at = rows.findIndex((row) => row === here || (!here && row.dataset.row === open));
    const next = rows[Math.min(Math.max(at + (here || at < 0 ? distance : 0), 0), rows.length - 1)];
    next.querySelector("button").focus();
  };
  const narrow = (name, value) => {
    wanted[name] = value;
    remember();
    apply();
  };
  const everything = () => {
    wanted = { filter: "alle", pijler: "", oordeel: "", zoek: "" };
    remember();
    apply();
  };
  return { apply, mark, unsaved, neighbour, nextOpen, step, narrow, everything, visible, bar };
})();
