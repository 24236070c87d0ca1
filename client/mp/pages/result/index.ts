/*
 * What came of a shot. Passed: the photo, its warnings as advice, and the way on. Failed: at most
 * three cards with what to do, the student's own picture with the places marked, what is left, and
 * the retake button, which becomes usable by itself when the cool-down has ended.
 */
import type { CaptureAnswer, Shot } from "../../../core/api";
import { Problem } from "../../../core/problem";
import {
  canAskException,
  describeReasons,
  getAttemptsLeft,
  getVerdict,
  type ReasonCard,
  type Verdict,
} from "../../../core/result";
import { countDown, getSentence, getSituation } from "../../../core/shooting";
import { format } from "../../../core/texts";
import { resultTexts } from "../../../core/texts/result";
import { api, attempt, clock, getSettings, getTexts, goToStation, type Fault } from "../../client";
import { forgetShot } from "../../pending";
import { Ticker } from "../../ticker";

interface Card extends ReasonCard {
  clauseLabel: string;
}

function describeCards(shot: Shot): Card[] {
  const t = getTexts(resultTexts);

  return describeReasons(shot.reasons, getSettings().language).map((card) => ({
    ...card,
    clauseLabel:
      card.clause < 0 ? "" : card.clause === 0 ? t.clauseStandard : format(t.clauseGuide, { n: card.clause }),
  }));
}

Page({
  data: {
    t: getTexts(resultTexts),
    isLoading: true,
    isBusy: false,
    fault: null as Fault | null,
    verdict: "passed" as Verdict,
    picture: "",
    pictureLabel: "",
    isPictureMissing: false,
    cards: [] as Card[],
    left: "",
    canRetake: false,
    /** Of a lock, the server's. */
    sentence: "",
    isCooling: false,
    againLabel: "",
    canAsk: false,
  },
  ticker: new Ticker(),
  shotId: "",
  draftId: "",
  untilMs: 0,

  onLoad(query: Record<string, string | undefined>) {
    this.ticker = new Ticker();
    this.shotId = query["shot"] ?? "";
    this.draftId = "";
    wx.setNavigationBarTitle({ title: this.data.t.title });
    void this.load();
  },
  onShow() {
    this.ticker.wake();
    if (!this.data.isLoading) void this.askCapture();
  },
  onHide() {
    this.ticker.rest();
  },
  onUnload() {
    this.ticker.rest();
  },

  async load() {
    await attempt(this, async () => {
      const shot = await this.find();

      if (!shot) {
        forgetShot(this.shotId);
        await goToStation();
        return;
      }
      const verdict = getVerdict(shot);

      if (!verdict) {
        wx.redirectTo({ url: `/pages/making/index?shot=${shot.id}` });
        return;
      }
      await this.show(shot, verdict);
    });
  },
  async find(): Promise<Shot | null> {
    try {
      return await api.getShot(this.shotId);
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    }
  },

  async show(shot: Shot, verdict: Verdict) {
    const t = this.data.t;
    const journey = verdict === "failed" ? await api.getJourney() : null;
    const left = getAttemptsLeft(shot, journey?.attempts_left ?? null);

    this.draftId = shot.draft_id ?? "";
    this.setData({
      verdict,
      cards: describeCards(shot),
      left: left > 0 ? format(t.left, { n: left }) : "",
      canAsk: canAskException(shot),
      pictureLabel: verdict === "passed" ? t.photo : shot.overlay ? t.marked : t.own,
    });
    this.showCapture(shot.captures);
    this.setData({ isLoading: false });
    forgetShot(shot.id);
    await this.loadPicture(shot, verdict);
  },
  /** The page is of use without its picture, which may be gone by now. */
  async loadPicture(shot: Shot, verdict: Verdict) {
    const path =
      verdict === "passed" ? `/api/v1/drafts/${shot.draft_id}/preview` : (shot.overlay ?? shot.photo);

    if (!path || verdict === "uncounted") return;
    try {
      this.setData({ picture: await api.getPicture(path) });
    } catch {
      this.setData({ isPictureMissing: true });
    }
  },

  /** The labels of the marks are small on a narrow phone. */
  enlarge() {
    wx.previewImage({ urls: [this.data.picture] });
  },

  // --- the next attempt

  async askCapture() {
    try {
      this.showCapture(await api.askCapture());
    } catch {
      this.setData({ canRetake: true, isCooling: false }); // the camera asks again
    }
  },
  showCapture(answer: CaptureAnswer | null) {
    const situation = answer ? getSituation(answer) : "not-ready";

    this.ticker.stop();
    this.untilMs = Math.max(answer?.until_ms ?? 0, clock.nowMs() + 1_000); // as on the home of shooting
    this.setData({
      canRetake: situation === "ready",
      isCooling: situation === "cooling",
      sentence: answer && /^locked/.test(situation) ? getSentence(answer, getSettings().language) : "",
    });
    if (situation === "cooling") this.ticker.start(() => this.tick());
  },
  tick() {
    const { clock: text, isOver } = countDown(this.untilMs, clock.nowMs());
    const againLabel = format(this.data.t.again, { clock: text });

    if (isOver) {
      this.ticker.stop();
      void this.askCapture();
    } else if (againLabel !== this.data.againLabel) this.setData({ againLabel });
  },

  // --- ways on

  next() {
    wx.navigateTo({ url: `/pages/confirm/index?draft=${this.draftId}` });
  },
  openDrafts() {
    wx.navigateTo({ url: "/pages/drafts/index" });
  },
  retake() {
    wx.redirectTo({ url: "/pages/camera/index" });
  },
  toShoot() {
    wx.redirectTo({ url: "/pages/shoot/index" });
  },
  askException() {
    wx.navigateTo({ url: `/pages/exception/index?shot=${this.shotId}` });
  },
});
