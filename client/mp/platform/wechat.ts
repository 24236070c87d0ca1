/* What only WeChat has: its payment sheet and its album. Used by the platform of the mini program. */
import { photoTexts } from "../../core/texts/photo";
import { commonTexts } from "../../core/texts/common";
import { getTexts } from "../client";
import type { PayResult, SaveResult } from "./platform";

/** Opens the sheet. "done" is what the phone believes; the server is asked whether it is paid. */
export function payByWechat(ticket: Readonly<Record<string, unknown>>): Promise<PayResult> {
  return new Promise((resolve) => {
    wx.requestPayment({
      ...(ticket as unknown as WechatMiniprogram.RequestPaymentOption),
      success: () => resolve("done"),
      fail: ({ errMsg }) => resolve(/cancel/.test(errMsg) ? "cancelled" : "failed"),
    });
  });
}

function saveOnce(filePath: string): Promise<SaveResult> {
  return new Promise((resolve) => {
    wx.saveImageToPhotosAlbum({
      filePath,
      success: () => resolve("saved"),
      fail: ({ errMsg }) =>
        resolve(/auth/.test(errMsg) ? "denied" : /cancel/.test(errMsg) ? "cancelled" : "failed"),
    });
  });
}

/** WeChat asks for the permission once only; afterwards it is given in the settings. */
function askInSettings(): Promise<boolean> {
  const t = getTexts(photoTexts);

  return new Promise((resolve) => {
    wx.showModal({
      title: t.deniedTitle,
      content: t.denied,
      confirmText: t.openSettings,
      cancelText: getTexts(commonTexts).back,
      success: ({ confirm }) => {
        if (!confirm) resolve(false);
        else
          wx.openSetting({
            success: ({ authSetting }) => resolve(authSetting["scope.writePhotosAlbum"] === true),
            fail: () => resolve(false),
          });
      },
      fail: () => resolve(false),
    });
  });
}

export async function saveToAlbum(filePath: string): Promise<SaveResult> {
  const result = await saveOnce(filePath);

  return result === "denied" && (await askInSettings()) ? saveOnce(filePath) : result;
}
