// The source pane: turning pages, zooming, searching, and choosing text to add as a quote. Places are counted in
// characters of the document (code points) from the `data-start` of a block, so nothing here depends on how it is laid out.
{
  const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3];
  const find = (selector) => element.querySelector(selector);
  const all = (selector) => [...element.querySelectorAll(selector)];
  const characters = (text) => [...text].length;
  let zoom = 1;
  let chosen = null; // {start, end}: the text that may be added
  let mark = { top: 0, left: 0 }; // where in the picture the quote begins, as a share of its height and width

  // --- places ---
  const blocks = () => all(".page-text [data-start]");
  const textBetween = (start, end) => {
    const parts = [];
    for (const block of blocks()) {
      const from = Number(block.dataset.start);
      const text = [...block.textContent];
      if (from < end && from + text.length > start) parts.push(text.slice(Math.max(start - from, 0), end - from).join(""));
    }
    return parts.join("\n");
  };
  const spanOf = (range) => {
    let start = null;
    let end = null;
    for (const block of blocks()) {
      if (!range.intersectsNode(block)) continue;
      const part = document.createRange();
      part.selectNodeContents(block);
      const before = part.cloneRange();
      if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
      if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
      before.setEnd(part.startContainer, part.startOffset);
      const from = Number(block.dataset.start) + characters(before.toString());
      const to = from + characters(part.toString());
      if (to <= from) continue;
      if (start === null) start = from;
      end = to;
    }
    return start === null ? null : { start, end };
  };
  const trimmed = (span) => {
    const text = [...textBetween(span.start, span.end)];
    let { start, end } = span;
    for (let place = 0; place < text.length && !text[place].trim(); place += 1) start += 1;
    for (let place = text.length - 1; place >= 0 && end > start && !text[place].trim(); place -= 1) end -= 1;
    return start < end ? { start, end } : null;
  };
  const rangeOf = (span) => {
    const range = document.createRange();
    let begun = false;
    for (const block of blocks()) {
      let place = Number(block.dataset.start);
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        const text = [...node.data];
        const inside = (offset) => text.slice(0, offset - place).join("").length;
        if (!begun && span.start < place + text.length) {
          range.setStart(node, inside(Math.max(span.start, place)));
          begun = true;
        }
        if (begun && place < span.end) range.setEnd(node, inside(Math.min(span.end, place + text.length)));
        place += text.length;
      }
    }
    return begun ? range : null;
  };

  // --- the choice ---
  const colour = (span) => {
    if (!window.CSS || !CSS.highlights) return;
    const range = span && rangeOf(span);
    if (range) CSS.highlights.set("bron-keuze", new Highlight(range));
    else CSS.highlights.delete("bron-keuze");
  };
  const shortened = (text) => {
    if (text.length <= 300) return text;
    return `${text.slice(0, 150).replace(/\s\S*$/, "")} […] ${text.slice(-150).replace(/^\S*\s/, "")}`;
  };
  const choose = (span) => {
    const panel = find(".source-add");
    if (!panel) return;
    chosen = span && trimmed(span);
    panel.hidden = chosen === null;
    colour(chosen);
    if (chosen === null) return;
    const text = textBetween(chosen.start, chosen.end);
    const count = find(".add-count");
    const most = Number(count.dataset.most);
    const long = chosen.end - chosen.start > most;
    find(".add-text").textContent = shortened(text);
    count.textContent = `${chosen.end - chosen.start} van ten hoogste ${most} tekens${long ? ": kies een korter stuk" : ""}`;
    count.classList.toggle("too-long", long);
    find('[data-act="add"]').setAttribute("aria-disabled", String(long));
    panel.scrollIntoView({ block: "nearest" });
  };
  const letGo = () => {
    const selection = document.getSelection();
    const area = find(".page-text");
    if (area && selection.rangeCount && selection.getRangeAt(0).intersectsNode(area)) selection.removeAllRanges();
  };
  const cancel = () => {
    all(".page-sentences input").forEach((box) => { box.checked = false; });
    markSentences();
    choose(null);
  };
  const markSentences = () => {
    const boxes = all(".page-sentences input");
    const ticked = boxes.filter((box) => box.checked);
    const first = boxes.indexOf(ticked[0]);
    const last = boxes.indexOf(ticked[ticked.length - 1]);
    boxes.forEach((box, place) => {
      box.closest("li").classList.toggle("within", ticked.length > 0 && place >= first && place <= last);
    });
    return ticked.length ? { start: Number(ticked[0].dataset.from), end: Number(boxes[last].dataset.till) } : null;
  };
  // A selection is looked at when the mouse is let go, or else when it rests.
  let waiting = null;
  let held = false;
  const selected = () => {
    if (held || !element.isConnected) return;
    const area = find(".page-text");
    const selection = document.getSelection();
    if (!area || !find(".source-add") || area.hidden || selection.isCollapsed || selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(area)) return;
    const span = spanOf(range);
    if (span) choose(span);
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(selected, 200);
  };
  document.addEventListener("selectionchange", soon);
  document.addEventListener("pointerdown", () => { held = true; });
  for (const kind of ["pointerup", "pointercancel"]) {
    document.addEventListener(kind, () => {
      held = false;
      soon();
    });
  }

  // --- the picture ---
  const enlarge = (step) => {
    const frame = find(".source-frame");
    const picture = find(".source-frame img");
    if (!frame || !picture) return;
    const middle = (frame.scrollTop + frame.clientHeight / 2) / Math.max(picture.clientHeight, 1);
    const across = (frame.scrollLeft + frame.clientWidth / 2) / Math.max(picture.clientWidth, 1);
    const place = Math.min(Math.max(ZOOMS.indexOf(zoom) + step, 0), ZOOMS.length - 1);
    zoom = ZOOMS[place];
    picture.style.width = `${zoom * 100}%`;
    find(".zoom-level").textContent = `${Math.round(zoom * 100)}%`;
    find('[data-act="smaller"]').setAttribute("aria-disabled", String(place === 0));
    find('[data-act="larger"]').setAttribute("aria-disabled", String(place === ZOOMS.length - 1));
    if (step) {
      frame.scrollTop = middle * picture.clientHeight - frame.clientHeight / 2;
      frame.scrollLeft = across * picture.clientWidth - frame.clientWidth / 2;
    }
  };
  const toMark = () => {
    const frame = find(".source-frame");
    const picture = find(".source-frame img");
    if (!frame || !picture) return;
    frame.scrollTop = mark.top * picture.clientHeight - frame.clientHeight / 3;
    frame.scrollLeft = mark.left * picture.clientWidth - frame.clientWidth / 8;
  };
  let told = ""; // the address of the picture that was told of
  const tell = async () => {
    const picture = find(".source-frame img");
    const line = find(".source-told");
    if (!picture || !line || told === picture.src) return;
    told = picture.src;
    line.textContent = "";
    find(".source-frame").classList.remove("failed", "loading");
    try {
      const answer = await fetch(picture.src, { cache: "force-cache" });
      if (picture.src !== told || !picture.isConnected) return;
      if (!answer.ok) throw new Error((await answer.text()).slice(0, 500));
      mark = { top: Number(answer.headers.get("X-Marked-Top")), left: Number(answer.headers.get("X-Marked-Left")) };
      line.textContent = line.dataset[answer.headers.get("X-Marked")] || "";
      toMark();
    } catch (error) {
      if (picture.src !== told) return;
      find(".source-frame").classList.add("failed");
      line.textContent = error instanceof TypeError || !error.message ? line.dataset.failed : error.message;
    }
  };
  for (const kind of ["load", "error"]) {
    element.addEventListener(kind, (event) => { if (event.target.closest(".source-frame")) tell(); }, true);
  }

  // --- what is asked of the server ---
  let next = null; // where the focus goes when the answer is there; by itself it stays where it is
  const open = () => find(".source");
  const send = (action, more = {}, focus = null) => {
    next = focus;
    const { document: id, page, words } = open().dataset;
    trigger("select", { action, document: id || "", page: Number(page || 1), words: words || "", ...more });
  };
  const goTo = (button) => {
    const more = { page: Number(button.dataset.to) };
    if (button.dataset.document) Object.assign(more, { document: button.dataset.document, words: "" });
    if (button.dataset.from) Object.assign(more, { start: Number(button.dataset.from), end: Number(button.dataset.till) });
    send("page", more, button.dataset.document ? "#bron-kop" : null);
  };
  const search = () => send("find", { words: find("#bron-zoek").value.trim().slice(0, 100) });
  const add = () => {
    const stance = find('input[name="bron-houding"]:checked');
    if (!chosen) return;
    send("add_quote", {
      ...chosen,
      text: textBetween(chosen.start, chosen.end),
      stance: stance ? stance.value : "",
      criterion: find("#bron-element").value,
    }, ".page-text");
    letGo(); // the highlight still shows what was chosen
  };
  const ways = {
    page: goTo,
    find: search,
    unfind: () => send("page", { words: "" }, "#bron-zoek"),
    documents: () => send("documents", { document: "", words: "" }, "#bron-kop"),
    smaller: () => enlarge(-1),
    larger: () => enlarge(1),
    add,
    cancel: () => {
      cancel();
      letGo();
      find('[data-act="mode"]').focus();
    },
    mode: (button) => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      find(".page-text").hidden = on;
      find(".page-sentences").hidden = !on;
      cancel();
      const first = find(".page-sentences input");
      if (on && first) first.focus();
    },
  };
  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button && button.getAttribute("aria-disabled") !== "true" && ways[button.dataset.act]) ways[button.dataset.act](button);
  });
  element.addEventListener("change", (event) => {
    if (event.target.closest(".page-sentences")) choose(markSentences());
  });
  element.addEventListener("input", (event) => {
    if (event.target.id !== "bron-filter") return;
    const words = event.target.value.trim().toLowerCase();
    const rows = all(".source-documents li");
    rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(words); });
    const left = rows.filter((row) => !row.hidden).length;
    find(".filter-count").textContent = words ? `${left} van ${rows.length}` : "";
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen) {
      event.stopPropagation();
      ways.cancel();
    }
    if (event.key !== "Enter") return;
    if (event.target.id === "bron-zoek") search();
    if (event.target.closest(".page-sentences") && chosen) {
      event.preventDefault();
      find('input[name="bron-houding"]:checked').focus();
    }
    if (event.target.id === "bron-naar") {
      const most = Number(event.target.dataset.most);
      const page = Math.min(Math.max(parseInt(event.target.value, 10) || 1, 1), most);
      send("page", { page });
    }
  });

  // --- what is new on the screen: Gradio keeps what the reader ticked and typed, though it belongs to another page ---
  const renewed = () => {
    chosen = null;
    colour(null);
    letGo();
    all(".page-sentences input").forEach((box) => { box.checked = false; });
    all(".page-sentences li").forEach((row) => row.classList.remove("within"));
    all("#bron-element").forEach((list) => { list.selectedIndex = 0; });
    all('input[name="bron-houding"]').forEach((radio) => { radio.checked = radio.defaultChecked; });
    all("#bron-naar, #bron-zoek").forEach((input) => { input.value = input.getAttribute("value") || ""; });
    enlarge(0);
    const picture = find(".source-frame img");
    if (picture && picture.complete) tell();
    else if (picture) find(".source-frame").classList.add("loading");
    const quoted = find(".page-text mark.quoted");
    const area = find(".page-text");
    if (area) area.scrollTop = 0;
    if (quoted) area.scrollTop = quoted.getBoundingClientRect().top - area.getBoundingClientRect().top - area.clientHeight / 3;
    const goal = next && find(next);
    if (goal) goal.focus({ preventScroll: true });
    next = null;
  };
  watch("value", renewed);
  renewed();
}
