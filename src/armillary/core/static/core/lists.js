// The list that a reader keeps in this browser. It is stored here. The page of the list takes it in
// its address, as it does without this file; the worker is told what stands on it, not what was written.
(() => {
  "use strict";
  const PLACE = "armillary-list";
  const PRESSED = "armillary-list-pressed";
  const MOST = 50;
  const page = document.currentScript.dataset.list;

  // [{id, note, minutes}], whatever somebody has put into the store: what the page would refuse is left
  // out, or it could not be opened any more.
  const sound = ({ id, note, minutes } = {}) => {
    if (typeof id !== "string" || !/^[0-9a-z]{1,12}$/.test(id)) return [];
    const entry = { id };
    if (typeof note === "string" && note) entry.note = note.slice(0, 500);
    if (minutes > 0 && minutes <= 600) entry.minutes = String(Math.ceil(minutes));
    return [entry];
  };
  const kept = () => {
    try {
      const found = JSON.parse(localStorage.getItem(PLACE) || "[]");
      return found.flatMap((entry) => sound(entry ?? {})).slice(0, MOST);
    } catch { return []; }
  };
  const keep = (entries) => {
    try { localStorage.setItem(PLACE, JSON.stringify(entries.slice(0, MOST))); } catch { /* not kept then */ }
    show();
    readable();
  };
  // The list and what stands on it can be read without a connection. What was written on it is not sent.
  const readable = () => {
    const entries = kept();
    const pages = entries.map(({ id }) => page.replace(/list\/$/, `resources/${id}/`));
    const list = entries.length ? [...pages, page, `${page}?ids=${ids(entries)}`] : [];
    navigator.serviceWorker?.controller?.postMessage({ list });
  };
  const has = (id) => kept().some((entry) => entry.id === id);
  const ids = (entries) => entries.map((entry) => entry.id).join();
  const address = (entries) => {
    const asked = new URLSearchParams();
    for (const { id, note, minutes } of entries) {
      if (note) asked.set(`note.${id}`, note);
      if (minutes) asked.set(`minutes.${id}`, minutes);
    }
    const rest = asked.toString();
    return entries.length ? `${page}?ids=${ids(entries)}${rest ? `&${rest}` : ""}` : page;
  };

  const buttons = [...document.querySelectorAll("a[data-keep]")];
  const links = [...document.querySelectorAll("a[data-kept]")];
  const show = () => {
    const count = kept().length;
    for (const button of buttons) button.setAttribute("aria-pressed", String(has(button.dataset.keep)));
    for (const link of links) link.dataset.kept = count || "";
  };
  const toggle = (id) =>
    keep(has(id) ? kept().filter((entry) => entry.id !== id) : [...kept(), { id }]);
  for (const button of buttons) {
    button.setAttribute("role", "button");
    button.addEventListener("click", (event) => {
      if (!has(button.dataset.keep) && kept().length >= MOST) return; // full: the page says what it holds
      event.preventDefault();
      toggle(button.dataset.keep);
    });
    button.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      button.click();
    });
  }
  addEventListener("storage", show);
  show();
  readable();

  // What follows is for pages that show a list.
  const all = document.querySelector("[data-keep-all]");
  if (!all) return;
  const shown = [...document.querySelectorAll("[data-entry]")].map((row) => {
    const entry = { id: row.dataset.entry };
    const note = row.querySelector("[name^='note.']")?.value.trim();
    const minutes = row.querySelector("[name^='minutes.']")?.value;
    return { ...entry, ...(note && { note }), ...(minutes && { minutes }) };
  });
  const form = document.querySelector("form.list-form");
  const differ = (one, other) => {
    const [first, second] = [one.split(","), other.split(",")];
    return first.filter((id) => !second.includes(id)).length + second.filter((id) => !first.includes(id)).length;
  };

  // A button of the form was pressed on the list of this browser: what came of it is kept.
  let pressed = null;
  try {
    pressed = sessionStorage.getItem(PRESSED);
    sessionStorage.removeItem(PRESSED);
  } catch { /* as if nothing had been pressed */ }
  if (form && pressed !== null && differ(pressed, ids(shown)) <= 2) keep(shown);
  else if (form && !location.search && kept().length) { location.replace(address(kept())); return; }

  const isOwn = form && ids(shown) === ids(kept());
  form?.addEventListener("submit", () => {
    if (isOwn) try { sessionStorage.setItem(PRESSED, ids(shown)); } catch { /* not kept then */ }
  });
  const missing = shown.filter((entry) => !has(entry.id));
  if (missing.length) {
    all.hidden = false;
    all.querySelector("button").addEventListener("click", () => {
      keep([...kept(), ...missing]);
      all.hidden = true;
    });
  }
  const forget = document.querySelector("[data-forget]");
  if (forget && isOwn && shown.length) {
    forget.hidden = false;
    forget.querySelector("button").addEventListener("click", () => { keep([]); location.assign(page); });
  }
})();
