/* WeChat's own sheets answer by messages; what they are is WeChat's documentation. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { payByWechat, saveToAlbum } from "./wechat";

type Option = Record<string, (answer: unknown) => void>;

/** A phone on which each function of wx answers, in order, with success or with this failure. */
function havePhone(answers: Record<string, (object | string)[]>): string[] {
  const asked: string[] = [];
  const wx: Record<string, unknown> = {
    getAppBaseInfo: () => ({ language: "zh_CN" }),
    getStorageSync: () => "",
  };

  for (const [name, queue] of Object.entries(answers))
    wx[name] = (option: Option) => {
      const answer = queue.shift();

      asked.push(name);
      if (typeof answer === "string") option["fail"]!({ errMsg: `${name}:fail ${answer}` });
      else option["success"]!(answer);
    };
  Object.assign(globalThis, { wx });
  return asked;
}

afterEach(() => {
  delete (globalThis as { wx?: unknown }).wx;
});

test("a payment that the student leaves is cancelled, any other failure is one", async () => {
  havePhone({ requestPayment: [{}, "cancel", "not a member of this shop"] });
  assert.equal(await payByWechat({}), "done");
  assert.equal(await payByWechat({}), "cancelled");
  assert.equal(await payByWechat({}), "failed");
});

test("the sheet gets the ticket as the server gave it", async () => {
  let seen: Record<string, unknown> = {};

  Object.assign(globalThis, {
    wx: {
      requestPayment: (option: Record<string, unknown>) => {
        seen = option;
        (option["success"] as () => void)();
      },
    },
  });
  await payByWechat({ timeStamp: "1", nonceStr: "n", package: "prepay_id=p", signType: "RSA", paySign: "s" });
  assert.deepEqual([seen["package"], seen["paySign"]], ["prepay_id=p", "s"]);
});

test("a picture that may not be saved is saved once the settings allow it", async () => {
  const asked = havePhone({
    saveImageToPhotosAlbum: ["auth deny", {}],
    showModal: [{ confirm: true }],
    openSetting: [{ authSetting: { "scope.writePhotosAlbum": true } }],
  });

  assert.equal(await saveToAlbum("photo.jpg"), "saved");
  assert.deepEqual(asked, ["saveImageToPhotosAlbum", "showModal", "openSetting", "saveImageToPhotosAlbum"]);
});

test("who keeps the album closed is told so, and asked no further", async () => {
  const asked = havePhone({ saveImageToPhotosAlbum: ["auth deny"], showModal: [{ confirm: false }] });

  assert.equal(await saveToAlbum("photo.jpg"), "denied");
  assert.deepEqual(asked, ["saveImageToPhotosAlbum", "showModal"]);
  havePhone({
    saveImageToPhotosAlbum: ["auth deny"],
    showModal: [{ confirm: true }],
    openSetting: [{ authSetting: {} }],
  });
  assert.equal(await saveToAlbum("photo.jpg"), "denied");
});

test("a save that is cancelled or fails is told apart", async () => {
  havePhone({ saveImageToPhotosAlbum: ["cancel", "file not exists"] });
  assert.equal(await saveToAlbum("photo.jpg"), "cancelled");
  assert.equal(await saveToAlbum("photo.jpg"), "failed");
});
