// Single keys for the lists of the desk. Every page works without this file: a key only moves the focus
// or presses what stands on the page already. Keys can be turned off in the help, and are dead while
// somebody types.
(() => {
  "use strict";
  const SETTING = "armillary-keys";
  const ROWS = "main tbody tr, main .hits > li";
  const help = document.getElementById("keys");
  const button = document.getElementById("keys-button");
  if (!help || !button) return;
  const setting = help.querySelector("input[type=checkbox]");

  const remembered = () => {
    try { return localStorage.getItem(SETTING) !== "off"; } catch { return true; }
  };
  const remember = (isOn) => {
    try { localStorage.setItem(SETTING, isOn ? "on" : "off"); } catch { /* not remembered then */ }
  };

  const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => stop(row));
  const stop = (row) => row.querySelector("input[type=checkbox], a[href], button");
  const current = () => document.activeElement.closest?.(ROWS);

  const move = (step) => {
    const all = rows();
    const here = all.indexOf(current());
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
    if (!all[next]) return;
    stop(all[next]).focus();
    all[next].scrollIntoView({ block: "nearest" });
  };
  const tick = () => current()?.querySelector("input[type=checkbox]")?.click();
  const open = () => {
    const row = current();
    (row?.querySelector("a[data-open]") || row?.querySelector("a[href]"))?.click();
  };
  const show = () => (help.open ? help.close() : help.showModal());
  // A page may have the same button for several lists: then it is that of the list one is in.
  const pressable = (key) => {
    const own = current()?.closest("form")?.querySelector(`[accesskey="${key}"]`);
    const all = document.querySelectorAll(`[accesskey="${key}"]`);
    return own || (all.length === 1 ? all[0] : null);
  };

  const MOVES = { j: () => move(1), k: () => move(-1), x: tick, o: open, "?": show };
  const ARROWS = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };

  const isTyping = (target) =>
    target.closest("select, textarea, input:not([type=checkbox]), [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || (help.open && event.key !== "?")) return;
    if (!remembered() && event.key !== "?") return;
    const act = MOVES[event.key] || (current() && ARROWS[event.key]);
    const target = !act && /^[a-z]$/.test(event.key) && pressable(event.key);
    if (!act && !target) return;
    event.preventDefault();
    if (act) act();
    else target.click();
  });

  for (const link of document.querySelectorAll("a[data-tick]")) {
    link.addEventListener("click", (event) => {
      const boxes = link.closest("form").querySelectorAll("tbody input[type=checkbox], .hits input[type=checkbox]");
      const isAll = [...boxes].every((box) => box.checked);
      for (const box of boxes) box.checked = !isAll;
      event.preventDefault();
    });
  }

  const own = help.querySelector("dl");
  const known = new Set();
  for (const element of document.querySelectorAll("[accesskey]")) {
    const key = element.accessKey;
    if (known.has(key)) continue;
    known.add(key);
    element.setAttribute("aria-keyshortcuts", key);
    const term = document.createElement("dt");
    const sign = document.createElement("kbd");
    sign.textContent = key;
    term.append(sign);
    const what = document.createElement("dd");
    what.textContent = element.textContent.trim();
    own.append(term, what);
    const hint = sign.cloneNode(true);
    hint.setAttribute("aria-hidden", "true");
    element.append(" ", hint);
  }

  setting.checked = remembered();
  setting.addEventListener("change", () => {
    remember(setting.checked);
    document.documentElement.classList.toggle("keys", setting.checked);
  });
  document.documentElement.classList.toggle("keys", setting.checked);
  button.addEventListener("click", show);
  button.hidden = false;
})();
