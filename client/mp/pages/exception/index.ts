/*
 * Asks the school to except the student from rules that a shot (?shot=ID) was refused by: which,
 * why, and a picture as proof. One request can be open at a time; earlier ones are listed below.
 */
import type { ExceptionRequest, Shot, ShotReason } from "../../../core/api";
import { checkLength, countCharacters } from "../../../core/characters";
import { formatTime } from "../../../core/format";
import { Problem } from "../../../core/problem";
import { format } from "../../../core/texts";
import { exceptionTexts } from "../../../core/texts/exception";
import {
  api,
  attempt,
  describeFault,
  getSettings,
  getTexts,
  goOn,
  goToStation,
  type Fault,
} from "../../client";

const NOTE_MAX = 400;
const PROOF_BYTES_MAX = 8 * 1024 * 1024;

interface Rule {
  code: string;
  text: string;
  isChosen: boolean;
}

/** A rule has a row for each of its measures; the school is asked once. */
function collectRules(reasons: readonly ShotReason[]): Rule[] {
  const { language } = getSettings();
  const rules = new Map<string, Rule>();

  for (const { code, text, can_request_exception: canAsk } of reasons)
    if (canAsk && !rules.has(code)) rules.set(code, { code, text: text[language], isChosen: false });
  return [...rules.values()];
}

function describeRequest(request: ExceptionRequest, shot: Shot | null) {
  const t = getTexts(exceptionTexts);
  const { language } = getSettings();
  const rules = request.codes.map(
    (code) =>
      shot?.reasons.find((reason) => reason.code === code)?.text[language] ?? format(t.otherRule, { code }),
  );
  const askedAt = format(t.askedAt, { time: formatTime(request.asked_ms, language) });
  const decidedAt = request.decided_ms
    ? format(t.decidedAt, { time: formatTime(request.decided_ms, language) })
    : "";

  return {
    id: request.id,
    rules: rules.join(language === "zh" ? "；" : "; "),
    state: t[request.state],
    kind: { asked: "wait", approved: "good", refused: "warn" }[request.state],
    when: [askedAt, decidedAt, request.has_proof ? t.withProof : ""].filter((part) => part),
    remark: request.remark ? format(t.remark, { remark: request.remark }) : "",
  };
}

Page({
  data: {
    t: getTexts(exceptionTexts),
    isLoaded: false,
    isBusy: false,
    fault: null as Fault | null,
    shotId: "",
    rules: [] as Rule[],
    codes: [] as string[],
    note: "",
    noteMax: NOTE_MAX,
    count: "",
    proof: "",
    proofFault: "",
    codesFault: "",
    noteFault: "",
    isOpen: false,
    isSent: false,
    requests: [] as ReturnType<typeof describeRequest>[],
  },

  onLoad(query: Record<string, string | undefined>) {
    wx.setNavigationBarTitle({ title: this.data.t.title });
    this.setData({ shotId: query["shot"] ?? "", count: this.describeCount("") });
    void this.load();
  },

  async load() {
    await attempt(this, async () => {
      const journey = await api.getJourney();

      if (!journey.student) {
        goOn(journey);
        return;
      }
      const [shot, requests] = await Promise.all([this.findShot(), api.getExceptions()]);
      const rules = shot?.state === "failed" ? collectRules(shot.reasons) : [];

      // One alone is meant; of several the student says which.
      for (const rule of rules) rule.isChosen = rules.length === 1 || this.data.codes.includes(rule.code);
      this.setData({
        isLoaded: true,
        rules,
        codes: rules.filter(({ isChosen }) => isChosen).map(({ code }) => code),
        isOpen: requests.some(({ state }) => state === "asked"),
        requests: requests.map((request) => describeRequest(request, shot)),
      });
    });
  },

  async findShot(): Promise<Shot | null> {
    try {
      return this.data.shotId ? await api.getShot(this.data.shotId) : null;
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    }
  },

  // --- the form

  describeCount(note: string): string {
    return format(getTexts(exceptionTexts).noteCount, { n: countCharacters(note), max: NOTE_MAX });
  },

  chooseCodes(event: WechatMiniprogram.CheckboxGroupChange) {
    this.setData({ codes: event.detail.value, codesFault: "" });
  },

  input(event: WechatMiniprogram.Input) {
    const note = event.detail.value;

    this.setData({ note, count: this.describeCount(note), noteFault: "" });
  },

  chooseProof() {
    wx.chooseMedia({
      count: 1,
      mediaType: ["image"],
      sourceType: ["album", "camera"],
      sizeType: ["compressed"],
      success: ({ tempFiles }) => {
        const file = tempFiles[0];
        const isLarge = file !== undefined && file.size > PROOF_BYTES_MAX;

        if (isLarge) this.setData({ proofFault: this.data.t.proofLarge });
        else if (file) this.setData({ proof: file.tempFilePath, proofFault: "" });
      },
      fail: () => {}, // nothing was chosen
    });
  },

  removeProof() {
    this.setData({ proof: "", proofFault: "" });
  },

  check(): boolean {
    const { t, codes, note } = this.data;
    const fault = checkLength(note, NOTE_MAX);
    const codesFault = codes.length ? "" : t.codesEmpty;
    const noteFault = fault === "empty" ? t.noteEmpty : fault === "long" ? t.noteLong : "";

    this.setData({ codesFault, noteFault });
    return !codesFault && !noteFault;
  },

  async send() {
    if (this.data.isBusy || !this.check()) return;
    const { shotId, codes, note, proof } = this.data;

    this.setData({ isBusy: true, fault: null });
    try {
      await api.askException(shotId, codes, note.trim(), proof || null);
      await this.load();
      this.setData({ isSent: true });
    } catch (error) {
      const fault = describeFault(error);

      if (error instanceof Problem && error.code === "exception-open") await this.load(); // another tab's
      this.setData({ isBusy: false, fault });
    }
  },

  goToStation() {
    void attempt(this, goToStation);
  },
});
