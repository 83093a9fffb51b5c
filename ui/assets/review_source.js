// The source beside the ambition: asked for apart, so that nobody waits for it, and one at a time.
let showing = ""; // the ambition whose source was asked for last
const source = {
  under: false,
  after: null,
  timer: 0, // until it is asked for
  guard: 0, // until it counts as lost
  clicked: false,
  from: null, // the button by which it was asked for
  soon(wait = 200) {
    clearTimeout(source.timer);
    source.timer = setTimeout(() => source.show(""), wait);
  },
  show(key, clicked = false) {
    clearTimeout(source.timer);
    if (source.under) {
      source.after = { key, clicked };
      return;
    }
    source.under = true;
    source.clicked = clicked;
    showing = opened;
    source.guard = setTimeout(() => { source.under = false; }, WAIT);
    trigger("expand", { ambition: opened, key });
  },
  done() {
    clearTimeout(source.guard);
    source.under = false;
    const pane = document.getElementById("bron");
    if (source.clicked && pane) {
      const title = pane.querySelector("h3");
      document.querySelector("#beoordeel-opslaan [data-part=told]").textContent = title ? `Getoond: ${title.textContent}` : "";
      if (pane.getBoundingClientRect().top > window.innerHeight * 0.6) pane.scrollIntoView({ block: "start" });
    }
    if (source.after) {
      const { key, clicked } = source.after;
      source.after = null;
      source.show(key, clicked);
    } else if (showing !== opened) {
      source.soon();
    }
  },
};
