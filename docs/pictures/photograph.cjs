// Photographs the last message of each preview: node photograph.cjs FOLDER NAME...
//
// A card is first put through Microsoft's own renderer, so that the picture shows what that makes of it. Whatever it does
// not understand, and whatever a preview tries to load, is a failure.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { photographs } = require("./browser.cjs");

const [folder, ...names] = process.argv.slice(2);
const renderer = path.join(path.dirname(require.resolve("adaptivecards/package.json")), "dist", "adaptivecards.min.js");
const host = JSON.parse(fs.readFileSync(path.join(__dirname, "teams.json"), "utf8"));
const style = path.join(__dirname, "teams.css");

// Runs in the page.
function drawCards(host) {
  for (const place of document.querySelectorAll("[data-card]")) {
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = new AdaptiveCards.HostConfig(host);
    const context = new AdaptiveCards.SerializationContext();
    card.parse(JSON.parse(place.dataset.card), context);
    if (context.eventCount > 0) {
      throw new Error(`the renderer objects: ${context.getEventAt(0).message}`);
    }
    place.classList.add("rendered");
    place.replaceChildren(card.render());
  }
}

async function photograph(browser, name) {
  // The policy of a preview forbids every script, the renderer too.
  const context = await browser.newContext({
    bypassCSP: true,
    deviceScaleFactor: 1.5,
    viewport: { width: 712, height: 900 },
  });
  const page = await context.newPage();
  const loaded = [];
  page.on("request", (request) => loaded.push(request.url()));
  await page.goto(`file://${path.join(folder, `${name}.html`)}`);
  if (loaded.length > 1) {
    throw new Error(`${name} loads ${loaded.slice(1)}`);
  }
  if ((await page.locator("[data-card]").count()) > 0) {
    await page.addScriptTag({ path: renderer });
    await page.addStyleTag({ path: style });
    await page.evaluate(drawCards, host);
  }
  await page.locator(".message").last().screenshot({ path: path.join(folder, `${name}.png`), omitBackground: true });
  await context.close();
}

photographs(names, photograph);
