/* How soon a student can begin, on a bad network, with nothing kept from before. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { entryTexts } from "../core/texts/entry";
import { onSite } from "./support/story";

const it = onSite();
const LIMIT_MS = 1500;
/* "Slow 3G" of Chromium's own tools. */
const SLOW_3G = {
  offline: false,
  latency: 400,
  downloadThroughput: 400_000 / 8,
  uploadThroughput: 400_000 / 8,
};

async function makeSlow(page: Page): Promise<void> {
  const tools = await page.context().newCDPSession(page);

  await tools.send("Network.enable");
  await tools.send("Network.setCacheDisabled", { cacheDisabled: true });
  await tools.send("Network.emulateNetworkConditions", SLOW_3G);
}

it("the first page can be used within 1.5 s on slow 3G", async ({ site, openPhone }) => {
  const times: number[] = [];

  for (let i = 0; i < 3; i++) {
    const phone = await openPhone();
    const begin = phone.page.getByRole("button", { name: entryTexts.start[0] });

    await makeSlow(phone.page);
    const begunMs = Date.now();
    await phone.page.goto(`${site.origin}/app/`, { waitUntil: "commit" });
    await begin.waitFor({ state: "visible" });
    times.push(Date.now() - begunMs);
    await begin.click();
    await phone.page.waitForURL(/#\/consent/);
    await phone.close();
  }
  console.log(`the control to begin is there after ${times.join(", ")} ms, the best of which counts`);
  assert.ok(Math.min(...times) <= LIMIT_MS, `${times.join(", ")} ms`); // the others: a busy machine
});
