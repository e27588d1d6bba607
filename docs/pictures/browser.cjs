// Chromium, for those who photograph a page: each name in turn, then it is closed.
"use strict";
const { chromium } = require("playwright-core");

async function photographs(names, photograph) {
  const sandboxed = process.getuid() !== 0;
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, chromiumSandbox: sandboxed });
  for (const name of names) {
    await photograph(browser, name);
  }
  await browser.close();
}

module.exports = { photographs };
