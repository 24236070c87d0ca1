/*
 * The phone number (S4), typed; in WeChat one tap gives it where the platform can redeem the code
 * that the tap yields. It also shows who was verified, as the server masks it.
 */
import type { Journey } from "../../../core/api";
import { phoneTexts } from "../../../core/texts/phone";
import { checkPhone, cleanPhone } from "../../../core/validate";
import { api, attempt, getTexts, goOn, type Fault } from "../../client";
import { platform } from "../../platform/chosen";

Page({
  data: {
    t: getTexts(phoneTexts),
    isLoading: true,
    isBusy: false,
    fault: null as Fault | null,
    name: "",
    place: "",
    phone: "",
    error: "",
    hasButton: Boolean(platform.redeemPhone),
  },

  onLoad() {
    const t = getTexts(phoneTexts);

    this.setData({ t });
    wx.setNavigationBarTitle({ title: t.barTitle });
    void this.load();
  },

  load() {
    return attempt(this, async () => {
      const journey = await api.getJourney();

      if (journey.state === "phone") this.show(journey);
      else goOn(journey);
    });
  },

  show({ student }: Journey) {
    // Many classes are named after their major.
    const major = student?.class_name.startsWith(student.major) ? "" : student?.major;

    this.setData({
      isLoading: false,
      name: student ? `${student.name_masked} ${student.student_number}` : "",
      place: [student?.college, major, student?.class_name].filter(Boolean).join(" "),
    });
  },

  type(event: WechatMiniprogram.Input) {
    this.setData({ phone: event.detail.value, error: "" });
  },

  next() {
    const { phone, t } = this.data;
    const fault = checkPhone(phone);

    if (fault) {
      this.setData({ error: t[fault as keyof typeof t] });
      return;
    }
    void attempt(this, async () => goOn(await api.setPhone(cleanPhone(phone))));
  },

  /** WeChat gives a code, not the number; whoever refuses just types. */
  usePhone(event: WechatMiniprogram.ButtonGetPhoneNumber) {
    const { code } = event.detail;

    if (!code || !platform.redeemPhone) return;
    void attempt(this, async () => {
      this.setData({ phone: await platform.redeemPhone!(code), error: "" });
    });
  },
});
