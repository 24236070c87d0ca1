/*
 * Why a student cannot take a photo now, and until when: the guide's own sentences to the byte, and
 * clocks that run down by the test's clock.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { cameraTexts } from "../core/texts/camera";
import { draftsTexts } from "../core/texts/drafts";
import { resultTexts } from "../core/texts/result";
import { shootTexts } from "../core/texts/shoot";
import { getPicture, type Scene } from "./support/films";
import { takePhoto, usePhoto } from "./support/guide";
import type { Phone } from "./support/phone";
import { onSite } from "./support/story";

const it = onSite();
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DRAFTS_REMAIN = "系统检测到草稿箱有照片, 可以选择进行上传。";

const shoot = (phone: Phone, scene: Scene) => phone.shoot(readFileSync(getPicture(scene)));

/** Failure after failure, each when it is allowed. */
async function fail(phone: Phone, scene: Scene, nTimes: number): Promise<void> {
  for (let i = 0; i < nTimes; i++) {
    if (i) await phone.site.advance(4 * MINUTE_MS);
    assert.equal((await shoot(phone, scene))["state"], "failed");
  }
}

const askCapture = (phone: Phone) => phone.ask("GET", "/api/v1/captures");

/** "可于 2026 年 05 月 03 日 14: 05: 09 后重新拍摄" of a time. */
function formatLock(untilMs: number): string {
  const [date, time] = new Date(untilMs + 8 * 3_600_000).toISOString().slice(0, 19).split("T") as [
    string,
    string,
  ];
  const [year, month, day] = date.split("-");

  return `请仔细阅读拍摄要求, 可于 ${year} 年 ${month} 月 ${day} 日 ${time.replaceAll(":", ": ")} 后重新拍摄。`;
}

it("after a failure the button cools down by a visible clock and comes back by itself", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone({ camera: "dark" });

  await phone.walkTo("shoot", site.newPerson());
  await fail(phone, "dark", 2);
  await site.advance(4 * MINUTE_MS);
  await phone.enter("#/shoot");
  await takePhoto(phone);
  await usePhoto(phone);
  const cooling = phone.page.getByRole("button", { name: /^0[01]:\d\d 后可重拍$/ });

  await cooling.waitFor(); // the third failure: 60 s
  assert.ok(await cooling.isDisabled());
  await site.advance(45_000);
  await phone.page.getByRole("button", { name: /^00:[01]\d 后可重拍$/ }).waitFor();
  await phone.enter("#/shoot");
  await phone.read(shootTexts.cooling);
  await phone.page.goBack();
  await site.advance(20_000);
  await phone.press(resultTexts.retake);
  await phone.button(cameraTexts.begin).waitFor();
});

it("five failures lock until a time, in the guide's words; the lock ends by itself", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();

  await phone.walkTo("shoot", site.newPerson());
  await fail(phone, "dark", 5);
  const { until_ms: untilMs } = await askCapture(phone);

  await phone.enter("#/shoot");
  await phone.read(shootTexts.lockedUntil);
  assert.equal(await phone.page.getByRole("alert").innerText(), formatLock(untilMs));
  assert.equal(await phone.button(shootTexts.useDrafts).count(), 0);
  await site.advance(untilMs - site.nowMs() - 90_000);
  await phone.find(/^0?1:[0-3]\d$/);
  await site.advance(2 * MINUTE_MS);
  await phone.button(shootTexts.begin).waitFor();
});

it("a lock until a time leaves the drafts, and says so", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("shoot", site.newPerson());
  assert.equal((await shoot(phone, "good"))["state"], "passed");
  await fail(phone, "dark", 5);
  const { until_ms: untilMs } = await askCapture(phone);

  await phone.enter("#/shoot");
  await phone.read(shootTexts.lockedUntil);
  assert.equal(await phone.page.getByRole("alert").innerText(), formatLock(untilMs) + DRAFTS_REMAIN);
  await phone.press(shootTexts.useDrafts);
  await phone.page.getByRole("radio").click();
  await phone.button(draftsTexts.next).click();
  await phone.page.waitForURL(/#\/confirm/);
});

it("three recaptures lock until the school unlocks, in the guide's words", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const person = site.newPerson();

  await phone.walkTo("shoot", person);
  await fail(phone, "screen", 3);
  await phone.enter("#/shoot");
  await phone.read(shootTexts.locked);
  assert.equal(
    await phone.page.getByRole("alert").innerText(),
    "系统检测到您的照片多次未通过活体检测, 请联系学校图采工作部门进行账号解锁。",
  );
  await phone.find(person.school.contact);
  await phone.button("拨打 025-00000001").waitFor();
  await site.advance(DAY_MS); // time alone does not unlock
  await phone.page.reload();
  await phone.read(shootTexts.locked);
  await (await site.staff("school1")).unlock(person);
  await phone.page.reload();
  await phone.button(shootTexts.begin).waitFor();
});

it("a school's lock leaves the drafts, and says so", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("shoot", site.newPerson());
  assert.equal((await shoot(phone, "good"))["state"], "passed");
  await fail(phone, "screen", 3);
  await phone.enter("#/shoot");
  assert.equal(
    await phone.page.getByRole("alert").innerText(),
    `系统检测到您的照片多次未通过活体检测, 请联系学校图采工作部门进行账号解锁。${DRAFTS_REMAIN}`,
  );
  await phone.press(shootTexts.useDrafts);
  await phone.page.getByRole("radio").waitFor();
});

it("a full box stops shooting, in the guide's words, until a draft of a day is deleted", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();

  await phone.walkTo("shoot", site.newPerson());
  for (let i = 0; i < 5; i++) assert.equal((await shoot(phone, "good"))["state"], "passed");
  await phone.enter("#/shoot");
  await phone.read(shootTexts.full);
  assert.equal(
    await phone.page.getByRole("alert").innerText(),
    "草稿箱已满，请前往草稿箱删除或使用草稿箱照片。",
  );
  await phone.press(shootTexts.toDrafts);
  await phone.find("草稿箱照片在存入草稿箱后的一定时间（24 小时）后可删。");
  const deletions = phone.page.getByRole("button", { name: /^删除第 \d 张照片$/ });

  await phone.page.getByRole("radio").first().waitFor();
  assert.equal(await phone.page.getByRole("radio").count(), 5);
  assert.equal(await deletions.count(), 0);
  await site.advance(DAY_MS + MINUTE_MS);
  await phone.page.reload();
  await deletions.first().click();
  await phone.page
    .getByRole("alertdialog")
    .getByRole("button", { name: phone.say(draftsTexts.delete) })
    .click();
  await phone.page.waitForFunction(() => document.querySelectorAll("[role=radio]").length === 4);
  await phone.press(draftsTexts.shootAgain);
  await phone.button(shootTexts.begin).waitFor();
});

it("outside the hours the page says when it opens, and opens by itself", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const school = site.school(1);
  const officer = await site.staff("school2");
  const minute = (ms: number) => Math.floor(((ms + 8 * 3_600_000) % DAY_MS) / MINUTE_MS);
  const opensMin = (minute(site.nowMs()) + 90) % 1380;

  await phone.walkTo("shoot", site.newPerson(school));
  await officer.changeBatch(school, { daily_from_min: opensMin, daily_to_min: opensMin + 30 });
  await phone.enter("#/shoot");
  await phone.read(shootTexts.closed);
  const { until_ms: untilMs, refusal } = await askCapture(phone);

  assert.equal(refusal, "capture-closed");
  await phone.find(new Date(untilMs + 8 * 3_600_000).toISOString().slice(11, 16));
  await site.advance(untilMs - site.nowMs() + 1_000);
  await phone.button(shootTexts.begin).waitFor();
  await officer.changeBatch(school, {
    daily_from_min: 0,
    daily_to_min: 1440,
    closes_ms: site.nowMs() - 1000,
  });
  await phone.page.reload();
  await phone.read(shootTexts.ended);
  await phone.button("拨打 025-00000002").waitFor();
});
