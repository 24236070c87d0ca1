/*
 * What a student types, held against the forms that the server takes (src/model/identity.c), so
 * that a slip is told at the field, before anything is sent. The server decides all the same.
 */

export type FieldFault =
  | "nameMissing"
  | "nameLong"
  | "numberMissing"
  | "numberForm"
  | "identityMissing"
  | "identityLength"
  | "identityDay"
  | "identityCheck"
  | "identityForm"
  | "phoneMissing"
  | "phoneForm";

const NAME_CHARACTERS_MAX = 40;
const STUDENT_NUMBER_MAX = 31;
const RESIDENT_DIGITS = 18;
/* No passport has that many digits and no letter: it is a resident's number with one lost or doubled. */
const RESIDENT_DIGITS_LIKELY = 13;
const PASSPORT = /^(?=.*\d)[A-Z\d]{5,20}$/;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";

/** Letters and digits of full width, as some keyboards give them, in their plain form. */
function narrow(text: string): string {
  return text.replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
}

/** Without the blanks around it; those between the words of a foreign name stay. */
export function cleanName(text: string): string {
  return text.replace(/[\s\u3000]+/g, " ").trim();
}

export function cleanStudentNumber(text: string): string {
  return narrow(text).replace(/[\s\u3000]/g, "");
}

export function cleanIdentity(text: string): string {
  return narrow(text)
    .replace(/[\s\u3000-]/g, "")
    .toUpperCase();
}

/** The eleven digits: without +86, blanks and hyphens. */
export function cleanPhone(text: string): string {
  const digits = narrow(text).replace(/[\s\u3000-]/g, "");

  return digits.replace(/^\+?86(?=1\d{10}$)/, "");
}

export function checkName(text: string): FieldFault | null {
  const name = cleanName(text);

  if (!name) return "nameMissing";
  return [...name].length > NAME_CHARACTERS_MAX ? "nameLong" : null;
}

export function checkStudentNumber(text: string): FieldFault | null {
  const number = cleanStudentNumber(text);

  if (!number) return "numberMissing";
  return number.length <= STUDENT_NUMBER_MAX && /^[A-Za-z\d.-]+$/.test(number) ? null : "numberForm";
}

/** An identity number with its check digit (GB 11643), or a passport's. */
export function checkIdentity(text: string): FieldFault | null {
  const number = cleanIdentity(text);

  if (!number) return "identityMissing";
  if (/^\d{17}[\dX]$/.test(number)) return checkResident(number);
  if (/^\d+X?$/.test(number) && number.length >= RESIDENT_DIGITS_LIKELY) return "identityLength";
  return PASSPORT.test(number) && !(number.length === RESIDENT_DIGITS && /^\d{17}/.test(number))
    ? null
    : "identityForm";
}

function checkResident(number: string): FieldFault | null {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(number[i]), 0);

  if (!isDay(Number(number.slice(6, 10)), Number(number.slice(10, 12)), Number(number.slice(12, 14))))
    return "identityDay";
  return number[RESIDENT_DIGITS - 1] === CHECKS[sum % 11] ? null : "identityCheck";
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));

  return year >= 1900 && year < 2100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

export function checkPhone(text: string): FieldFault | null {
  const phone = cleanPhone(text);

  if (!phone) return "phoneMissing";
  return /^1[3-9]\d{9}$/.test(phone) ? null : "phoneForm";
}
