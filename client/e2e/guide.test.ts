/*
 * The whole guide, by clicks alone: from the entry to the downloaded final photo, which keeps the
 * standard. Chinese with the school's roster, English with a capture code.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { doneTexts } from "../core/texts/done";
import { hostTexts } from "../core/texts/host";
import { photoTexts } from "../core/texts/photo";
import { verifyTexts } from "../core/texts/verify";
import {
  begin,
  chooseSchool,
  confirm,
  consent,
  fillInRoster,
  givePhoneNumber,
  prepare,
  shootAndPass,
} from "./support/guide";
import type { Phone } from "./support/phone";
import { IS_PACKAGE, MODELS, PROGRAM } from "./support/place";
import { onSite } from "./support/story";

const it = onSite();

/** Downloads the final photo by the page's button; the file keeps the standard. */
async function download(phone: Phone, name: string): Promise<void> {
  const arriving = phone.page.waitForEvent("download");

  await phone.press(photoTexts.download);
  const file = await arriving;
  const path = join(phone.site.folder, `${name}.jpg`);

  await file.saveAs(path);
  if (!IS_PACKAGE) assert.equal(file.suggestedFilename(), `毕业证书照片_${name}.jpg`);
  execFileSync(PROGRAM, ["photo", "validate", path], { env: { ...process.env, IDPHOTO_MODELS: MODELS } });
}

async function finish(phone: Phone, studentNumber: string): Promise<void> {
  await phone.read(photoTexts.finalHeading);
  await phone.press(photoTexts.correct);
  await phone.read(photoTexts.proofreadHeading);
  await download(phone, studentNumber);
  assert.deepEqual(phone.watch.findFaults(), []);
}

it("the whole guide in Chinese, by roster, reviewed by the school and finished by hand", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();
  const person = site.newPerson();

  await begin(phone);
  await consent(phone);
  await chooseSchool(phone, person);
  await fillInRoster(phone, person);
  await givePhoneNumber(phone);
  await prepare(phone);
  await shootAndPass(phone);
  await confirm(phone);
  await phone.read(doneTexts.review);
  await phone.find("等待学校审核。可以离开本页。");

  const school = await site.staff("school1");

  await school.approve(person);
  await school.waitForState(person, "sample");
  await phone.enter();
  await phone.press("继续");
  await phone.read(photoTexts.sampleHeading);
  await phone.find(
    "“样片”二字是为了提示学生，这不是最终成片，后期制作完成后，会将合格照片上传回系统，学生登录系统校对下载成片",
  );

  const finished = await (await site.staff("retoucher")).produce();
  await phone.page.reload();
  await finish(phone, person.studentNumber);

  await (await site.staff("centre")).deliver(finished);
  await phone.page.reload();
  await phone.read(photoTexts.deliveredHeading);
  await phone.press(photoTexts.timeline);
  await phone.read(doneTexts.delivered);
});

it("the whole guide in English, by a picture of a capture code, finished by the machine or by hand", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone({ language: "en" });
  const { person, picture } = site.newPersonWithCode();
  const school = await site.staff("school3");

  await begin(phone);
  await consent(phone);
  await chooseSchool(phone, person);
  await phone.read(verifyTexts.codeTitle);
  const choosing = phone.page.waitForEvent("filechooser");

  if (IS_PACKAGE) {
    await phone.press(verifyTexts.scan); // the phone's own scanner takes pictures too
    await phone.press(hostTexts.choosePicture);
  } else await phone.press(verifyTexts.pick);
  await (await choosing).setFiles(picture);
  await givePhoneNumber(phone);
  await prepare(phone);
  await shootAndPass(phone);
  await confirm(phone);
  await phone.page.waitForURL(/#\/(done|photo)/);
  await school.waitForState(person, "sample", "final");
  await (await site.staff("retoucher")).produce(); // what the machine leaves to people
  await phone.enter();
  await phone.press("Continue");
  await finish(phone, person.studentNumber);
  assert.equal((await school.find(person))["student"].state, "proofread");
});
