/*
 * The texts that a site publishes (texts/README.md): a line is a paragraph, `**` stands around what
 * is stressed, a line of `---` parts the languages. Here they become what a page can show. A school
 * writes its notice by hand, so whatever it wrote comes out as something readable.
 */
import type { Language } from "./language";

export interface Span {
  text: string;
  isStrong: boolean;
}

export interface Block {
  kind: "heading" | "rule" | "paragraph";
  /** "1." before a rule; "" elsewhere. */
  number: string;
  spans: Span[];
}

export interface ReadableDocument {
  blocks: Block[];
  /** False: the text is there in another language only. */
  isTranslated: boolean;
}

const PARTING = /^-{3,}$/;
const NUMBER = /^(\d{1,2})\s*[.．、]\s*(?=\D)/;
const HEADING_LENGTH_MAX = 80;
/* What ends like a sentence is one. */
const SENTENCE = /[。.！!？?；;)）]$/;

/** Chinese first, then English; a text of one part is Chinese. */
export function readDocument(body: string, language: Language): ReadableDocument {
  const parts: string[][] = [[]];

  for (const raw of body.split(/\r?\n/)) {
    const line = raw.trim();

    if (PARTING.test(line)) parts.push([]);
    else if (line) parts[parts.length - 1]!.push(line);
  }
  const [zh = [], en = []] = parts;
  const isTranslated = language === "zh" || en.length > 0;

  return { blocks: (language === "en" && en.length ? en : zh).map(readLine), isTranslated };
}

function readLine(line: string, index: number): Block {
  const number = NUMBER.exec(line);

  if (number)
    return { kind: "rule", number: `${number[1]}.`, spans: readSpans(line.slice(number[0].length)) };
  return {
    kind: index === 0 && isHeading(line) ? "heading" : "paragraph",
    number: "",
    spans: readSpans(line),
  };
}

function isHeading(line: string): boolean {
  return line.length <= HEADING_LENGTH_MAX && !SENTENCE.test(line) && !line.includes("**");
}

/* Every second piece is stressed; a `**` that is never closed is the writer's own two stars. */
function readSpans(line: string): Span[] {
  const pieces = line.split("**");

  if (pieces.length % 2 === 0) {
    const rest = pieces.pop()!;

    pieces.push(`${pieces.pop()}**${rest}`);
  }
  return pieces
    .map((text, index) => ({ text, isStrong: index % 2 === 1 }))
    .filter((span) => span.text !== "");
}
