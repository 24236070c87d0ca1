/* After the photo is chosen: handed in, taken back, returned, paid, proofread, delivered. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { confirmTexts } from "../core/texts/confirm";
import { doneTexts } from "../core/texts/done";
import { draftsTexts } from "../core/texts/drafts";
import { payTexts } from "../core/texts/pay";
import { photoTexts } from "../core/texts/photo";
import { shootTexts } from "../core/texts/shoot";
import { getPicture } from "./support/films";
import type { Phone } from "./support/phone";
import type { Person } from "./support/site";
import { onSite } from "./support/story";

const it = onSite();

async function haveDraft(phone: Phone, person: Person): Promise<string> {
  await phone.walkTo("shoot", person);
  return (await phone.shoot(readFileSync(getPicture("good"))))["draft_id"] as string;
}

/** Handed in by the API, and the client opened. */
async function handIn(phone: Phone, person: Person): Promise<void> {
  await phone.ask("POST", "/api/v1/submission", { draft_id: await haveDraft(phone, person) });
}

it("a photo is chosen from the box, handed in, and taken back until somebody reviews it", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();
  const person = site.newPerson();

  await haveDraft(phone, person);
  await phone.enter("#/drafts");
  await phone.page.getByRole("radio").click();
  await phone.press(draftsTexts.next);
  await phone.read(confirmTexts.heading);
  await phone.press(confirmTexts.confirm);
  await phone.read(doneTexts.review);
  await phone.press(doneTexts.withdraw);
  await phone.button(doneTexts.withdraw).last().click(); // of the question
  await phone.page.waitForURL(/#\/(drafts|shoot)/);
  assert.equal((await phone.ask("GET", "/api/v1/journey"))["state"], "shoot");

  await phone.ask("POST", "/api/v1/submission", {
    draft_id: (await phone.ask("GET", "/api/v1/drafts"))["items"][0].id,
  });
  await phone.enter("#/done");
  await phone.read(doneTexts.review);
  await (await site.staff("school1")).openReview(person);
  await phone.press(doneTexts.withdraw); // the page has not heard of it yet
  await phone.button(doneTexts.withdraw).last().click();
  await phone.read(doneTexts["in-review"]);
  assert.equal(await phone.button(doneTexts.withdraw).count(), 0);
});

it("a returned photo comes with the school's reasons and leads to another one", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();
  const person = site.newPerson();
  const school = await site.staff("school1");
  const reasons = (await school.ask("GET", "/api/v1/staff/return-reasons"))["items"];

  await handIn(phone, person);
  await phone.enter();
  await school.giveBack(person, [reasons[0].code], "请把头发扎起来");
  await phone.enter("#/shoot");
  await phone.read(shootTexts.returned);
  await phone.find("请把头发扎起来");
  await phone.find(reasons[0].zh);
  await phone.button(shootTexts.begin).waitFor();
});

it("a student pays at the school, and the page goes on by itself", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const person = site.newPerson(site.school(1));
  const school = await site.staff("school2");

  await handIn(phone, person);
  await phone.enter("#/pay");
  await phone.find(/15\.00/);
  await phone.press(payTexts.refresh);
  await phone.find(/暂未查到缴费记录/);
  await school.recordPayment(person);
  await site.advance(60_000); // it looks again by itself
  await phone.read(doneTexts.review);
});

it("a problem of the final photo goes back to production, and the next one is proofread", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();
  const person = site.newPerson();
  const school = await site.staff("school1");
  const retoucher = await site.staff("retoucher");

  await handIn(phone, person);
  await school.approve(person);
  await school.waitForState(person, "sample");
  await retoucher.produce();
  await phone.enter("#/photo");
  await phone.read(photoTexts.finalHeading);
  await phone.press(photoTexts.problem);
  await phone.press(photoTexts.sendProblem);
  await phone.find(photoTexts.problemEmpty);
  await phone.fill(photoTexts.problemLabel, "左侧头发边缘不完整");
  await phone.press(photoTexts.sendProblem);
  await phone.find(/您反馈的问题已收到|这是样片|正在后期制作/);
  await retoucher.produce();
  await phone.enter("#/photo");
  await phone.press(photoTexts.correct);
  await phone.read(photoTexts.proofreadHeading);
  assert.equal((await phone.ask("GET", "/api/v1/journey"))["state"], "proofread");
});
