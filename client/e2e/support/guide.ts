/* The steps of the guide, as a student takes them on the pages. */
import { cameraTexts } from "../../core/texts/camera";
import { confirmTexts } from "../../core/texts/confirm";
import { consentTexts } from "../../core/texts/consent";
import { entryTexts } from "../../core/texts/entry";
import { messagesTexts } from "../../core/texts/messages";
import { onsiteTexts } from "../../core/texts/onsite";
import { phoneTexts } from "../../core/texts/phone";
import { readingTexts } from "../../core/texts/reading";
import { resultTexts } from "../../core/texts/result";
import { shootTexts } from "../../core/texts/shoot";
import { verifyTexts } from "../../core/texts/verify";
import { videoTexts } from "../../core/texts/video";
import type { Phone, Sentence } from "./phone";
import type { Person } from "./site";

// --- who it is

export async function begin(phone: Phone): Promise<void> {
  await phone.enter();
  await phone.press(entryTexts.start);
}

export async function consent(phone: Phone): Promise<void> {
  await phone.press(consentTexts.agree);
}

export async function chooseSchool(phone: Phone, person: Person): Promise<void> {
  await phone.read(verifyTexts.chooseSchool);
  await phone.fill(verifyTexts.search, person.school.name.slice(0, 6));
  await phone.press(person.school.name);
}

export async function fillInRoster(phone: Phone, { name, studentNumber, identity }: Person): Promise<void> {
  await phone.read(verifyTexts.rosterTitle);
  await phone.fill(verifyTexts.name, name);
  await phone.fill(verifyTexts.number, studentNumber);
  await phone.fill(verifyTexts.identity, identity);
  await phone.press(verifyTexts.submit);
}

export async function givePhoneNumber(phone: Phone): Promise<void> {
  await phone.read(phoneTexts.title);
  await phone.fill(phoneTexts.label, "13812345678");
  await phone.press(phoneTexts.next);
}

// --- what is to be known

/** Reads to the end: "next" is not there before. */
async function readToEnd(phone: Phone, readOn: Sentence, next: Sentence): Promise<void> {
  const [more, on] = [phone.button(readOn), phone.button(next)];
  const here = phone.page.url();
  const isOver = async () => phone.page.url() !== here || (await on.isVisible());

  await more.or(on).first().waitFor();
  while (!(await isOver())) await more.click({ timeout: 2_000 }).catch(() => {}); // it may have gone
  // It is one button: on a slow machine a click that was meant to read on has gone on already.
  if (phone.page.url() !== here) return;
  await on.click({ timeout: 5_000 }).catch((error: unknown) => {
    if (phone.page.url() === here) throw error;
  });
}

export async function readNotice(phone: Phone): Promise<void> {
  await phone.page.waitForURL(/#\/reading\?kind=notice/);
  await readToEnd(phone, readingTexts.readOn, readingTexts.next);
}

export async function readPrecautions(phone: Phone): Promise<void> {
  await phone.page.waitForURL(/#\/reading\?kind=precautions/);
  await phone.page.getByRole("img", { name: phone.say(readingTexts.figureWoman) }).waitFor();
  await phone.page.getByRole("img", { name: phone.say(readingTexts.figureMan) }).waitFor();
  await readToEnd(phone, readingTexts.readOn, readingTexts.next);
}

export async function chooseMessages(phone: Phone): Promise<void> {
  await phone.read(messagesTexts.title);
  await phone.press(messagesTexts.receive);
}

export async function chooseOnsite(phone: Phone): Promise<void> {
  await phone.read(onsiteTexts.title);
  await phone.press(onsiteTexts.next);
  await readToEnd(phone, onsiteTexts.readOn, onsiteTexts.read);
}

/** The whole of it, at its own pace: "next" is not there before. */
export async function watchVideo(phone: Phone): Promise<void> {
  await phone.read(videoTexts.title);
  await phone.page
    .getByRole("button", { name: phone.say(videoTexts.start), exact: true })
    .last()
    .click();
  await phone.find(videoTexts.isFinished);
  await phone.press(videoTexts.next);
}

// --- the photo

/** All between the phone number and the camera. */
export async function prepare(phone: Phone): Promise<void> {
  await readNotice(phone);
  await readPrecautions(phone);
  await chooseMessages(phone);
  await chooseOnsite(phone);
  await watchVideo(phone);
}

/** From the home of shooting to the preview. */
export async function takePhoto(phone: Phone): Promise<void> {
  await phone.press(shootTexts.begin);
  await phone.press(cameraTexts.begin);
  await phone.read(cameraTexts.preview);
}

/** From the preview to what came of the shot. */
export async function usePhoto(phone: Phone): Promise<void> {
  await phone.press(cameraTexts.use);
  await phone.page.waitForURL(/#\/result/, { timeout: 60_000 });
}

export async function shootAndPass(phone: Phone): Promise<void> {
  await takePhoto(phone);
  await usePhoto(phone);
  await phone.read(resultTexts.passed);
}

/** From the result of a photo that passed to the page after it is handed in. */
export async function confirm(phone: Phone): Promise<void> {
  await phone.press(resultTexts.next);
  await phone.read(confirmTexts.heading);
  await phone.press(confirmTexts.confirm);
}
