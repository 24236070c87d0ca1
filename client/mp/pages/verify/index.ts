/*
 * Real-name verification (S3): first the school, which says how it verifies, then its form: what
 * the roster has, or the capture code of the national registry, scanned or read from a picture.
 * Whom to ask stands below the form all the time, and in every refusal that names a school.
 */
import type { SchoolOffer, Verification } from "../../../core/api";
import { findPhone } from "../../../core/contact";
import { findSchools } from "../../../core/schools";
import { format } from "../../../core/texts";
import { commonTexts } from "../../../core/texts/common";
import { verifyTexts } from "../../../core/texts/verify";
import {
  checkIdentity,
  checkName,
  checkStudentNumber,
  cleanIdentity,
  cleanName,
  cleanStudentNumber,
  type FieldFault,
} from "../../../core/validate";
import { api, attempt, getChosenSchool, getTexts, goOn, rememberSchool, type Fault } from "../../client";
import { platform } from "../../platform/chosen";

const CHECKS: Record<FieldName, (text: string) => FieldFault | null> = {
  name: checkName,
  number: checkStudentNumber,
  identity: checkIdentity,
};
const FIELDS: readonly FieldName[] = ["name", "number", "identity"];

type FieldName = "name" | "number" | "identity";
type Way = "roster" | "code";

Page({
  data: {
    t: getTexts(verifyTexts),
    isLoading: true,
    isBusy: false,
    fault: null as Fault | null,
    schools: [] as SchoolOffer[],
    found: [] as SchoolOffer[],
    query: "",
    count: "",
    /** Chosen; null: it is being chosen. */
    school: null as SchoolOffer | null,
    way: "roster" as Way,
    contactPhone: "",
    callLabel: "",
    values: { name: "", number: "", identity: "" },
    errors: { name: "", number: "", identity: "" },
    canReadPictures: Boolean(platform.readCode),
  },

  onLoad() {
    const t = getTexts(verifyTexts);

    this.setData({ t });
    wx.setNavigationBarTitle({ title: t.barTitle });
    void this.load();
  },

  load() {
    return attempt(this, async () => {
      const schools: SchoolOffer[] = [];
      let next: string | null | undefined;

      do {
        const page = await api.getSchools(next ?? undefined);

        schools.push(...page.items);
        next = page.next;
      } while (next);
      const chosen = schools.find((school) => school.code === getChosenSchool());

      this.setData({
        isLoading: false,
        schools,
        found: schools,
        count: format(this.data.t.nSchools, { n: schools.length }),
      });
      if (chosen) this.choose(chosen);
    });
  },

  // --- the school

  search(event: WechatMiniprogram.Input) {
    const query = event.detail.value;

    const found = findSchools(this.data.schools, query);

    this.setData({ query, found, count: format(this.data.t.nSchools, { n: found.length }) });
  },

  pickSchool(event: WechatMiniprogram.BaseEvent) {
    const school = this.data.schools.find(({ code }) => code === event.currentTarget.dataset["code"]);

    if (!school) return;
    rememberSchool(school.code);
    this.choose(school);
    wx.pageScrollTo({ scrollTop: 0, duration: 0 });
  },

  choose(school: SchoolOffer) {
    const phone = findPhone(school.contact);

    this.setData({
      school,
      way: school.takes_roster ? "roster" : "code",
      contactPhone: phone,
      callLabel: format(getTexts(commonTexts).call, { phone }),
      fault: null,
    });
  },

  changeSchool() {
    const { schools, t } = this.data;

    this.setData({
      school: null,
      query: "",
      found: schools,
      count: format(t.nSchools, { n: schools.length }),
      fault: null,
    });
  },

  switchWay() {
    this.setData({ way: this.data.way === "roster" ? "code" : "roster", fault: null });
  },

  call() {
    wx.makePhoneCall({ phoneNumber: this.data.contactPhone, fail: () => {} });
  },

  // --- by roster

  type(event: WechatMiniprogram.Input) {
    const field = event.currentTarget.dataset["field"] as FieldName;

    this.setData({ [`values.${field}`]: event.detail.value, [`errors.${field}`]: "" });
  },

  /** A field that was left is told at once what is wrong with it, unless it is still empty. */
  leaveField(event: WechatMiniprogram.InputBlur) {
    const field = event.currentTarget.dataset["field"] as FieldName;

    if (this.data.values[field]) this.setData({ [`errors.${field}`]: this.check(field) });
  },

  check(field: FieldName): string {
    const fault = CHECKS[field](this.data.values[field]);

    return fault ? this.data.t[fault as keyof typeof this.data.t] : "";
  },

  submit() {
    const { values, school } = this.data;
    const errors = {
      name: this.check("name"),
      number: this.check("number"),
      identity: this.check("identity"),
    };

    this.setData({ errors });
    if (FIELDS.some((field) => errors[field])) return;
    this.verify({
      school_code: school!.code,
      name: cleanName(values.name),
      student_number: cleanStudentNumber(values.number),
      identity_number: cleanIdentity(values.identity),
    });
  },

  verify(verification: Verification) {
    void attempt(this, async () => goOn(await api.verify(verification))).then((isDone) => {
      if (!isDone) wx.pageScrollTo({ scrollTop: 0, duration: 200 });
    });
  },

  // --- by capture code

  scan() {
    const { t } = this.data;

    wx.scanCode({
      scanType: ["qrCode"],
      success: ({ result }) => this.useCode(result),
      fail: ({ errMsg }) => {
        if (/cancel/.test(errMsg)) return;
        this.setData({
          fault: { sentence: t.noScan, tip: this.data.canReadPictures ? t.noScanTip : "", contact: "" },
        });
      },
    });
  },

  pickPicture() {
    wx.chooseMedia({
      count: 1,
      mediaType: ["image"],
      sourceType: ["album"],
      success: ({ tempFiles }) => {
        if (tempFiles[0]) void this.readPicture(tempFiles[0].tempFilePath);
      },
      fail: () => {}, // the student thought better of it
    });
  },

  async readPicture(filePath: string) {
    const { t } = this.data;

    this.setData({ isBusy: true, fault: null });
    const code = await platform.readCode!(filePath).catch(() => null);

    this.setData({ isBusy: false });
    if (code) this.useCode(code);
    else this.setData({ fault: { sentence: t.noCode, tip: t.noCodeTip, contact: "" } });
  },

  useCode(code: string) {
    this.verify({ school_code: this.data.school!.code, capture_code: code.trim() });
  },
});
