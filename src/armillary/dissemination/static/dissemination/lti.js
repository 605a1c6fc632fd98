// A launch has to end in the browser it began in. No cookie tells, because browsers keep none for a site
// inside of another: the platform keeps a secret for us where it offers to (LTI OIDC Login with client side
// postMessages), and else the session storage of this frame does. Where neither works, people press the
// button that is on the page anyway.
"use strict";

const PATIENCE = 1500;

/** What a frame of the platform answers to a message, or nothing if it does not in time. */
function askPlatform(place, message) {
  const above = window.parent !== window ? window.parent : window.opener;
  const { storage, origin } = place.dataset;
  if (!storage || !above) return Promise.resolve(undefined);
  let frame = above;
  try {
    if (storage !== "_parent") frame = above.frames[storage] || above;
  } catch {
    frame = above;
  }
  const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  return new Promise((resolve) => {
    const hear = (event) => {
      const said = event.data;
      if (event.origin !== origin || !said || said.message_id !== id) return;
      if (said.subject !== `${message.subject}.response`) return;
      window.removeEventListener("message", hear);
      resolve(said.error ? undefined : said);
    };
    window.addEventListener("message", hear);
    setTimeout(() => resolve(undefined), PATIENCE);
    try {
      frame.postMessage({ ...message, message_id: id }, origin);
    } catch {
      resolve(undefined);
    }
  });
}

function inSession(work) {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}

async function keep(link) {
  const { key, secret } = link.dataset;
  inSession((storage) => storage.setItem(key, secret));
  await askPlatform(link, { subject: "lti.put_data", key, value: secret });
  location.replace(link.href);
}

async function prove(form) {
  const { key } = form.dataset;
  let secret = inSession((storage) => storage.getItem(key));
  inSession((storage) => storage.removeItem(key));
  if (!secret) secret = (await askPlatform(form, { subject: "lti.get_data", key }))?.value;
  if (typeof secret !== "string" || !secret) return;
  form.elements.secret.value = secret;
  form.submit();
}

function close() {
  const above = window.opener || window.parent;
  if (above && above !== window) above.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
}

const TASKS = { "lti-keep": keep, "lti-prove": prove, "lti-send": (form) => form.submit(), "lti-close": close };
for (const [id, task] of Object.entries(TASKS)) {
  const place = document.getElementById(id);
  if (place) task(place);
}
