// Photographs each dashboard that drawing.py wrote: node photograph.cjs FOLDER NAME...
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { photographs } = require("../pictures/browser.cjs");

const [folder, ...names] = process.argv.slice(2);
const charts = path.join(path.dirname(require.resolve("echarts/package.json")), "dist", "echarts.min.js");

async function photograph(browser, name) {
  const page = await browser.newPage({ viewport: { width: 1320, height: 900 } });
  const faults = [];
  page.on("pageerror", (fault) => faults.push(fault));
  page.on("request", (request) => faults.push(new Error(`loads ${request.url()}`)));
  await page.setContent('<!doctype html><html lang="en"><meta charset="utf-8"><body></body></html>');
  await page.addStyleTag({ path: path.join(__dirname, "board.css") });
  await page.addScriptTag({ path: charts });
  await page.addScriptTag({ path: path.join(__dirname, "board.js") });
  await page.evaluate((board) => drawBoard(board), JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), "utf8")));
  // Charts are drawn in the next frame, and once more to be sure that they are on the screen.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const hidden = await page.evaluate(() =>
    [...document.querySelectorAll(".card")].filter((card) => card.scrollHeight > card.clientHeight + 1).map((card) => card.textContent.slice(0, 60)),
  );
  if (faults.length > 0 || hidden.length > 0) {
    throw new Error(`${name}: ${faults} ${hidden.length > 0 ? `does not fit its widget: ${hidden}` : ""}`);
  }
  await page.locator("#board").screenshot({ path: path.join(folder, `${name}.png`) });
  await page.close();
}

photographs(names, photograph);
