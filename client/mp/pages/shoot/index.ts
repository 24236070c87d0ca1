/*
 * The home of shooting: one button to the camera, or why not now and until when. It asks the server
 * when it is shown and whenever a clock has run out; nothing is decided here.
 */
import type { CaptureAnswer, Journey, Submission } from "../../../core/api";
import { findPhone } from "../../../core/contact";
import { formatMoment } from "../../../core/format";
import { Problem } from "../../../core/problem";
import {
  countDown,
  describeHours,
  getSentence,
  getSituation,
  guessWholeWait,
  type Situation,
} from "../../../core/shooting";
import { format } from "../../../core/texts";
import { makingTexts } from "../../../core/texts/making";
import { shootTexts } from "../../../core/texts/shoot";
import {
  api,
  ask,
  attempt,
  clock,
  describeFault,
  getSettings,
  getTexts,
  stayIn,
  type Fault,
} from "../../client";
import { forgetPending, readPending, readShot } from "../../pending";
import { Ticker } from "../../ticker";

/* How often a page asks whether the photo is made, when it does not know which one it is. */
const MAKING_MS = 4_000;
const AGAIN_MIN_MS = 1_000;
const HOUR_MS = 3600_000;

interface Returned {
  when: string;
  reasons: string[];
  remark: string;
}

function describeReturn(submission: Submission): Returned | null {
  const { language } = getSettings();

  if (submission.decision !== "returned" || submission.state !== "shoot") return null;
  return {
    when: submission.decided_ms
      ? format(getTexts(shootTexts).returnedOn, { time: formatMoment(submission.decided_ms, language) })
      : "",
    reasons: submission.reasons.map((reason) => reason[language]),
    remark: submission.remark ?? "",
  };
}

Page({
  data: {
    t: getTexts(shootTexts),
    isLoading: true,
    isBusy: false,
    fault: null as Fault | null,
    situation: "ready" as Situation,
    sentence: "",
    /** Of the cool-down, the lock, the closed window. */
    until: 0,
    whole: 0,
    clock: "",
    isLong: false,
    againLabel: "",
    moment: "",
    drafts: "",
    nDrafts: 0,
    days: "",
    daysLeft: "",
    hours: "",
    attempts: "",
    contact: "",
    phone: "",
    callLabel: "",
    hasUnsent: false,
    shotId: "",
    returned: null as Returned | null,
  },
  ticker: new Ticker(),
  /** When the situation ends by itself, or is to be asked for again; 0: it does not. */
  untilMs: 0,

  onLoad() {
    this.ticker = new Ticker();
    wx.setNavigationBarTitle({ title: this.data.t.title });
  },
  onShow() {
    this.ticker.wake();
    void this.refresh();
  },
  onHide() {
    this.ticker.rest();
  },
  onUnload() {
    this.ticker.rest();
  },

  async refresh() {
    this.ticker.stop();
    // A page that shows nothing yet keeps its skeleton under a fault, and until another takes its place.
    await attempt(this, async () => {
      const journey = await stayIn(["shoot"]);

      if (!journey?.shooting) return;
      this.show(journey, journey.shooting);
      await this.askReturn();
      this.setData({ isLoading: false });
    });
  },

  /** Whether a photo was returned: nobody's first photo was. */
  async askReturn() {
    try {
      this.setData({ returned: describeReturn(await api.getSubmission()) });
    } catch (error) {
      if (!(error instanceof Problem && error.status === 404)) throw error;
      this.setData({ returned: null });
    }
  },

  show(journey: Journey, answer: CaptureAnswer) {
    const { language } = getSettings();
    const t = this.data.t;
    const situation = getSituation(answer);
    const hours = journey.batch && describeHours(journey.batch, clock.nowMs(), language);
    const contact = journey.school?.contact ?? "";
    const phone = findPhone(contact);
    const left = journey.attempts_left?.other ?? 0;

    const again = situation === "making" ? clock.nowMs() + MAKING_MS : 0;

    // Not in the same moment: a server that is a little late would be asked without end.
    this.untilMs = answer.until_ms ? Math.max(answer.until_ms, clock.nowMs() + AGAIN_MIN_MS) : again;
    this.setData({
      situation,
      sentence: getSentence(answer, language),
      until: answer.until_ms ?? 0,
      whole: guessWholeWait(this.untilMs - clock.nowMs()),
      isLong: this.untilMs - clock.nowMs() >= HOUR_MS,
      moment: answer.until_ms ? formatMoment(answer.until_ms, language) : "",
      drafts: journey.drafts
        ? format(t.draftsCount, { count: journey.drafts.count, capacity: journey.drafts.capacity })
        : "",
      nDrafts: journey.drafts?.count ?? 0,
      days: hours?.days ?? "",
      daysLeft: !hours
        ? ""
        : hours.nDays > 1
          ? format(t.daysLeft, { n: hours.nDays })
          : hours.nDays === 1
            ? t.lastDay
            : "",
      hours: hours?.hours ?? "",
      attempts: left > 0 ? format(t.attemptsCount, { n: left }) : "",
      contact,
      phone,
      callLabel: format(t.call, { phone }),
      hasUnsent: readPending() !== null,
      shotId: readShot(),
    });
    if (this.untilMs) this.ticker.start(() => this.tick());
  },

  tick() {
    const { clock: text, isOver } = countDown(this.untilMs, clock.nowMs());

    if (isOver) void this.refresh();
    else if (text !== this.data.clock)
      this.setData({ clock: text, againLabel: format(this.data.t.again, { clock: text }) });
  },

  // --- ways on

  begin() {
    wx.navigateTo({ url: "/pages/camera/index" });
  },
  sendOn() {
    wx.navigateTo({ url: "/pages/making/index" });
  },
  async drop() {
    const t = getTexts(makingTexts);

    if (!(await ask(t.dropTitle, t.dropText, t.dropYes, t.dropNo))) return;
    forgetPending();
    await this.refresh();
  },
  seeShot() {
    wx.navigateTo({ url: `/pages/making/index?shot=${this.data.shotId}` });
  },
  openDrafts() {
    wx.navigateTo({ url: "/pages/drafts/index" });
  },
  openPrecautions() {
    wx.navigateTo({ url: "/pages/reading/index?kind=precautions&again=1" });
  },
  call() {
    wx.makePhoneCall({
      phoneNumber: this.data.phone,
      fail: (error) => {
        if (!/cancel/.test(error.errMsg)) this.setData({ fault: describeFault(error) });
      },
    });
  },
});
