// Suggestions below the search box while somebody types. The box works without this file; it stays away
// where a reader saves data or has a slow line, because it asks at every pause of the fingers.
(() => {
  "use strict";
  const PAUSE = 150;
  const KINDS = ["subject", "title", "person", "collection"];
  const box = document.querySelector("input[data-suggest]");
  const line = navigator.connection;
  if (!box || line?.saveData || /2g/.test(line?.effectiveType || "")) return;
  const form = box.form;
  const names = box.dataset.kinds.split("|");
  const language = document.documentElement.lang;
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0].textContent);
  list.hidden = true;
  form.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) box.setAttribute(name, value);

  let waiting = 0;
  let asked = null;
  let current = -1;

  const close = () => {
    clearTimeout(waiting);
    asked?.abort();
    list.hidden = true;
    current = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const addressOf = (found) =>
    found.page || `${form.getAttribute("action")}?${new URLSearchParams({ q: found.q })}`;
  const piece = (tag, text, kind) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const option = (found, place) => {
    const made = document.createElement("li");
    made.id = `suggestion-${place}`;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.dataset.address = addressOf(found);
    made.append(piece("bdi", found.text), " ");
    if (found.matched) made.append(piece("bdi", found.matched, "hint"), " ");
    const kind = names[KINDS.indexOf(found.kind)];
    made.append(piece("span", found.count ? `${kind} · ${found.count}` : kind, "hint"));
    return made;
  };
  const show = (items) => {
    list.replaceChildren(...items.map(option));
    current = -1;
    list.hidden = !items.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const question = new URLSearchParams({ q: box.value.slice(0, 100), language });
    try {
      const answer = await fetch(`${box.dataset.suggest}?${question}`, { signal: asked.signal });
      show(answer.ok ? (await answer.json()).items : []);
    } catch { /* typed on, or no line */ }
  };
  const move = (step) => {
    const options = [...list.children];
    options[current]?.setAttribute("aria-selected", "false");
    // One place more than there are options: the box itself.
    current = ((current + 1 + step + options.length + 1) % (options.length + 1)) - 1;
    const chosen = options[current];
    if (!chosen) { box.removeAttribute("aria-activedescendant"); return; }
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", chosen.id);
  };
  const go = (chosen) => location.assign(chosen.dataset.address);

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
    else if (event.key === "Enter" && list.children[current]) {
      event.preventDefault();
      go(list.children[current]);
    }
  });
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) go(chosen);
  });
})();
