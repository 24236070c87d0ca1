/*
 * Where the student is, the server knows: back, refresh, a second tab, an app that was ended, a
 * session that has expired and a text that has changed all lead to the page that is next.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { consentTexts } from "../core/texts/consent";
import { cameraTexts } from "../core/texts/camera";
import { doneTexts } from "../core/texts/done";
import { entryTexts } from "../core/texts/entry";
import { hostTexts } from "../core/texts/host";
import { makingTexts } from "../core/texts/making";
import { messagesTexts } from "../core/texts/messages";
import { onsiteTexts } from "../core/texts/onsite";
import { phoneTexts } from "../core/texts/phone";
import { readingTexts } from "../core/texts/reading";
import { resultTexts } from "../core/texts/result";
import { shootTexts } from "../core/texts/shoot";
import { verifyTexts } from "../core/texts/verify";
import { videoTexts } from "../core/texts/video";
import { getPicture } from "./support/films";
import { chooseSchool, fillInRoster, givePhoneNumber, readNotice, takePhoto } from "./support/guide";
import type { Sentence } from "./support/phone";
import { onSite } from "./support/story";

/* Photos are made when the test says so. */
const it = onSite({ photos: { makers: 0 } });
const DAY_MS = 86_400_000;

/** The page of each state: its address, and what shows that it is there. */
const PAGES: readonly [state: string, address: string, sign: Sentence][] = [
  ["consent", "#/consent", consentTexts.agree],
  ["verify", "#/verify", verifyTexts.chooseSchool],
  ["phone", "#/phone", phoneTexts.title],
  ["notice", "#/reading?kind=notice", readingTexts.readOn],
  ["precautions", "#/reading?kind=precautions", readingTexts.readOn],
  ["messages", "#/messages", messagesTexts.title],
  ["requirements", "#/onsite", onsiteTexts.title],
  ["video", "#/video", videoTexts.title],
  ["shoot", "#/shoot", shootTexts.begin],
];

it("each page survives a refresh, and from the entry the student is led to it again", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();
  const person = site.newPerson();

  for (const [state, address, sign] of PAGES) {
    await phone.walkTo(state, person);
    await phone.enter();
    await phone.page
      .getByRole("button", { name: new RegExp(`^(${entryTexts.start[0]}|${entryTexts.goOn[0]})$`) })
      .click();
    await phone.find(sign);
    assert.equal(new URL(phone.page.url()).hash, address);
    await phone.page.reload();
    await phone.find(sign);
    assert.equal(new URL(phone.page.url()).hash, address);
  }
});

it("a page that is not next sends the student to the one that is", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("notice", site.newPerson());
  for (const address of [
    "shoot",
    "video",
    "confirm?draft=none",
    "pay",
    "done",
    "photo",
    "phone",
    "messages",
  ]) {
    await phone.enter(`#/${address}`);
    await phone.page.waitForURL(/#\/reading\?kind=notice/);
  }
});

it("back leads to the first page, not to a step that is done, and on from there", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();

  await phone.walkTo("phone", site.newPerson());
  await phone.enter();
  await phone.page.getByRole("button", { name: /^(开始|继续)$/ }).click();
  await givePhoneNumber(phone);
  await phone.page.waitForURL(/#\/reading\?kind=notice/);
  await phone.page.goBack();
  await phone.press(entryTexts.goOn);
  await readNotice(phone);
  await phone.page.waitForURL(/#\/reading\?kind=precautions/);
  await phone.press(hostTexts.back);
  await phone.press(entryTexts.goOn);
  await phone.page.waitForURL(/#\/reading\?kind=precautions/);
});

it("back leads from a page that was opened beside the way to the one before", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("shoot", site.newPerson());
  await phone.enter("#/shoot");
  for (const goBack of [() => phone.page.goBack(), () => phone.press(hostTexts.back)]) {
    await phone.press(shootTexts.begin);
    await phone.button(cameraTexts.begin).waitFor();
    await goBack();
    await phone.button(shootTexts.begin).waitFor();
  }
});

it("a second tab that is behind is led on, and takes no step twice", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const person = site.newPerson();

  await phone.walkTo("messages", person);
  await phone.enter("#/messages");
  await phone.read(messagesTexts.title);
  const first = phone.page;

  phone.page = await phone.newTab("#/messages");
  await phone.read(messagesTexts.title);
  await phone.press(messagesTexts.receive);
  await phone.read(onsiteTexts.title);
  phone.page = first;
  await phone.press(messagesTexts.decline);
  await phone.read(onsiteTexts.title);
  assert.equal((await phone.ask("GET", "/api/v1/journey"))["state"], "requirements");
});

it("two tabs with a photo each: one is made, and the other tab says what is under way", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();
  const person = site.newPerson();

  await phone.walkTo("shoot", person);
  await phone.enter("#/shoot");
  await takePhoto(phone);
  const first = phone.page;

  phone.page = await phone.newTab("#/shoot");
  await takePhoto(phone);
  await phone.press(cameraTexts.use);
  await phone.read(makingTexts.making);
  phone.page = first;
  await phone.page.bringToFront();
  await phone.press(cameraTexts.use);
  await phone.find(/正在制作/);
  const worker = site.startWorker();
  const school = await site.staff("school1");

  await phone
    .button(resultTexts.next)
    .or(phone.button(shootTexts.begin))
    .first()
    .waitFor({ timeout: 60_000 });
  assert.ok((await school.find(person))["shots"].length >= 1);
  await worker.stop();
});

it("the app is ended while the photo is made, and opened again when it is", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const person = site.newPerson();

  await phone.walkTo("shoot", person);
  await phone.enter("#/shoot");
  await takePhoto(phone);
  await phone.press(cameraTexts.use);
  await phone.read(makingTexts.making);
  await phone.page.reload();
  await phone.read(makingTexts.making);
  await phone.kill();
  await phone.reopen();
  await phone.enter();
  await phone.press(entryTexts.goOn);
  await phone.read(shootTexts.making);
  const worker = site.startWorker();

  await phone.press(shootTexts.seeMaking);
  await phone.read(resultTexts.passed);
  await worker.stop();
  assert.equal((await (await site.staff("school1")).find(person))["shots"].length, 1);
});

it("an expired session leads to the verification, which says whom to ask: the student is another account's", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();
  const person = site.newPerson();

  await phone.walkTo("shoot", person);
  await phone.enter("#/shoot");
  await phone.button(shootTexts.begin).waitFor();
  await site.advance(31 * DAY_MS);
  await phone.page.reload();
  await phone.press(consentTexts.agree);
  await chooseSchool(phone, person);
  await fillInRoster(phone, person);
  await phone.find("该学生已绑定其他账号，请联系学校图采工作部门");
  await phone.page.getByRole("alert").getByRole("button", { name: "拨打 025-00000001" }).waitFor();
});

it("a notice that changes while it is read is read anew", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const school = site.school(1);
  const officer = await site.staff("school2");

  await phone.walkTo("notice", site.newPerson(school));
  await phone.enter("#/reading?kind=notice");
  await phone.button(readingTexts.readOn).or(phone.button(readingTexts.next)).first().waitFor();
  await officer.ask("POST", `/api/v1/staff/batches/${school.batchId}/notices`, {
    body: "通知更新：请于六月前完成。",
  });
  await phone.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight)); // so that one press follows
  await phone.press(readingTexts.next);
  await phone.find("通知更新：请于六月前完成。");
  await phone.press(readingTexts.next);
  await phone.page.waitForURL(/#\/reading\?kind=precautions/);
});

it("whoever has handed in a photo is led to its progress", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const worker = site.startWorker();

  await phone.walkTo("shoot", site.newPerson());
  const { draft_id: draft } = await phone.shoot(readFileSync(getPicture("good")));

  await worker.stop();
  await phone.ask("POST", "/api/v1/submission", { draft_id: draft });
  await phone.enter("#/shoot");
  await phone.read(doneTexts.review);
  await phone.page.reload();
  await phone.read(doneTexts.review);
});
