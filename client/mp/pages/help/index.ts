/*
 * Help: the guide step by step, what to read again, questions with their answers, and whom to ask. It
 * is there without a network; only the school's contact is asked of the server.
 */
import { findPhone } from "../../../core/contact";
import { format } from "../../../core/texts";
import { commonTexts } from "../../../core/texts/common";
import { helpTexts } from "../../../core/texts/help";
import { api, getKnown, getTexts, goToStation, attempt, type Fault } from "../../client";

type TextKey = keyof typeof helpTexts;

const STEPS: readonly TextKey[] = [
  "step1",
  "step2",
  "step3",
  "step4",
  "step5",
  "step6",
  "step7",
  "step8",
  "step9",
  "step10",
  "step11",
];

const QUESTIONS: readonly (readonly [question: TextKey, ...answers: TextKey[]])[] = [
  ["reasons", "reasonsAnswer"],
  ["wait", "waitAnswer"],
  ["locked", "lockedAnswer", "lockedTimeAnswer", "lockedDraftsAnswer"],
  ["drafts", "draftsAnswer"],
  ["silent", "silentAnswer", "silentInboxAnswer"],
  ["closed", "closedAnswer"],
  ["rules", "rulesAnswer"],
  ["identity", "identityAnswer"],
  ["fee", "feeAnswer"],
  ["camera", "cameraAnswer"],
  ["browser", "browserAnswer"],
  ["data", "dataAnswer"],
];

interface Question {
  name: string;
  title: string;
  answers: string[];
}

Page({
  data: {
    t: getTexts(helpTexts),
    isBusy: false,
    fault: null as Fault | null,
    steps: [] as string[],
    questions: [] as Question[],
    /** The question that is open; "": none. */
    opened: "",
    isKnown: false,
    contact: "",
    phone: "",
    callLabel: "",
  },

  /* topic=camera and the like opens that question. */
  onLoad(query: Record<string, string | undefined>) {
    const t = getTexts(helpTexts);

    this.setData({
      t,
      steps: STEPS.map((key) => t[key]),
      questions: QUESTIONS.map(([question, ...answers]) => ({
        name: question,
        title: t[question],
        answers: answers.map((key) => t[key]),
      })),
      opened: QUESTIONS.find(([question]) => question === query["topic"])?.[0] ?? "",
      isKnown: getKnown().journal.hasBegun,
    });
    wx.setNavigationBarTitle({ title: t.title });
    if (this.data.isKnown) void this.loadContact();
  },

  async loadContact() {
    try {
      const contact = (await api.getJourney()).school?.contact ?? "";
      const phone = findPhone(contact);

      this.setData({ contact, phone, callLabel: format(getTexts(commonTexts).call, { phone }) });
    } catch {
      // without a network the rest of the page helps all the same
    }
  },

  toggle(event: WechatMiniprogram.BaseEvent) {
    const name = String(event.currentTarget.dataset["name"]);

    this.setData({ opened: this.data.opened === name ? "" : name });
  },

  readNotice() {
    wx.navigateTo({ url: "/pages/reading/index?kind=notice&again=1" });
  },

  readPrecautions() {
    wx.navigateTo({ url: "/pages/reading/index?kind=precautions&again=1" });
  },

  call() {
    wx.makePhoneCall({ phoneNumber: this.data.phone, fail: () => {} });
  },

  goOn() {
    if (getCurrentPages().length > 1) wx.navigateBack();
    else if (!this.data.isKnown) wx.reLaunch({ url: "/pages/entry/index" });
    else return attempt(this, goToStation);
  },
});
