// The keyboard. Letters do nothing while someone types, and can be switched off; what saves works everywhere.
const keys = (() => {
  const OFF = "normtoets:lettertoetsen-uit";
  const letters = () => {
    try {
      return localStorage.getItem(OFF) === null;
    } catch {
      return true;
    }
  };
  const typing = (target) =>
    target.closest("textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])") !== null;
  const dialog = () => document.querySelector("#beoordeel-balk dialog.keys");
  const help = () => {
    dialog().querySelector('[name="lettertoetsen"]').checked = letters();
    if (!dialog().open) dialog().showModal();
  };
  const switchLetters = (on) => {
    try {
      if (on) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch {
      // It stays as it was.
    }
  };
  // What a key asks for; nothing where it is not ours.
  const meaning = (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (control && !event.altKey && event.key.toLowerCase() === "s") return "save";
    if (control && event.key === "Enter") return event.shiftKey ? "save-next" : "save";
    if (typing(event.target) || event.target.closest("dialog") || control) return "";
    if (event.altKey) return { ArrowRight: "after", ArrowLeft: "before" }[event.key] || "";
    const inList = event.target.closest("#beoordeel-lijst");
    if (inList && event.key === "ArrowDown") return "down";
    if (inList && event.key === "ArrowUp") return "up";
    if (!letters()) return "";
    return { n: "after", p: "before", j: "down", k: "up", "/": "find", e: "to-form", "?": "keys" }[event.key] || "";
  };
  return { meaning, help, dialog, switchLetters };
})();
