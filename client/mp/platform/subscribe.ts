/*
 * WeChat's sheet that asks for status messages. One consent is one message (platform rules), so it is
 * asked again at later steps; here is the first time.
 */
import type { MessagesAnswer } from "./platform";
import { messageTemplates } from "./templates";

const PER_SHEET_MAX = 3; // templates, also in old versions of WeChat
const SWITCH_IS_OFF = 20004;

/** Only from within a tap. */
export function askForMessages(templates: readonly string[] = messageTemplates): Promise<MessagesAnswer> {
  const tmplIds = templates.slice(0, PER_SHEET_MAX);

  if (tmplIds.length === 0) return Promise.resolve("inbox-only");
  return new Promise((resolve) => {
    wx.requestSubscribeMessage({
      tmplIds,
      success: (result) => resolve(tmplIds.some((id) => result[id] === "accept") ? "accepted" : "declined"),
      fail: ({ errCode }) => resolve(errCode === SWITCH_IS_OFF ? "switched-off" : "inbox-only"),
    });
  });
}
