/* WeChat's answers to the question for messages, as its documents have them. */
import assert from "node:assert/strict";
import test from "node:test";
import { askForMessages } from "./subscribe";

interface Option {
  tmplIds: string[];
  success: (result: Record<string, string>) => void;
  fail: (error: { errMsg: string; errCode: number }) => void;
}

/** What WeChat was asked for. */
function answerBy(answer: (option: Option) => void): string[][] {
  const asked: string[][] = [];
  const requestSubscribeMessage = (option: Option) => {
    asked.push(option.tmplIds);
    answer(option);
  };

  Object.assign(globalThis, { wx: { requestSubscribeMessage } });
  return asked;
}

test("without templates WeChat is not asked, and messages come to the inbox", async () => {
  const asked = answerBy(() => assert.fail("it was asked"));

  assert.equal(await askForMessages([]), "inbox-only");
  assert.deepEqual(asked, []);
});

test("one template that is accepted is enough", async () => {
  const asked = answerBy(({ success }) => success({ errMsg: "ok", a: "reject", b: "accept" }));

  assert.equal(await askForMessages(["a", "b"]), "accepted");
  assert.deepEqual(asked, [["a", "b"]]);
});

test("who rejects all has declined; so has who is banned or filtered", async () => {
  answerBy(({ success }) => success({ errMsg: "ok", a: "reject", b: "ban", c: "filter" }));
  assert.equal(await askForMessages(["a", "b", "c"]), "declined");
});

test("a main switch that is off is told apart, since the student can switch it on", async () => {
  answerBy(({ fail }) => fail({ errMsg: "fail", errCode: 20004 }));
  assert.equal(await askForMessages(["a"]), "switched-off");
});

test("whatever else fails keeps nobody from going on", async () => {
  for (const errCode of [10002, 10005, 20001, 20005]) {
    answerBy(({ fail }) => fail({ errMsg: "fail", errCode }));
    assert.equal(await askForMessages(["a"]), "inbox-only");
  }
});

test("no more templates than a sheet takes", async () => {
  const asked = answerBy(({ success }) => success({ errMsg: "ok", a: "accept" }));

  await askForMessages(["a", "b", "c", "d"]);
  assert.deepEqual(asked, [["a", "b", "c"]]);
});
