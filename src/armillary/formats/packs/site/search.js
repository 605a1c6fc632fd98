/* Search in a pack, from a folder as from a server. What it needs of the index it loads as scripts: a page
   that was opened from a folder may not read a file in any other way. */
"use strict";
(() => {
  const SHOWN = 10;
  const MOST_FILES = [0, 3, 2]; // of each word, if there are so many
  const WORTH = { w: 1, x: 3, y: 4, z: 8 };
  const form = document.getElementById("search");
  const box = document.getElementById("q");
  const found = document.getElementById("found");
  const [said, list, more] = found.children;

  /* Loading */
  const files = new Map();
  const waiting = new Map();
  window.armillaryPack = (name, content) => waiting.get(name)(content);

  function load(name) {
    if (!files.has(name)) {
      files.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        waiting.set(name, resolve);
        script.src = "search/" + name + ".js";
        script.onerror = () => { files.delete(name); reject(new Error(name)); };
        document.head.append(script);
      }));
    }
    return files.get(name);
  }

  /* Words: the same as in folding.py */
  let folding = null;

  function prepare(tables) {
    folding = folding || {
      folded: new RegExp("[^" + tables.alone + "]+", "gu"),
      marks: new RegExp("[" + tables.marks + "]+", "gu"),
      words: new RegExp("[\\p{L}\\p{M}\\p{N}" + tables.alone + "]+", "gu"),
      runs: new RegExp("([" + tables.unspaced + "]+)|[^" + tables.unspaced + "]+", "gu"),
      article: new RegExp("^" + tables.article),
      letters: new Map(Object.entries(tables.letters)),
      longest: tables.longest,
    };
  }

  function plain(text) {
    const lower = text.normalize("NFKD").toLowerCase();
    const letters = Array.from(lower, letter => folding.letters.get(letter) || letter).join("");
    return letters.replace(folding.marks, "").normalize("NFC");
  }

  function fold(text) {
    const tidy = text.replace(/[\u{0}-\u{8}\u{b}-\u{1f}\u{7f}-\u{9f}]/gu, " ");
    return tidy.replace(folding.folded, plain);
  }

  function wordsIn(text) {
    const words = [];
    for (const [word] of fold(text).matchAll(folding.words)) {
      for (const [run, unspaced] of word.matchAll(folding.runs)) {
        const letters = Array.from(run);
        if (unspaced) letters.forEach((_, at) => words.push(letters.slice(at, at + 2).join("")));
        else words.push(...forms(letters.slice(0, folding.longest).join("")));
      }
    }
    return words;
  }

  function forms(word) {
    const without = word.replace(folding.article, "");
    return word === without ? [word] : [word, without];
  }

  /* As asked for: a word without its article finds both, and the last character of a run of several is in
     the pair before it. */
  function asked(text) {
    const words = [...new Set(wordsIn(text))].filter(word => !folding.article.test(word));
    const pairs = words.filter(word => Array.from(word).length === 2);
    return words.filter(word => !isAlone(word) || !pairs.some(pair => isUnspaced(pair) && pair.endsWith(word))).slice(0, 8);
  }

  const isUnspaced = word => { folding.runs.lastIndex = 0; return folding.runs.exec(word)[1] === word; };
  const isAlone = word => Array.from(word).length === 1 && isUnspaced(word);

  /* Finding */
  async function shardsFor(start, word, most) {
    let at = start.firsts.findIndex(first => first > word);
    at = Math.max(0, (at < 0 ? start.firsts.length : at) - 1);
    const names = [];
    while (at < start.firsts.length && names.length < most && (!names.length || start.firsts[at].startsWith(word))) {
      names.push("t" + at++);
    }
    return Promise.all(names.map(load));
  }

  /* Resource → worth, of all words that begin so. A rare word says more than a frequent one. */
  async function worthOf(start, word, most) {
    const worth = new Map();
    for (const shard of await shardsFor(start, word, most)) {
      for (let at = 0; at < shard.length; at += 2) {
        if (!shard[at].startsWith(word)) continue;
        const occurrences = [...shard[at + 1].matchAll(/([0-9a-v]+)([w-z])/g)];
        const rare = Math.log(1 + start.count / occurrences.length) * (shard[at] === word ? 1 : 0.5);
        let place = 0;
        for (const [, further, weight] of occurrences) {
          place += parseInt(further, 32);
          worth.set(place, Math.max(worth.get(place) || 0, WORTH[weight] * rare));
        }
      }
    }
    return worth;
  }

  async function ranked(text) {
    const start = await load("start");
    prepare(start);
    const words = asked(text);
    const each = await Promise.all(words.map(word => worthOf(start, word, MOST_FILES[words.length] || 1)));
    const all = new Map();
    for (const worth of each) {
      for (const [place, value] of worth) {
        const [count, total] = all.get(place) || [0, 0];
        all.set(place, [count + 1, total + value]);
      }
    }
    const most = Math.max(0, ...Array.from(all.values(), ([count]) => count));
    const places = [...all.keys()].filter(place => all.get(place)[0] === most);
    return places.sort((one, other) => all.get(other)[1] - all.get(one)[1] || one - other);
  }

  /* Showing */
  async function record(place) {
    const { together } = await load("start");
    return (await load("d" + Math.floor(place / together)))[place % together];
  }

  function row([name, title, language, section, isCopy]) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    const line = document.createElement("small");
    link.href = "items/" + name + ".html";
    link.textContent = title;
    link.lang = language === "und" ? "" : language;
    link.dir = "auto";
    line.textContent = [section, isCopy ? form.dataset.copy : form.dataset.card].filter(Boolean).join(" · ");
    entry.append(link, line);
    return entry;
  }

  let turn = 0;
  let rest = [];

  async function showMore(mine) {
    const next = rest.slice(0, SHOWN);
    const rows = (await Promise.all(next.map(record))).map(row);
    if (mine !== turn) return;
    rest = rest.slice(SHOWN);
    list.append(...rows);
    more.hidden = !rest.length;
  }

  async function search() {
    const mine = ++turn;
    const text = box.value.trim();
    location.replace("#" + (text && "q=" + encodeURIComponent(text)));
    found.hidden = !text;
    if (!text) return;
    try {
      const places = await ranked(text);
      if (mine !== turn) return;
      rest = places;
      list.replaceChildren();
      said.textContent = places.length ? form.dataset.results.replace("{count}", places.length) : form.dataset.noResults;
      await showMore(mine);
    } catch (error) {
      if (mine === turn) said.textContent = form.dataset.searchFailed;
    }
  }

  let pause = 0;
  box.addEventListener("input", () => {
    clearTimeout(pause);
    const { length } = box.value.trim();
    if (!length || length > 2 || /[^\u{0}-\u{2e7f}]/u.test(box.value)) pause = setTimeout(search, 300);
  });
  form.addEventListener("submit", event => { event.preventDefault(); clearTimeout(pause); search(); });
  more.addEventListener("click", () => {
    const at = list.children.length;
    showMore(turn).then(() => { if (list.children[at]) list.children[at].firstChild.focus(); });
  });
  form.hidden = false;
  if (location.hash.startsWith("#q=")) {
    try {
      box.value = decodeURIComponent(location.hash.slice(3));
      search();
    } catch (error) { /* an address that somebody broke: there is nothing to search for */ }
  }

  /* For those who check that both sides fold alike. */
  window.armillaryFolding = { prepare, fold, wordsIn };
})();
