/*
 * What a student reads, watches and chooses beside the guide's straight way: texts to their end and
 * anew, the film by the server's measure, the inbox, the settings and the end of the data. The film's
 * seconds are real here: the server counts a second of it for a second of the clock.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { helpTexts } from "../core/texts/help";
import { inboxTexts } from "../core/texts/inbox";
import { messagesTexts } from "../core/texts/messages";
import { onsiteTexts } from "../core/texts/onsite";
import { readingTexts } from "../core/texts/reading";
import { settingsTexts } from "../core/texts/settings";
import { troubleTexts } from "../core/texts/trouble";
import { videoTexts } from "../core/texts/video";
import type { Phone } from "./support/phone";
import { ROOT } from "./support/place";
import type { Site } from "./support/site";
import { onSite } from "./support/story";

const it = onSite({ students: { video_pace: 1, registry: "simulator" } });

async function publishNotice(site: Site, body: string): Promise<void> {
  const school = await site.staff("school1");

  await school.ask("POST", `/api/v1/staff/batches/${site.school(0).batchId}/notices`, { body });
}

/** By the end of the wheel, as a student who looks for the button does. */
async function readToEnd(phone: Phone): Promise<void> {
  await phone.button(readingTexts.readOn).or(phone.button(readingTexts.next)).first().waitFor();
  await phone.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await phone.button(readingTexts.next).waitFor();
}

/** Until nothing is scrolled any more. */
const waitUntilStill = (phone: Phone) =>
  phone.page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let before = -1;
        const look = () => {
          if (scrollY === before) return resolve();
          before = scrollY;
          setTimeout(look, 150);
        };

        setTimeout(look, 150);
      }),
  );

const getState = async (phone: Phone) => (await phone.ask("GET", "/api/v1/journey"))["state"] as string;

// --- texts

it("a text counts when its end has been seen, and the button leads there by screens", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone({ width: 320, height: 568 });

  await phone.walkTo("precautions", site.newPerson());
  await phone.enter("#/reading?kind=precautions");
  await phone.find(readingTexts.figureWoman);
  await phone.find(readingTexts.readToEnd);
  assert.equal(await phone.button(readingTexts.next).count(), 0);
  for (let i = 0; i < 30 && (await phone.button(readingTexts.readOn).count()); i++) {
    await phone.button(readingTexts.readOn).focus();
    await phone.page.keyboard.press("Enter");
    await waitUntilStill(phone);
  }
  await phone.press(readingTexts.next);
  await phone.read(messagesTexts.title);
});

it("a notice that changed while it was read is shown anew and read again", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("notice", site.newPerson());
  await phone.enter("#/reading?kind=notice");
  await readToEnd(phone);
  await publishNotice(site, "关于采集的补充通知\n请携带学生证。");
  await phone.press(readingTexts.next);
  await phone.find("内容已更新，请重新阅读");
  await phone.find("请携带学生证。");
  assert.equal(await getState(phone), "notice");
  await readToEnd(phone);
  await phone.press(readingTexts.next);
  await phone.find(readingTexts.figureMan);
  assert.equal(await getState(phone), "precautions");
});

it("a notice in Chinese only says so to who reads English, with whom to ask", async ({ site, openPhone }) => {
  const phone = await openPhone({ language: "en" });

  await publishNotice(site, "关于采集的通知\n各位同学，请按时完成。");
  await phone.walkTo("notice", site.newPerson());
  await phone.enter("#/reading?kind=notice");
  await phone.find(readingTexts.chineseOnly);
  await phone.find(site.school(0).contact);
  await phone.button("Call 025-00000001").waitFor();
});

it("who takes another step in another tab is led to where they are", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("messages", site.newPerson());
  await phone.enter("#/messages");
  await phone.read(messagesTexts.title);
  await phone.ask("POST", "/api/v1/journey/messages-choice", { wants_messages: false });
  await phone.press(messagesTexts.receive);
  await phone.read(onsiteTexts.title);
});

it("messages can be declined, on-site shooting has another way, and its requirements lead to the film", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();

  await phone.walkTo("messages", site.newPerson());
  await phone.enter("#/messages");
  await phone.press(messagesTexts.decline);
  await phone.read(onsiteTexts.title);
  assert.equal((await phone.ask("GET", "/api/v1/journey"))["wants_messages"], false);
  await phone.press(onsiteTexts.other);
  await phone.find(site.school(0).contact);
  await phone.page.keyboard.press("Escape");
  await phone.press(onsiteTexts.next);
  await phone.find("此处只允许使用");
  await phone.button(onsiteTexts.readOn).or(phone.button(onsiteTexts.read)).first().waitFor();
  await phone.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await phone.press(onsiteTexts.read);
  await phone.read(videoTexts.title);
});

// --- the film

/** A film of all scenes takes the place of the tests' short one: a new version for everybody. */
function publishFilm(site: Site): void {
  const film = join(site.folder, "film.webm");

  if (!existsSync(film)) execFileSync("python3", [join(ROOT, "tools/demo/video.py"), film]);
  site.tucai("video", "add", film);
}

const getVideo = (phone: Phone) => phone.page.locator("video");
const seek = (phone: Phone, timeS: number) =>
  getVideo(phone).evaluate((video, to) => ((video as HTMLVideoElement).currentTime = to), timeS);
const getPositionS = (phone: Phone) =>
  getVideo(phone).evaluate((video) => (video as HTMLVideoElement).currentTime);
const getWatchedMs = async (phone: Phone) =>
  (await phone.ask("GET", "/api/v1/video"))["watched_ms"] as number;

async function waitUntilWatched(phone: Phone, ms: number): Promise<void> {
  while ((await getWatchedMs(phone)) < ms) await phone.page.waitForTimeout(250);
}

it("a jump to the end of the film is taken back, and who watches it goes on", async ({ site, openPhone }) => {
  const phone = await openPhone();

  publishFilm(site);
  await phone.walkTo("video", site.newPerson());
  await phone.enter("#/video");
  await phone.press(videoTexts.start);
  await waitUntilWatched(phone, 1000);
  const { duration_ms: durationMs } = await phone.ask("GET", "/api/v1/video");

  await seek(phone, (durationMs as number) / 1000 - 0.2);
  await phone.page.waitForFunction(() => !document.querySelector("video")!.seeking);
  assert.ok((await getPositionS(phone)) < 4, `${await getPositionS(phone)}`);
  assert.equal(await phone.button(videoTexts.next).count(), 0);
  assert.equal(await getState(phone), "video");
  await phone.find(videoTexts.isFinished);
  await phone.press(videoTexts.next);
  await phone.page.waitForURL(/#\/shoot/);
});

it("the film goes on where it was after the page was left, and pauses when it is left", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();

  await phone.walkTo("video", site.newPerson());
  await phone.enter("#/video");
  await phone.press(videoTexts.start);
  await waitUntilWatched(phone, 2000);
  await phone.press(videoTexts.pause);
  const watchedMs = await getWatchedMs(phone);

  await phone.page.waitForTimeout(1500); // a film that stands still is not watched
  assert.equal(await getWatchedMs(phone), watchedMs);
  await phone.page.reload();
  await phone.button(videoTexts.goOn).waitFor();
  assert.ok(Math.abs((await getPositionS(phone)) * 1000 - watchedMs) < 1000);
  await phone.press(videoTexts.goOn);
  await waitUntilWatched(phone, watchedMs + 1000);
  await phone.enter("#/help");
  await phone.read(helpTexts.title);
});

it("a film is held when the network is lost, and what was seen is made up for", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();

  await phone.walkTo("video", site.newPerson());
  await phone.enter("#/video");
  await phone.button(videoTexts.start).waitFor();
  await phone.page.route("**/video/beat", (route) => route.abort());
  await phone.press(videoTexts.start);
  await phone.find(videoTexts.unheard);
  await phone.find(videoTexts.held);
  assert.equal(await phone.button(videoTexts.next).count(), 0);
  await phone.page.unroute("**/video/beat");
  await phone.press(videoTexts.next);
  await phone.page.waitForURL(/#\/shoot/);
});

it("a film that was renewed while it played is begun anew", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("video", site.newPerson());
  await phone.enter("#/video");
  await phone.press(videoTexts.start);
  await waitUntilWatched(phone, 1000);
  publishFilm(site);
  await phone.find("视频已更新，请重新观看");
  await phone.button(videoTexts.start).waitFor();
  assert.equal(await getWatchedMs(phone), 0);
});

it("a film that was watched in another tab lets the student on at once", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("video", site.newPerson());
  await phone.enter("#/video");
  await phone.button(videoTexts.start).waitFor();
  const other = await phone.newTab();

  await other.goto(`${site.origin}/app/#/video`);
  await other.getByRole("button", { name: videoTexts.start[0], exact: true }).click();
  await other.getByText(videoTexts.isFinished[0]).waitFor();
  await phone.page.bringToFront();
  await phone.page.reload();
  await phone.page.waitForURL(/#\/shoot/);
});

// --- the inbox

it("a message has a dot until it is tapped, and leads to the step it is about", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();

  await phone.walkTo("video", site.newPerson());
  await phone.enter("#/inbox");
  await phone.find(inboxTexts.empty);
  await phone.press(inboxTexts.goOn);
  await phone.press(videoTexts.start);
  await phone.press(videoTexts.next);
  await phone.page.waitForURL(/#\/shoot/);
  await publishNotice(site, "关于采集的第二次补充通知\n时间有变。");
  await phone.ask("GET", "/api/v1/journey"); // a look at the journey is when the notice reaches it
  await phone.enter("#/inbox");
  await phone.find("1 条未读");
  await phone.page.getByRole("button", { name: /未读.*通知已更新/ }).click();
  await phone.find("时间有变。");
  await phone.enter("#/inbox");
  await phone.find(inboxTexts.allRead);
});

// --- settings

/** The page below has a way to the sheet by the same name. */
const pressInSheet = (phone: Phone, name: readonly [string, string]) =>
  phone.page.getByRole("dialog").getByRole("button", { name: name[0], exact: true }).click();

it("language and size of text change at once, on all pages, and are kept", async ({ openPhone }) => {
  const phone = await openPhone();

  await phone.enter("#/settings");
  await phone.read(settingsTexts.title);
  await phone.page.getByRole("switch", { name: settingsTexts.large[0] }).click();
  await phone.page.locator(".large").first().waitFor();
  await phone.page.getByRole("radio", { name: "English" }).click();
  await phone.page.getByRole("switch", { name: settingsTexts.large[1], checked: true }).waitFor();
  await phone.page.reload();
  await phone.page.getByRole("switch", { name: settingsTexts.large[1], checked: true }).waitFor();
  await phone.page.getByRole("button", { name: settingsTexts.goOn[1], exact: true }).last().click();
  await phone.page.getByRole("button", { name: "Begin" }).waitFor();
});

it("the student's data are masked, and who withdraws the consent is told twice and then forgotten", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();
  const person = site.newPerson();

  await phone.walkTo("messages", person);
  await phone.enter("#/messages");
  await phone.read(messagesTexts.title);
  await phone.enter("#/settings");
  await phone.find(person.school.name);
  const shown = await phone.page.locator("body").innerText();

  assert.ok(!shown.includes(person.name) && !shown.includes(person.identity), shown);
  await phone.page.getByRole("button", { name: settingsTexts.erase[0] }).click();
  await phone.find(settingsTexts.gonePhotos);
  await pressInSheet(phone, settingsTexts.withdraw);
  await phone.find(settingsTexts.confirm);
  await phone.press(settingsTexts.confirmNo);
  assert.equal(await getState(phone), "messages");
  await phone.page.getByRole("button", { name: settingsTexts.erase[0] }).click();
  await pressInSheet(phone, settingsTexts.withdraw);
  await phone.press(settingsTexts.confirmYes);
  await phone.read(troubleTexts.withdrawn);
  await assert.rejects(phone.ask("GET", "/api/v1/journey"), /401/);
  await phone.press(troubleTexts.toEntry);
  await phone.button("开始").waitFor();
});

it("who logs out leaves nothing of theirs on the device", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("messages", site.newPerson());
  await phone.enter("#/messages");
  await phone.read(messagesTexts.title);
  await phone.enter("#/settings");
  await phone.press(settingsTexts.logOut);
  await phone.find(settingsTexts.logOutConfirm);
  await phone.page.getByRole("alertdialog").getByRole("button", { name: settingsTexts.logOut[0] }).click();
  await phone.read(troubleTexts.loggedOut);
  const kept = await phone.page.evaluate(() => JSON.stringify(localStorage));

  assert.ok(!kept.includes(site.school(0).name), kept);
  await assert.rejects(phone.ask("GET", "/api/v1/journey"), /401/);
});

// --- help

it("help is there before the student has begun, and makes no account", async ({ openPhone }) => {
  const phone = await openPhone();

  await phone.enter("#/help");
  await phone.press(helpTexts.camera);
  await phone.find(helpTexts.cameraAnswer);
  await phone.find(helpTexts.contactLater);
  assert.ok(!phone.watch.requests.some((request) => /\/api\/v1\/(session|journey)/.test(request)));
});
