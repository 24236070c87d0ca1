/*
 * The first page: what this is and what is needed. It asks the server nothing, so that it is there
 * at once in a rush; what the phone knows of an earlier visit decides between begin and continue.
 * A link may name the school (?school=99001), from a poster or the school's own page.
 */
import { entryTexts } from "../../../core/texts/entry";
import {
  api,
  attempt,
  changeSettings,
  getKnown,
  getSettings,
  getTexts,
  goOn,
  rememberSchool,
  type Fault,
} from "../../client";

const NEEDS = ["time", "helper", "light", "number"] as const;

const LAST_PART_WITH_NEEDS = 3; // to shoot

function compose() {
  const { part } = getKnown();
  const t = getTexts(entryTexts);
  const names = { time: t.needTime, helper: t.needHelper, light: t.needLight, number: t.needNumber };
  const notes = {
    time: t.needTimeNote,
    helper: t.needHelperNote,
    light: t.needLightNote,
    number: t.needNumberNote,
  };

  return {
    t,
    needs: NEEDS.map((need) => ({
      icon: `/images/need-${need}.svg`,
      name: names[need],
      note: notes[need],
    })),
    part,
    isNeeded: part <= LAST_PART_WITH_NEEDS,
  };
}

Page({
  data: { ...compose(), isBusy: false, fault: null as Fault | null },

  onLoad(query: Record<string, string | undefined>) {
    if (query["school"]) rememberSchool(query["school"]);
  },

  onShow() {
    this.show();
  },

  show() {
    const shown = compose();

    this.setData(shown);
    wx.setNavigationBarTitle({ title: shown.t.barTitle });
  },

  start() {
    void attempt(this, async () => goOn(await api.getJourney()));
  },

  switchLanguage() {
    changeSettings({ language: getSettings().language === "zh" ? "en" : "zh" });
    this.show();
  },

  openInbox() {
    wx.navigateTo({ url: "/pages/inbox/index" });
  },

  openHelp() {
    wx.navigateTo({ url: "/pages/help/index" });
  },

  openSettings() {
    wx.navigateTo({ url: "/pages/settings/index" });
  },
});
