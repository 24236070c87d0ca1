/*
 * In WeChat: the session is a token that is kept on the phone and sent as a bearer. Who the student
 * is comes from the verification, not from WeChat.
 */
import { readProblem, type SessionStore } from "../../core/api";
import { origin } from "./origin";
import type { Platform } from "./platform";
import { askForMessages } from "./subscribe";
import { payByWechat, saveToAlbum } from "./wechat";

const TOKEN_KEY = "token";

function newSession(): SessionStore {
  let token = wx.getStorageSync(TOKEN_KEY) as string;

  return {
    headers: () => (token ? { Authorization: `Bearer ${token}` } : null),
    async begin(transport) {
      const answer = await transport.request({
        method: "POST",
        path: "/api/v1/session",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ client: "app" }),
      });

      if (answer.status !== 200) throw readProblem(answer);
      token = (JSON.parse(answer.body) as { token: string }).token;
      wx.setStorageSync(TOKEN_KEY, token);
    },
    forget() {
      token = "";
      wx.removeStorageSync(TOKEN_KEY);
    },
  };
}

export const platform: Platform = {
  kind: "mp",
  origin,
  newSession,
  pay: payByWechat,
  savePicture: saveToAlbum,
  askForMessages: () => askForMessages(),
};
