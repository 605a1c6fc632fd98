// Lets the worker keep pages for when there is no connection. Where a browser has none, nothing changes.
"use strict";
if (navigator.serviceWorker) {
  const say = (words) => navigator.serviceWorker.controller?.postMessage(words);
  navigator.serviceWorker.register("/worker.js").catch(() => {});
  navigator.serviceWorker.addEventListener("controllerchange", () => say({ near: location.href }));
  addEventListener("online", () => say({ isOnline: true }));
}
