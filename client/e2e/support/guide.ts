/* The steps of the guide, as a student takes them on the pages. */
import { cameraTexts } from "../../core/texts/camera";
import { confirmTexts } from "../../core/texts/confirm";
import { consentTexts } from "../../core/texts/consent";
import { entryTexts } from "../../core/texts/entry";
import { phoneTexts } from "../../core/texts/phone";
import { resultTexts } from "../../core/texts/result";
import { shootTexts } from "../../core/texts/shoot";
import { verifyTexts } from "../../core/texts/verify";
import type { Phone } from "./phone";
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

// --- the photo

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
