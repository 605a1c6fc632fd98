// Run pa11y over the addresses on standard input, one a line; print {address: [what it found]} as JSON.
// SCHEME=dark asks for pages as somebody sees them whose device is dark.
"use strict";
const pa11y = require("pa11y");

(async () => {
  const addresses = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
  if (process.env.SCHEME === "dark") args.push("--blink-settings=preferredColorScheme=0");
  const chromeLaunchConfig = { executablePath: process.env.CHROMIUM, args };
  const found = {};
  const waiting = addresses.values(); // one line of addresses, from which several take the next
  async function work() { // each page in a browser of its own: one is not taken over from page to page
    for (const address of waiting) {
      const { issues } = await pa11y(address, { chromeLaunchConfig, standard: "WCAG2AA", timeout: 60000 });
      found[address] = issues.map(({ code, selector }) => `${code} ${selector}`);
    }
  }
  await Promise.all([work(), work()]);
  console.log(JSON.stringify(found));
})().catch((error) => { console.error(error); process.exit(1); });
