/*
 * trouble?kind=camera-denied|no-camera|old-browser|offline|session|closed|busy|withdrawn|logged-out:
 * what is in the way, what to do now, and one button that does it (core/trouble.ts).
 */
import { troubleTexts } from "../../../core/texts/trouble";
import { getTrouble, type Trouble } from "../../../core/trouble";
import { attempt, getTexts, goToStation, type Fault } from "../../client";
import { platform } from "../../platform/chosen";

Page({
  data: {
    t: getTexts(troubleTexts),
    isBusy: false,
    fault: null as Fault | null,
    title: "",
    tips: [] as string[],
    button: "",
    action: "station" as Trouble["action"],
    isCamera: false,
  },

  onLoad(query: Record<string, string | undefined>) {
    const t = getTexts(troubleTexts);
    const kind = query["kind"] ?? "";
    const { title, tips, button, action } = getTrouble(kind, platform.kind);

    this.setData({
      t,
      title: t[title],
      tips: tips.map((tip) => t[tip]),
      button: t[button],
      action,
      isCamera: kind.endsWith("camera") || kind.startsWith("camera"),
    });
    wx.setNavigationBarTitle({ title: t.bar });
  },

  act() {
    const { action } = this.data;

    if (action === "entry") wx.reLaunch({ url: "/pages/entry/index" });
    else if (action === "settings")
      wx.openSetting({
        success: ({ authSetting }) => {
          if (authSetting["scope.camera"]) void this.goOn();
        },
        fail: () => void this.goOn(),
      });
    else return this.goOn();
  },

  goOn() {
    return attempt(this, goToStation);
  },

  openHelp() {
    wx.navigateTo({ url: "/pages/help/index" });
  },
});
