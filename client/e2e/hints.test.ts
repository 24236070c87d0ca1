/* What the viewfinder says before the shot: the real WebAssembly on the camera's own frames. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { cameraTexts } from "../core/texts/camera";
import type { Phone } from "./support/phone";
import { onSite } from "./support/story";

const it = onSite();
const HINTS = [
  cameraTexts.dark,
  cameraTexts.bright,
  cameraTexts.far,
  cameraTexts.uneven,
  cameraTexts.blurred,
];
const FRAMES = 60; // two seconds and more: longer than a hint needs to be shown

async function openCamera(phone: Phone): Promise<void> {
  await phone.enter("#/camera");
  await phone.page.waitForFunction(
    (name) => [...document.querySelectorAll("button")].some((b) => b.textContent === name && !b.disabled),
    phone.say(cameraTexts.begin),
  );
}

/** The camera has given so many frames more. */
function seeFrames(page: Page, n: number): Promise<void> {
  return page.evaluate(
    (left) =>
      new Promise((resolve) => {
        const video = document.querySelector("video")!;
        const next = () => (left-- > 0 ? void video.requestVideoFrameCallback(next) : resolve());

        next();
      }),
    n,
  );
}

it("a dark viewfinder says so, and a good one says nothing", async ({ site, openPhone }) => {
  const dark = await openPhone({ camera: "dark" });

  await dark.walkTo("shoot", site.newPerson());
  await openCamera(dark);
  await dark.find(cameraTexts.dark);
  await dark.close();

  const good = await openPhone({ camera: "good" });

  await good.walkTo("shoot", site.newPerson());
  await openCamera(good);
  await seeFrames(good.page, FRAMES);
  await good.find(cameraTexts.frame);
  for (const hint of HINTS) assert.equal(await good.has(hint), false, hint[0]);
});
