/* How functions of wx answer: the forms that pages rely on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { settle, WxFault } from "./answer";

test("without callbacks the answer is a promise, with errMsg beside the result", async () => {
  assert.deepEqual(await settle("scanCode", {}, () => ({ result: "TC1" })), {
    result: "TC1",
    errMsg: "scanCode:ok",
  });
});

test("a failure rejects with errMsg that says what", async () => {
  const fail = () => {
    throw new WxFault("cancel");
  };

  await assert.rejects(async () => settle("scanCode", {}, fail), { errMsg: "scanCode:fail cancel" });
});

test("with callbacks success and complete are told, and there is no promise", async () => {
  const told: string[] = [];

  await new Promise<void>((resolve) => {
    const promise = settle(
      "getStorage",
      {
        success: ({ data }: { data: number }) => told.push(`success ${data}`),
        fail: () => told.push("fail"),
        complete: () => resolve(void told.push("complete")),
      },
      () => ({ data: 7 }),
    );

    assert.equal(promise, undefined);
  });
  assert.deepEqual(told, ["success 7", "complete"]);
});

test("with callbacks a failure is told to fail and complete, and rejects nothing", async () => {
  const told: string[] = [];

  await new Promise<void>((resolve) => {
    settle(
      "openSetting",
      {
        success: () => told.push("success"),
        fail: ({ errMsg }: { errMsg: string }) => told.push(errMsg),
        complete: () => resolve(),
      },
      async () => {
        throw new Error("no");
      },
    );
  });
  assert.deepEqual(told, ["openSetting:fail no"]);
});
