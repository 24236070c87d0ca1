import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { readDocument, type Block } from "./document";

const texts = process.env["TUCAI_TEXTS"] ?? "../texts";
const read = (name: string) => readFileSync(join(texts, name), "utf8");
const getText = (block: Block) => block.number + block.spans.map((span) => span.text).join("");

test("the precautions have a heading, ten numbered rules and a reminder", () => {
  const { blocks, isTranslated } = readDocument(read("precautions.txt"), "zh");

  assert.equal(isTranslated, true);
  assert.equal(blocks[0]!.kind, "heading");
  assert.deepEqual(
    blocks.filter((block) => block.kind === "rule").map((block) => block.number),
    ["1.", "2.", "3.", "4.", "5.", "6.", "7.", "8.", "9.", "10."],
  );
  assert.equal(blocks.at(-1)!.kind, "paragraph");
});

test("the English part has the same rules", () => {
  const { blocks, isTranslated } = readDocument(read("precautions.txt"), "en");

  assert.equal(isTranslated, true);
  assert.equal(blocks.filter((block) => block.kind === "rule").length, 10);
  assert.match(getText(blocks[1]!), /^1\.Any background/);
});

test("every word of the published texts is shown, in order", () => {
  for (const name of ["notice.txt", "precautions.txt", "requirements.txt", "consent.txt"]) {
    const [zh, en] = read(name).split("---\n");

    for (const [language, part] of [
      ["zh", zh],
      ["en", en],
    ] as const)
      assert.equal(
        readDocument(read(name), language).blocks.map(getText).join("").replace(/\s/g, ""),
        part!.replace(/\*\*|\s/g, ""),
        `${name}, ${language}`,
      );
  }
});

test("what stands between two stars is strong", () => {
  const { blocks } = readDocument("此处只允许使用**后置摄像头**拍摄", "zh");

  assert.deepEqual(blocks[0], {
    kind: "paragraph",
    number: "",
    spans: [
      { text: "此处只允许使用", isStrong: false },
      { text: "后置摄像头", isStrong: true },
      { text: "拍摄", isStrong: false },
    ],
  });
});

test("two stars that are never closed are shown as they are", () => {
  assert.deepEqual(readDocument("一 ** 二", "zh").blocks[0]!.spans, [{ text: "一 ** 二", isStrong: false }]);
  assert.deepEqual(readDocument("**一** 二 ** 三", "zh").blocks[0]!.spans, [
    { text: "一", isStrong: true },
    { text: " 二 ** 三", isStrong: false },
  ]);
});

test("a first line that is a sentence is no heading", () => {
  assert.equal(readDocument(read("requirements.txt"), "zh").blocks[0]!.kind, "paragraph");
  assert.equal(readDocument("请于五月前完成。", "zh").blocks[0]!.kind, "paragraph");
  assert.equal(readDocument("关于采集的通知", "zh").blocks[0]!.kind, "heading");
});

test("a notice in Chinese only is shown to English readers, and said to be so", () => {
  const { blocks, isTranslated } = readDocument("关于采集的通知\n各位同学：", "en");

  assert.equal(isTranslated, false);
  assert.equal(getText(blocks[0]!), "关于采集的通知");
});

test("a number in a sentence, a date or a clock is no rule", () => {
  assert.equal(readDocument("2026 年 5 月开始", "zh").blocks[0]!.kind, "heading");
  assert.equal(readDocument("标题\n3.5 毫米", "zh").blocks[1]!.kind, "paragraph");
});

test("lines of other systems and empty lines do no harm", () => {
  assert.deepEqual(readDocument("一\r\n\r\n  二  \r\n", "zh").blocks.map(getText), ["一", "二"]);
  assert.deepEqual(readDocument("", "zh").blocks, []);
});
