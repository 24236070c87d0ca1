/*
 * Settings: language, size of text, the student's own data, the consent and its withdrawal, and the
 * end of the session on this device. Language and size are the phone's and need no server.
 */
import type { Journey } from "../../../core/api";
import { findPhone } from "../../../core/contact";
import type { Language } from "../../../core/language";
import { format } from "../../../core/texts";
import { commonTexts } from "../../../core/texts/common";
import { settingsTexts } from "../../../core/texts/settings";
import {
  api,
  ask,
  attempt,
  changeSettings,
  forgetStudent,
  getKnown,
  getSettings,
  getTexts,
  goToStation,
  type Fault,
} from "../../client";
import { forgetPending, readPending } from "../../pending";

interface Row {
  name: string;
  value: string;
}

function listData({ student, school }: Journey): Row[] {
  const t = getTexts(settingsTexts);

  if (!student) return [];
  return [
    { name: t.name, value: student.name_masked },
    { name: t.identity, value: student.identity_masked },
    { name: t.number, value: maskNumber(student.student_number) },
    { name: t.school, value: school?.name ?? "" },
    { name: t.college, value: student.college ?? "" },
    { name: t.major, value: student.major },
    { name: t.class, value: student.class_name },
  ].filter(({ value }) => value !== "");
}

/* The server gives it whole, as the student has to recognise it; over a shoulder the end is enough. */
function maskNumber(number: string): string {
  return number.length > 4 ? `${"*".repeat(number.length - 4)}${number.slice(-4)}` : number;
}

Page({
  data: {
    t: getTexts(settingsTexts),
    ...getSettings(),
    isBusy: false,
    fault: null as Fault | null,
    /** The student has begun, so that the server knows something. */
    isKnown: false,
    isAsking: false,
    rows: [] as Row[],
    contact: "",
    phone: "",
    callLabel: "",
    hasConsented: false,
    /** What the sheet of withdrawal is opened for. */
    asked: "" as "" | "withdraw" | "erase",
  },

  onLoad() {
    this.showTexts();
  },

  onShow() {
    void this.load();
  },

  showTexts() {
    const t = getTexts(settingsTexts);

    this.setData({ t, ...getSettings() });
    wx.setNavigationBarTitle({ title: t.title });
  },

  /* Who has not begun is not made an account by looking at the settings. */
  load() {
    const isKnown = getKnown().journal.hasBegun;

    this.setData({ isKnown, isAsking: isKnown && !this.data.rows.length });
    if (!isKnown) return;
    return attempt(this, async () => this.show(await api.getJourney())).then(() =>
      this.setData({ isAsking: false }),
    );
  },

  show(journey: Journey) {
    const contact = journey.school?.contact ?? "";
    const phone = findPhone(contact);

    this.setData({
      rows: listData(journey),
      contact,
      phone,
      callLabel: format(getTexts(commonTexts).call, { phone }),
      hasConsented: journey.steps.some(({ step, is_done: isDone }) => step === "consent" && isDone),
    });
  },

  // --- of the phone

  /* The pages below were drawn in the other language: none of them stays. */
  setLanguage(event: WechatMiniprogram.BaseEvent) {
    const language = event.currentTarget.dataset["language"] as Language;

    if (language === getSettings().language) return;
    changeSettings({ language });
    wx.reLaunch({ url: "/pages/settings/index" });
  },

  setLarge(event: WechatMiniprogram.CustomEvent<{ value: boolean }>) {
    changeSettings({ isLarge: event.detail.value });
    this.setData(getSettings());
  },

  // --- of the student

  call() {
    wx.makePhoneCall({ phoneNumber: this.data.phone, fail: () => {} });
  },

  readConsent() {
    wx.navigateTo({ url: "/pages/reading/index?kind=consent&again=1" });
  },

  openWithdrawal(event: WechatMiniprogram.BaseEvent) {
    this.setData({ asked: event.currentTarget.dataset["why"] as "withdraw" | "erase" });
  },

  closeWithdrawal() {
    this.setData({ asked: "" });
  },

  async withdraw() {
    const { t } = this.data;

    this.closeWithdrawal();
    if (!(await ask(t.confirmTitle, t.confirm, t.confirmYes, t.confirmNo))) return;
    await attempt(this, async () => {
      await api.withdrawConsent();
      this.leave("withdrawn");
    });
  },

  async logOut() {
    const { t } = this.data;
    const words = readPending() ? `${t.logOutUnsent}${t.logOutConfirm}` : t.logOutConfirm;

    if (!(await ask(t.logOutTitle, words, t.logOut, t.confirmNo))) return;
    await attempt(this, async () => {
      await api.logOut();
      this.leave("logged-out");
    });
  },

  leave(kind: "withdrawn" | "logged-out") {
    forgetPending();
    forgetStudent();
    wx.reLaunch({ url: `/pages/trouble/index?kind=${kind}` });
  },

  // --- back

  goOn() {
    if (getCurrentPages().length > 1) wx.navigateBack();
    else if (!this.data.isKnown) wx.reLaunch({ url: "/pages/entry/index" });
    else return attempt(this, goToStation);
  },
});
