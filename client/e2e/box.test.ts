/* The draft box: full, old enough to delete from, and looked at from two tabs. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { confirmTexts } from "../core/texts/confirm";
import { doneTexts } from "../core/texts/done";
import { draftsTexts } from "../core/texts/drafts";
import { format } from "../core/texts";
import { getPicture } from "./support/films";
import type { Phone } from "./support/phone";
import { onSite } from "./support/story";

const it = onSite();
const HOUR_MS = 3_600_000;
const good = () => readFileSync(getPicture("good"));

async function fillBox(phone: Phone, n: number): Promise<string[]> {
  const ids: string[] = [];

  for (let i = 0; i < n; i++) ids.push((await phone.shoot(good()))["draft_id"] as string);
  return ids;
}

const countPhotos = (page: Page) => page.getByRole("radio").count();

it("a full box says so in the guide's words, and a photo can be deleted when it is a day old", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();

  await phone.walkTo("shoot", site.newPerson());
  await fillBox(phone, 5);
  await phone.enter("#/drafts");
  await phone.find("草稿箱已满，请前往草稿箱删除或使用草稿箱照片。");
  await phone.find("草稿箱照片在存入草稿箱后的一定时间（24 小时）后可删。");
  assert.equal(await phone.button(format(phone.say(draftsTexts.deletePhoto), { n: 1 })).count(), 0);

  await site.advance(25 * HOUR_MS);
  await phone.page.reload();
  const remove = phone.button(format(phone.say(draftsTexts.deletePhoto), { n: 3 }));

  await remove.click();
  await phone.find(draftsTexts.deleteText);
  await phone.button(draftsTexts.keep).click();
  assert.equal(await countPhotos(phone.page), 5);
  await remove.click();
  await phone.button(draftsTexts.delete).last().click();
  await phone.find(format(phone.say(draftsTexts.count), { n: 4, capacity: 5 }));
  assert.equal(await countPhotos(phone.page), 4);
  assert.equal(await phone.has(draftsTexts.full), false);
});

it("an empty box leads to the camera", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("shoot", site.newPerson());
  await phone.enter("#/drafts");
  await phone.read(draftsTexts.empty);
  await phone.press(draftsTexts.shoot);
  await phone.page.waitForURL(/#\/shoot/);
});

it("two tabs hand in one photo, and the second finds itself where the first is", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();

  await phone.walkTo("shoot", site.newPerson());
  const [first, second] = await fillBox(phone, 2);

  await phone.enter(`#/confirm?draft=${first}`);
  await phone.read(confirmTexts.heading);
  const other = await phone.newTab();

  await other.goto(`${site.origin}/app/#/confirm?draft=${second}`);
  const confirm = other.getByRole("button", { name: phone.say(confirmTexts.confirm), exact: true });

  await confirm.waitFor();
  await phone.page.bringToFront();
  await phone.button(confirmTexts.confirm).dblclick();
  await phone.read(doneTexts.review);
  await other.bringToFront();
  if (await confirm.isVisible()) await confirm.click(); // unless it has looked by itself
  await other.getByRole("heading", { name: phone.say(doneTexts.review) }).waitFor();
  assert.equal((await phone.ask("GET", "/api/v1/submission"))["draft_id"], first);
});

it("a draft that another tab has deleted cannot be confirmed", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("shoot", site.newPerson());
  const [id] = await fillBox(phone, 1);

  await phone.enter(`#/confirm?draft=${id}`);
  await phone.read(confirmTexts.heading);
  await site.advance(25 * HOUR_MS);
  await phone.ask("DELETE", `/api/v1/drafts/${id}`);
  await phone.press(confirmTexts.confirm);
  await phone.read(confirmTexts.gone);
  await phone.press(confirmTexts.box);
  await phone.read(draftsTexts.empty);
});
