/*
 * Choosing to receive status messages (S7): in WeChat by its own sheet, in a browser by the inbox, which
 * has every message anyway. Whose switch is off is told where it is.
 */
import { messagesTexts } from "../../../core/texts/messages";
import { api, attempt, getTexts, goOn, stayIn, type Fault } from "../../client";
import { platform } from "../../platform/chosen";

Page({
  data: {
    t: getTexts(messagesTexts),
    isWeb: platform.kind === "web",
    isLoading: true,
    isBusy: false,
    isSwitchedOff: false,
    fault: null as Fault | null,
  },

  onLoad() {
    const t = getTexts(messagesTexts);

    this.setData({ t });
    wx.setNavigationBarTitle({ title: t.title });
    void this.load();
  },

  load() {
    return attempt(this, async () => {
      if (await stayIn(["messages"])) this.setData({ isLoading: false });
    });
  },

  async receive() {
    // WeChat's sheet opens only from within the tap: before anything else.
    const answer = await (platform.askForMessages?.() ?? "inbox-only");

    this.setData({ isSwitchedOff: answer === "switched-off" });
    if (answer !== "switched-off") await this.choose(answer !== "declined");
  },

  decline() {
    return this.choose(false);
  },

  choose(wantsMessages: boolean) {
    return attempt(this, async () => goOn(await api.chooseMessages(wantsMessages)));
  },
});
