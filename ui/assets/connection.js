// Tells whoever works on a page that the app does not know them any more, or cannot be reached. What they typed stays
// where it is: they sign in in another tab and go on here. Runs before Gradio's own scripts.
(() => {
  const ask = window.fetch.bind(window);
  const own = (answer) => new URL(answer.url, location.href).origin === location.origin;
  let panel = null;

  const tell = (text, way) => {
    if (panel && panel.dataset.text === text) return;
    hide();
    panel = document.createElement("div");
    panel.id = "verbinding";
    panel.dataset.text = text;
    panel.setAttribute("role", "alert");
    panel.style.cssText =
      "position:sticky;z-index:1000;top:0;padding:.9rem 1.5rem;background:#fdf3ef;color:#1d2730;" +
      "border-bottom:4px solid #b23a12;font:1rem/1.5 Calibri,Carlito,'Segoe UI',Arial,sans-serif;" +
      "box-shadow:0 2px 8px rgba(0,0,0,.25)";
    document.body.prepend(panel);
    const shown = document.createElement("p");
    shown.style.cssText = "max-width:75rem;margin:0 auto";
    shown.append(text + " ");
    if (way) {
      const link = document.createElement("a");
      link.href = "/aanmelden?naar=" + encodeURIComponent(location.pathname + location.search);
      link.target = "_blank";
      link.rel = "opener";
      link.textContent = way;
      link.style.cssText = "color:#1b4b72;font-weight:700";
      shown.append(link);
    }
    panel.append(shown);
  };
  const hide = () => {
    if (panel) panel.remove();
    panel = null;
  };

  window.fetch = async (...given) => {
    let answer;
    try {
      answer = await ask(...given);
    } catch (error) {
      if (error.name !== "AbortError")
        tell("De app is even niet te bereiken. Wat u typte, staat er nog; probeer het zo opnieuw.");
      // A request that finds nobody makes Gradio give up for good; one that is answered with a failure it can do again.
      if (error.name !== "AbortError" && String(given[0]?.url ?? given[0]).includes("/run/predict"))
        return new Response('{"error": null}', { status: 503, headers: { "content-type": "application/json" } });
      throw error;
    }
    if (!own(answer)) return answer;
    if (answer.status === 401)
      tell("U bent niet meer aangemeld. Wat u typte, staat er nog: meld u aan en ga hier daarna verder.",
        "Aanmelden in een nieuw tabblad");
    else if (answer.status < 500) hide();
    return answer;
  };
})();
