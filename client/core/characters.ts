/*
 * The length of what a student writes: people count characters, the server bytes of UTF-8. A text
 * that keeps the one limit may break the other (an emoji has four bytes).
 */

/** A character is one, however it is written in memory; spaces around the text do not count. */
export function countCharacters(text: string): number {
  return [...text.trim()].length;
}

/* TextEncoder is not in every mini program's runtime. */
function countBytes(text: string): number {
  let n = 0;

  for (const character of text) {
    const code = character.codePointAt(0)!;

    n += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return n;
}

/** Chinese characters have three bytes; the server's limits are made for these. */
export function checkLength(text: string, max: number): "empty" | "long" | null {
  const trimmed = text.trim();

  if (!trimmed) return "empty";
  return countCharacters(trimmed) > max || countBytes(trimmed) > 3 * max ? "long" : null;
}
