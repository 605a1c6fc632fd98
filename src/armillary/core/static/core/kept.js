// What this browser keeps: forms that wait to be sent, and pages that can be read without a connection.
(() => {
  "use strict";
  const forms = document.querySelector("#forms");
  const pages = document.querySelector("#pages");
  const tag = document.documentElement.lang;
  if (!window.caches || !window.indexedDB) return;

  const element = (name, text = "", more = {}) =>
    Object.assign(document.createElement(name), { textContent: text, ...more });
  const withForms = (mode, ask) => new Promise((resolve, reject) => {
    const opening = indexedDB.open("armillary", 1);
    opening.onupgradeneeded = () =>
      opening.result.createObjectStore("forms", { keyPath: "id", autoIncrement: true });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asked = ask(opening.result.transaction("forms", mode).objectStore("forms"));
      asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
      asked.onerror = () => { opening.result.close(); reject(asked.error); };
    };
  });

  // What was typed, as far as it is text.
  const typed = ({ type, body }) => {
    if (!type?.startsWith("application/x-www-form-urlencoded")) return [];
    const fields = new URLSearchParams(new TextDecoder().decode(body));
    return [...fields].filter(([name, value]) => value && name !== "csrfmiddlewaretoken");
  };
  const rowOfForm = (form) => {
    const row = element("li");
    const when = new Date(form.at).toLocaleString(tag);
    row.append(element("p", `${new URL(form.address).pathname} · ${when}`));
    if (form.refused) row.append(element("p", forms.dataset.refused, { className: "wrong" }));
    const list = element("dl", "", { className: "facts" });
    for (const [name, value] of typed(form)) list.append(element("dt", name), element("dd", value));
    if (list.children.length) row.append(list);
    if (form.refused) row.append(element("a", forms.dataset.again, { href: form.address }), " ");
    const discard = element("button", forms.dataset.discard, { type: "button", className: "quiet" });
    discard.addEventListener("click", async () => {
      await withForms("readwrite", (stored) => stored.delete(form.id));
      show();
    });
    row.append(discard);
    return row;
  };

  const rowOfPage = async (cache, request) => {
    const answer = await cache.match(request);
    const text = await answer.text();
    const { title } = new DOMParser().parseFromString(text, "text/html");
    const row = element("li");
    const when = new Date(answer.headers.get("X-Kept")).toLocaleString(tag);
    row.append(element("a", title.trim() || request.url, { href: request.url, dir: "auto" }), ` · ${when}`);
    return row;
  };
  const rows = async () => {
    const found = [];
    for (const name of ["list", "pages"]) {
      const cache = await caches.open(name);
      for (const request of (await cache.keys()).reverse()) found.push(await rowOfPage(cache, request));
    }
    return found;
  };

  const show = async () => {
    const waiting = await withForms("readonly", (stored) => stored.getAll());
    forms.replaceChildren(...waiting.map(rowOfForm));
    document.querySelector("#no-forms").hidden = waiting.length > 0;
    const kept = await rows();
    pages.replaceChildren(...kept);
    document.querySelector("#no-pages").hidden = kept.length > 0;
    const forget = document.querySelector("#forget");
    forget.hidden = !kept.length;
    forget.onclick = async () => {
      await Promise.all(["list", "pages"].map((name) => caches.delete(name)));
      show();
    };
  };
  show();
})();
