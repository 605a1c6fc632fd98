// Buttons that copy a text, hand an address to another program of the device, or print the page. They
// are hidden without this file; what they copy stands on the page. Nothing is sent anywhere.
(() => {
  "use strict";
  const show = (selector, act) => {
    for (const button of document.querySelectorAll(selector)) {
      button.hidden = false;
      button.addEventListener("click", () => act(button));
    }
  };
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.querySelector("main")?.append(status);

  const copy = async (button) => {
    const text = document.getElementById(button.dataset.copy);
    getSelection().selectAllChildren(text);
    try { await navigator.clipboard.writeText(text.textContent.trim()); } catch { return; } // selected then
    const label = button.textContent;
    button.textContent = status.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; status.textContent = ""; }, 2000);
  };
  const share = (button) =>
    navigator.share({ title: document.title, url: button.dataset.share }).catch(() => {});

  show("button[data-copy]", copy);
  show("button[data-print]", () => print());
  if (navigator.share) show("button[data-share]", share);
})();
