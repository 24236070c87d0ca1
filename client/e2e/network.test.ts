/*
 * A photo on a bad network: cut off, its answer lost, the app ended in between, slow, away for long.
 * It arrives in the end, and once: the school's own list of the student's shots is counted.
 */
import assert from "node:assert/strict";
import { cameraTexts } from "../core/texts/camera";
import { commonTexts } from "../core/texts/common";
import { entryTexts } from "../core/texts/entry";
import { hostTexts } from "../core/texts/host";
import { makingTexts } from "../core/texts/making";
import { resultTexts } from "../core/texts/result";
import { shootTexts } from "../core/texts/shoot";
import { takePhoto } from "./support/guide";
import type { Phone } from "./support/phone";
import type { Person } from "./support/site";
import { onSite } from "./support/story";

const it = onSite();
const SHOTS = { method: "POST", path: /^\/api\/v1\/shots$/ };

async function comeToPreview(phone: Phone): Promise<Person> {
  const person = phone.site.newPerson();

  await phone.walkTo("shoot", person);
  await phone.enter("#/shoot");
  await takePhoto(phone);
  return person;
}

async function countShots(phone: Phone, person: Person): Promise<number> {
  return (await (await phone.site.staff("school1")).find(person))["shots"].length;
}

it("an upload that is cut off in the middle goes on by itself, and happens once", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();
  const person = await comeToPreview(phone);

  site.wire.plan({ ...SHOTS, kind: "cut", afterBytes: 60_000 });
  await phone.press(cameraTexts.use);
  await phone.read(makingTexts.noNetwork);
  await phone.find(/^00:\d\d 后自动重试$/);
  assert.equal(await countShots(phone, person), 0);
  site.wire.mend();
  await site.advance(30_000);
  await phone.read(resultTexts.passed);
  assert.equal(await countShots(phone, person), 1);
});

it("a photo whose answer is lost is sent again and is the same one", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const person = await comeToPreview(phone);

  site.wire.plan({ ...SHOTS, kind: "lose" });
  await phone.press(cameraTexts.use);
  await phone.read(makingTexts.noNetwork);
  assert.equal(await countShots(phone, person), 1);
  site.wire.mend();
  await phone.press(makingTexts.sendNow);
  await phone.read(resultTexts.passed);
  assert.equal(await countShots(phone, person), 1);
});

it("the app is ended in the middle of an upload, opened again, and goes on", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const person = await comeToPreview(phone);

  site.wire.plan({ ...SHOTS, kind: "cut", afterBytes: 60_000 });
  await phone.press(cameraTexts.use);
  await phone.read(makingTexts.noNetwork);
  await phone.kill();
  site.wire.mend();
  await phone.reopen();
  await phone.enter();
  await phone.press(entryTexts.goOn);
  await phone.read(shootTexts.unsent);
  await phone.press(shootTexts.sendOn);
  await phone.read(resultTexts.passed);
  assert.equal(await countShots(phone, person), 1);
});

it("a page that is refreshed in the middle of an upload goes on with it", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const person = await comeToPreview(phone);

  site.wire.plan({ ...SHOTS, kind: "lose" });
  await phone.press(cameraTexts.use);
  await phone.read(makingTexts.noNetwork);
  site.wire.mend();
  await phone.page.reload();
  await phone.read(resultTexts.passed);
  assert.equal(await countShots(phone, person), 1);
});

it("a pause is a pause, and a photo that is given up is gone", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const person = await comeToPreview(phone);

  site.wire.plan({ ...SHOTS, kind: "cut", afterBytes: 60_000 });
  await phone.press(cameraTexts.use);
  await phone.read(makingTexts.noNetwork);
  site.wire.mend();
  await phone.press(makingTexts.drop);
  await phone.page
    .getByRole("alertdialog")
    .getByRole("button", { name: phone.say(makingTexts.dropYes) })
    .click();
  await phone.button(shootTexts.begin).waitFor();
  await site.advance(60_000);
  assert.equal(await countShots(phone, person), 0);
});

it("without a network a page and a step say so, and both work when it is back", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();

  phone.watch.expect(/ERR_INTERNET_DISCONNECTED/); // the browser's own note
  await phone.walkTo("shoot", site.newPerson());
  await phone.enter("#/shoot");
  await phone.button(shootTexts.begin).waitFor();
  await phone.context.setOffline(true);
  await phone.press(shootTexts.begin);
  await phone.find(hostTexts.noPage);
  await phone.context.setOffline(false);
  await phone.button(cameraTexts.begin).waitFor(); // by itself
  await phone.context.setOffline(true);
  await phone.press(cameraTexts.begin);
  await phone.find(commonTexts.noNetwork);
  await phone.find(commonTexts.checkNetwork);
  await phone.context.setOffline(false);
  await phone.press(cameraTexts.begin);
  await phone.read(cameraTexts.preview);
});

it("on slow 3G the upload shows bytes and speed until it is there", async ({ openPhone }) => {
  const phone = await openPhone();
  const person = await comeToPreview(phone);
  const tools = await phone.context.newCDPSession(phone.page);

  await tools.send("Network.enable");
  await tools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 400,
    downloadThroughput: 50_000,
    uploadThroughput: 150_000,
  });
  await phone.press(cameraTexts.use);
  await phone.find(/^已上传 [\d.]+ [KM]B \/ [\d.]+ [KM]B$/);
  await phone.page.getByRole("progressbar", { name: phone.say(makingTexts.sending) }).waitFor();
  await phone.read(resultTexts.passed);
  assert.equal(await countShots(phone, person), 1);
});
