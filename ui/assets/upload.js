// Files go one by one to the app's own route, two at a time, each with how far it is; a folder that is dropped is opened.
const MOST_AT_ONCE = 2;
const STAY = 10000; // milliseconds that what went well stays; what did not, stays
const waiting = [];
let busy = 0;
let added = 0;
let refused = 0;
const form = () => element.querySelector("form[data-upload]");
const line = (name) => {
  const item = document.createElement("li");
  item.innerHTML = '<span class="file"></span><progress max="100" value="0"></progress><span class="outcome"></span>';
  item.querySelector(".file").textContent = name;
  item.querySelector("progress").setAttribute("aria-label", name);
  form().querySelector("[data-uploads]").prepend(item);
  return item;
};
const end = (item, kind, text) => {
  item.className = kind;
  const bar = item.querySelector("progress");
  if (bar) bar.remove();
  item.querySelector(".outcome").textContent = text;
};
const done = () => {
  busy -= 1;
  if (waiting.length) next();
  else if (!busy) {
    const parts = [`${added} toegevoegd`];
    if (refused) parts.push(`${refused} niet toegevoegd`);
    form().querySelector("[data-told]").textContent = parts.join(", ");
    if (added) trigger("select", { action: "uploaded", fields: {} });
    setTimeout(() => { if (!busy) for (const item of element.querySelectorAll("li.added")) item.remove(); }, STAY);
    added = 0;
    refused = 0;
  }
};
const fail = (item, file, text) => {
  refused += 1;
  end(item, "refused", text);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button small";
  again.textContent = "Opnieuw";
  again.setAttribute("aria-label", `Opnieuw: ${file.name}`);
  again.addEventListener("click", () => { item.remove(); take([file]); });
  item.append(again);
};
const next = () => {
  const { file, item } = waiting.shift();
  busy += 1;
  const body = new FormData();
  body.append("bestanden", file, file.name);
  const request = new XMLHttpRequest();
  const bar = item.querySelector("progress");
  item.querySelector(".outcome").textContent = "wordt verstuurd";
  request.upload.onprogress = (step) => { if (step.lengthComputable) bar.value = (100 * step.loaded) / step.total; };
  request.onload = () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* no JSON: told below */ }
    const why = (answer.refused || [])[0];
    if (request.status < 300 && (answer.added || []).length) {
      added += 1;
      end(item, "added", "toegevoegd");
    } else if (why) {
      refused += 1;
      end(item, "refused", why.reason);
    } else if (request.status === 401) {
      fail(item, file, "U bent niet meer aangemeld. Meld u in een ander tabblad aan en probeer het opnieuw.");
    } else {
      fail(item, file, answer.reason || "Niet gelukt. Probeer het opnieuw.");
    }
    done();
  };
  request.onerror = () => {
    fail(item, file, "Geen verbinding met de app.");
    done();
  };
  request.open("POST", form().dataset.upload);
  request.send(body);
};
const take = (files) => {
  const most = Number(form().dataset.most);
  for (const file of files) {
    const item = line(file.name);
    if (file.size > most) {
      refused += 1;
      end(item, "refused", `Te groot: ten hoogste ${form().dataset.mostSaid} per bestand. Splits het op of verklein de afbeeldingen.`);
    } else if (!file.size) {
      refused += 1;
      end(item, "refused", "Dit bestand is leeg.");
    } else {
      item.querySelector(".outcome").textContent = "wacht";
      waiting.push({ file, item });
    }
  }
  if (waiting.length) form().querySelector("[data-told]").textContent = `${waiting.length} bestanden worden toegevoegd`;
  while (busy < MOST_AT_ONCE && waiting.length) next();
};
const filesIn = async (entry) => {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) break;
    for (const each of part) if (!each.name.startsWith(".")) found.push(...(await filesIn(each)));
  }
  return found;
};
element.addEventListener("change", (event) => {
  if (event.target.type !== "file") return;
  take([...event.target.files]);
  event.target.value = "";
});
element.addEventListener("submit", (event) => event.preventDefault());
const over = (on) => element.querySelector("[data-drop]")?.classList.toggle("over", on);
element.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
element.addEventListener("dragleave", () => over(false));
element.addEventListener("drop", async (event) => {
  event.preventDefault();
  over(false);
  if (!form()) return;
  const entries = [...event.dataTransfer.items].map((each) => each.webkitGetAsEntry?.()).filter(Boolean);
  const files = entries.length ? (await Promise.all(entries.map(filesIn))).flat() : [...event.dataTransfer.files];
  take(files);
});
window.addEventListener("beforeunload", (event) => { if (busy && element.isConnected) event.preventDefault(); });
