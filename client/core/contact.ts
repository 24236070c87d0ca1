/* The telephone number in a school's contact, which is a sentence: "就业中心，电话 025-83271234". */

const NUMBER =
  /(?:\+?86[-\s]?)?(?:1[3-9]\d{9}|\d{3,4}[-\s]?\d{7,8}|400[-\s]?\d{3,4}[-\s]?\d{3,4}|\d{7,8})(?!\d)/;

/** The first number that can be called, as it is written; "" when there is none. */
export function findPhone(contact: string): string {
  return NUMBER.exec(contact)?.[0].trim() ?? "";
}
