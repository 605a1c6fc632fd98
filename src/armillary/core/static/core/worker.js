// Keeps what a reader has seen, for when there is no connection, and sends forms that were filled then.
// The site puts SHELL before this file: {version, assets, offline, later, pause, words}, see portal/offline.py.
"use strict";
const ASSETS = `assets-${SHELL.version}`;
const PAGES = "pages"; // seen, the latest last
const LIST = "list"; // what stands on the list of this browser
const MOST = 80; // pages seen
const DAY = 86400000; // milliseconds after which a copy on the list is fetched anew
const PATIENCE = 10000; // milliseconds after which a kept copy is shown instead of waiting on

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("sync", (event) => event.waitUntil(sendWaiting()));
addEventListener("message", (event) => {
  const { list, isOnline, near } = event.data ?? {};
  if (near) event.waitUntil(keepBasics(near));
  if (list) event.waitUntil(keepList(list));
  if (isOnline) event.waitUntil(sendWaiting());
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "GET" && pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (request.mode !== "navigate") return;
  else if (request.method === "GET") event.respondWith(page(event));
  else if (isForLater(pathname) && isText(request)) event.respondWith(send(request));
  else if (/\/accounts\//.test(pathname)) event.waitUntil(changeReader()); // somebody came or left
});

async function install() {
  const cache = await caches.open(ASSETS);
  await cache.addAll(SHELL.assets);
  await skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith("assets-") && name !== ASSETS);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(ASSETS)).put(request, answer.clone());
    return answer;
  } catch {
    return (await caches.match(successor(request.url))) ?? Response.error();
  }
}

// A page kept before an update names files of then: today's file of that name does for it.
const plainName = (address) => new URL(address, location.origin).pathname.split("/").pop().split(".")[0];
const successor = (address) =>
  SHELL.assets.find((each) => plainName(each) === plainName(address)) ?? address;

// Nothing that was shown to one person is left for the next, and what waits is not sent in their name: it
// stays, to be sent by hand.
async function changeReader() {
  await Promise.all([caches.delete(PAGES), caches.delete(LIST)]);
  const cache = await caches.open(ASSETS);
  for (const request of await cache.keys()) {
    if (!new URL(request.url).pathname.startsWith("/static/")) await cache.delete(request);
  }
  for (const form of await store("readonly", (forms) => forms.getAll())) {
    await store("readwrite", (forms) => forms.put({ ...form, refused: form.refused || 403 }));
  }
}

async function page(event) {
  const { request } = event;
  const kept = await copyOf(request.url);
  const fresh = fetch(request).then((answer) => {
    if (isKeepable(answer, request.url)) event.waitUntil(keep(request.url, answer.clone()));
    if (isGone(answer)) event.waitUntil(drop(request.url));
    event.waitUntil(Promise.all([keepBasics(request.url), sendWaiting()]));
    return answer;
  });
  event.waitUntil(fresh.catch(() => {}));
  try {
    return await (kept ? Promise.race([fresh, late()]) : fresh);
  } catch {
    if (kept) return marked(kept, request.url);
    return (await formCopy(request.url)) ?? offlinePage(request.url);
  }
}

const late = () => new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("late")));
const isText = ({ headers }) =>
  headers.get("Content-Type")?.startsWith("application/x-www-form-urlencoded");
const isForLater = (path) => SHELL.later.some((end) => path.endsWith(end));
const language = (address) => {
  const first = new URL(address).pathname.split("/")[1];
  return first in SHELL.offline ? first : "en";
};

// Nothing that the site keeps for one person, but for forms that nobody has filled yet.
function isKeepable(answer, address) {
  const said = answer.headers.get("Cache-Control") ?? "";
  const type = answer.headers.get("Content-Type") ?? "";
  const isPublic = !said.includes("no-store") || isForLater(new URL(address).pathname);
  return answer.ok && !answer.redirected && type.startsWith("text/html") && isPublic;
}

// What was taken down is not shown from here either.
const isGone = ({ status }) => [404, 410, 451].includes(status);
async function drop(address) {
  for (const name of [PAGES, LIST]) await (await caches.open(name)).delete(bare(address));
}

// Without what stands behind "#": it never reaches the site.
const bare = (address) => address.split("#")[0];

async function copyOf(address) {
  for (const each of [bare(address), withoutNotes(address)]) {
    for (const name of [PAGES, LIST]) {
      const found = await (await caches.open(name)).match(each);
      if (found) return found;
    }
  }
}

// The list of this browser is kept without what the reader wrote on it, which is sent nowhere unasked.
function withoutNotes(address) {
  const { origin, pathname, searchParams } = new URL(address);
  const ids = searchParams.get("ids");
  return pathname.endsWith("/list/") && ids ? `${origin}${pathname}?ids=${ids}` : bare(address);
}

async function keep(address, answer) {
  const cache = await caches.open(PAGES);
  await cache.delete(bare(address));
  await cache.put(bare(address), await dated(answer));
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST)).map((old) => cache.delete(old)));
}

async function dated(answer) {
  const headers = new Headers({ "Content-Type": "text/html; charset=utf-8" });
  headers.set("X-Kept", new Date().toISOString());
  const policy = answer.headers.get("Content-Security-Policy");
  if (policy) headers.set("Content-Security-Policy", policy);
  return new Response(await answer.text(), { headers });
}

// A copy says that it is one, and from when.
async function marked(copy, address) {
  const tag = language(address);
  const day = new Date(copy.headers.get("X-Kept")).toLocaleString(tag);
  const words = SHELL.words[tag].replace("%s", day);
  const text = (await copy.text()).replace(/<main /, `<p class="wide message" role="status">${words}</p><main `);
  return new Response(text, { headers: copy.headers });
}

// In the language that somebody reads: the page for when there is nothing else, and the first of the forms,
// unfilled.
async function keepBasics(near) {
  const tag = language(near);
  const form = `${tag === "en" ? "" : `/${tag}`}${SHELL.later[0]}`;
  const cache = await caches.open(ASSETS);
  for (const path of [SHELL.offline[tag], form]) {
    const address = location.origin + path;
    if (await cache.match(address)) continue;
    const answer = await fetch(address).catch(() => undefined);
    if (answer && isKeepable(answer, address)) await cache.put(address, await dated(answer));
  }
}

// The same form for another resource, which stands in the address.
async function formCopy(address) {
  const { origin, pathname, searchParams } = new URL(address);
  const kept = isForLater(pathname) && (await caches.match(origin + pathname));
  if (!kept) return undefined;
  const resource = searchParams.get("resource") ?? "";
  const value = /^[0-9a-z]{1,12}$/.test(resource) ? resource : "";
  const filled = (await kept.text()).replace(/<input[^>]* name="resource"[^>]*>/, (field) =>
    field.replace(/ value="[^"]*"/, "").replace("<input", `<input value="${value}"`));
  return marked(new Response(filled, { headers: kept.headers }), address);
}

async function offlinePage(address) {
  return (await caches.match(SHELL.offline[language(address)])) ?? Response.error();
}

// Exactly these pages: the list of this browser and what stands on it.
async function keepList(addresses) {
  const cache = await caches.open(LIST);
  const wanted = addresses.map((address) => new URL(address, location.origin).href);
  const old = (await cache.keys()).filter((request) => !wanted.includes(request.url));
  await Promise.all(old.map((request) => cache.delete(request)));
  for (const address of wanted) {
    const copy = await cache.match(address);
    if (copy && Date.now() - Date.parse(copy.headers.get("X-Kept")) < DAY) continue;
    try {
      const answer = await fetch(address);
      if (isGone(answer)) await cache.delete(address);
      else if (isKeepable(answer, address)) await cache.put(address, await dated(answer));
    } catch { return; } // no connection: tried again when the list changes or a page is opened
  }
}

async function send(request) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const body = await copy.arrayBuffer();
    const type = request.headers.get("Content-Type");
    await store("readwrite", (forms) => forms.add({ address: request.url, type, body, at: Date.now() }));
    await registration.sync?.register("forms").catch(() => {});
    return Response.redirect(`${SHELL.offline[language(request.url)]}#waiting`, 303);
  }
}

// One after the other. A form that the site does not take stays, so that nothing typed is lost.
let isSending = false;
async function sendWaiting() {
  if (isSending) return;
  isSending = true;
  try {
    const waiting = (await store("readonly", (forms) => forms.getAll())).filter((form) => !form.refused);
    for (const form of waiting) {
      const answer = await sendNow(form);
      if (answer.status >= 500) return;
      const isTaken = answer.ok && answer.redirected; // a form with an error comes back as it is
      if (isTaken) await store("readwrite", (forms) => forms.delete(form.id));
      else await store("readwrite", (forms) => forms.put({ ...form, refused: answer.status || 403 }));
    }
  } catch { /* still no connection */ } finally {
    isSending = false;
  }
}

// With what the site puts into a fresh form, which it takes back for a while only and not at once.
async function sendNow({ address, type, body }) {
  const form = await fetch(address);
  if (!form.ok || form.redirected) return form.redirected ? Response.error() : form;
  const fresh = await form.text();
  const fields = new URLSearchParams(new TextDecoder().decode(body));
  for (const name of ["csrfmiddlewaretoken", "stamp"]) {
    const found = fresh.match(new RegExp(`name="${name}"[^>]* value="([^"]*)"`));
    if (found) fields.set(name, found[1]);
  }
  await new Promise((resolve) => setTimeout(resolve, SHELL.pause));
  return fetch(address, { method: "POST", headers: { "Content-Type": type }, body: fields.toString() });
}

function store(mode, ask) {
  return new Promise((resolve, reject) => {
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
}
