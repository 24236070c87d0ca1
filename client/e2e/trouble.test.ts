/*
 * Phones on which the page has no camera, or is not given it: each has a way to a photo all the same.
 * Browsers too old for any page are told so.
 */
import assert from "node:assert/strict";
import { cameraTexts } from "../core/texts/camera";
import { entryTexts } from "../core/texts/entry";
import { resultTexts } from "../core/texts/result";
import { shootTexts } from "../core/texts/shoot";
import { getPicture } from "./support/films";
import { usePhoto } from "./support/guide";
import type { Phone } from "./support/phone";
import { onSite } from "./support/story";

const it = onSite();

async function openCamera(phone: Phone): Promise<void> {
  await phone.walkTo("shoot", phone.site.newPerson());
  await phone.enter("#/shoot");
  await phone.press(shootTexts.begin);
}

/** By the phone's own camera, which gives a file. */
async function useOwnCamera(phone: Phone): Promise<void> {
  const chooser = phone.page.waitForEvent("filechooser");

  await phone.press(cameraTexts.ownCamera);
  await (await chooser).setFiles(getPicture("good"));
  await phone.read(cameraTexts.preview);
  await usePhoto(phone);
  await phone.read(resultTexts.passed);
}

it("who has denied the camera is told so, and takes the phone's own", async ({ openPhone }) => {
  const phone = await openPhone({ camera: "denied" });

  await openCamera(phone);
  await phone.find(cameraTexts.denied);
  await useOwnCamera(phone);
});

it("who denied it by mistake and allows it then goes on with the viewfinder", async ({ openPhone }) => {
  const phone = await openPhone({ camera: "denied" });

  await openCamera(phone);
  await phone.find(cameraTexts.denied);
  await phone.context.grantPermissions(["camera"]);
  await phone.press(cameraTexts.again);
  await phone.button(cameraTexts.begin).click();
  await phone.read(cameraTexts.preview);
});

it("a phone without a camera says so, and takes a file", async ({ openPhone }) => {
  const phone = await openPhone({ camera: "none" });

  await openCamera(phone);
  await phone.find(cameraTexts.noCamera);
  await useOwnCamera(phone);
});

it("a browser that has no viewfinder says so, and takes the phone's own camera", async ({ openPhone }) => {
  const phone = await openPhone({
    before: "Object.defineProperty(Navigator.prototype, 'mediaDevices', { get: () => undefined });",
  });

  await openCamera(phone);
  await phone.find(cameraTexts.old);
  await useOwnCamera(phone);
});

it("a browser that takes no photos, but shows the camera, makes the photo of the picture shown", async ({
  openPhone,
}) => {
  const phone = await openPhone({ before: "delete window.ImageCapture;" });

  await openCamera(phone);
  await phone.press(cameraTexts.begin);
  await phone.read(cameraTexts.preview);
  await usePhoto(phone);
  await phone.read(resultTexts.passed);
});

it("a browser without WebAssembly takes photos without hints", async ({ openPhone }) => {
  const phone = await openPhone({ before: "delete window.WebAssembly;" });

  await openCamera(phone);
  await phone.press(cameraTexts.begin);
  await phone.read(cameraTexts.preview);
  await usePhoto(phone);
  await phone.read(resultTexts.passed);
});

it("a browser that is too old is told so, in both languages, in the place of the first page", async ({
  openPhone,
}) => {
  const phone = await openPhone({ before: "delete String.prototype.replaceAll;" });

  await phone.enter();
  const told = phone.page.getByRole("alert");

  await told.waitFor();
  assert.match(await told.innerText(), /版本太旧.*too old/s);
  assert.equal(await phone.button(entryTexts.start).isVisible(), false);
});
