/* Asking the school to be excepted from a rule, with and without a picture as proof. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { exceptionTexts } from "../core/texts/exception";
import { getPicture } from "./support/films";
import type { Phone } from "./support/phone";
import type { Person } from "./support/site";
import { onSite } from "./support/story";

const it = onSite();

/** A shot with a cap was refused; its page of exceptions is open. */
async function openForm(phone: Phone, person: Person): Promise<void> {
  await phone.walkTo("shoot", person);
  const shot = await phone.shoot(readFileSync(getPicture("hat")));

  assert.equal(shot["state"], "failed");
  await phone.enter(`#/exception?shot=${shot["id"]}`);
  await phone.read(exceptionTexts.heading);
}

const chooseHat = (phone: Phone) => phone.page.getByRole("checkbox", { name: /头巾/ }).click();

it("a request without proof reaches the school, whose answer is shown with its words", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();
  const person = site.newPerson();

  await openForm(phone, person);
  await phone.press(exceptionTexts.send);
  await phone.find(exceptionTexts.codesEmpty);
  await phone.find(exceptionTexts.noteEmpty);
  await chooseHat(phone);
  await phone.fill(exceptionTexts.note, "因宗教信仰佩戴头巾，不遮挡脸部");
  await phone.press(exceptionTexts.send);
  await phone.read(exceptionTexts.sent);
  await phone.find(exceptionTexts.asked);

  const school = await site.staff("school1");
  const { items } = await school.ask("GET", "/api/v1/staff/exceptions?state=asked");

  assert.equal(items.length, 1);
  assert.deepEqual([items[0].codes, items[0].has_proof], [["P19"], false]);
  await phone.page.reload();
  await phone.find(exceptionTexts.waiting);
  await school.ask("POST", `/api/v1/staff/exceptions/${items[0].id}/decision`, {
    is_approved: true,
    remark: "已核实",
  });
  await phone.page.reload();
  await phone.find(exceptionTexts.approved);
  await phone.find(/已核实/);
});

it("a request with a picture as proof is sent with it", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const person = site.newPerson();

  await openForm(phone, person);
  await chooseHat(phone);
  await phone.fill(exceptionTexts.note, "头部受伤");
  const chooser = phone.page.waitForEvent("filechooser");

  await phone.press(exceptionTexts.choose);
  await (await chooser).setFiles(getPicture("good"));
  await phone.page.getByRole("img", { name: phone.say(exceptionTexts.proofPicture) }).waitFor();
  await phone.press(exceptionTexts.send);
  await phone.read(exceptionTexts.sent);
  await phone.find(exceptionTexts.withProof);
  const [own] = (await phone.ask("GET", "/api/v1/exceptions"))["items"];

  assert.equal(own.has_proof, true);
});
