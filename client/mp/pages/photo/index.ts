/*
 * The photo on its way: the sample with its watermark, then the final, which the student proofreads
 * and downloads. An answer names the final that was looked at (finished_ms): of one that was renewed
 * meanwhile the server wants another look.
 */
import type { Journey, JourneyState, Photo } from "../../../core/api";
import { checkLength, countCharacters } from "../../../core/characters";
import { formatTime } from "../../../core/format";
import { Problem } from "../../../core/problem";
import { format } from "../../../core/texts";
import { photoTexts } from "../../../core/texts/photo";
import {
  api,
  attempt,
  describeFault,
  getSettings,
  getTexts,
  goToStation,
  stayIn,
  type Fault,
} from "../../client";
import { platform } from "../../platform/chosen";
import { pollEvery } from "../../polling";

const ASK_EVERY_MS = 30_000;
const PROBLEM_MAX = 200;
const STATES: readonly JourneyState[] = ["sample", "final", "proofread", "delivered"];

function describe(state: JourneyState, photo: Photo) {
  const t = getTexts(photoTexts);
  const time = formatTime(photo.proofread_ms ?? photo.finished_ms ?? 0, getSettings().language);

  if (state === "sample") return { heading: t.sampleHeading, text: t.sampleRule, alt: t.samplePhoto };
  if (state === "final") return { heading: t.finalHeading, text: t.finalText, alt: t.finalPhoto };
  if (state === "proofread")
    return {
      heading: t.proofreadHeading,
      text: format(t.proofreadText, { time }),
      alt: t.finalPhoto,
    };
  return { heading: t.deliveredHeading, text: t.deliveredText, alt: t.finalPhoto };
}

Page({
  data: {
    t: getTexts(photoTexts),
    isLoaded: false,
    isBusy: false,
    fault: null as Fault | null,
    state: "" as JourneyState | "",
    heading: "",
    text: "",
    alt: "",
    picture: "",
    number: "",
    /** Of the final that is shown. */
    finishedMs: 0,
    /** Whether the student writes what is wrong. */
    isWriting: false,
    problem: "",
    count: "",
    problemFault: "",
    /** What came of the download. */
    news: "",
    newsKind: "good",
    hint: "",
  },
  ...pollEvery(ASK_EVERY_MS),
  /** Which picture is on the page. */
  shown: "",

  async load() {
    await attempt(this, async () => {
      const journey = await stayIn(STATES);

      if (journey) await this.show(journey, await api.getPhoto());
    });
  },

  async show(journey: Journey, photo: Photo) {
    const { t } = this.data;
    const isSample = photo.state === "sample";
    const shown = `${photo.has_final ? "final" : "sample"} ${photo.finished_ms ?? 0}`;
    const isSame = shown === this.shown && this.data.picture !== "";

    wx.setNavigationBarTitle({ title: isSample ? t.titleSample : t.titleFinal });
    this.setData({
      isLoaded: true,
      state: photo.state,
      number: journey.student?.student_number ?? "",
      finishedMs: photo.finished_ms ?? 0,
      picture: isSame ? this.data.picture : "", // never the one before beside the words for this one
      ...describe(photo.state, photo),
    });
    if (isSame) return;
    this.shown = shown;
    this.setData({
      picture: await api.getPicture(`/api/v1/photo/${photo.has_final ? "final" : "sample"}`),
    });
  },

  async look() {
    const { state } = await api.getJourney();

    if (state !== this.data.state) await this.load();
  },

  async correct() {
    if (this.data.isBusy) return;
    await this.answer(async () => {
      await api.proofread(this.data.finishedMs);
      await this.load();
    });
  },

  // --- something is wrong

  write() {
    this.setData({ isWriting: true, count: format(this.data.t.problemCount, { n: 0 }), problem: "" });
  },

  stopWriting() {
    this.setData({ isWriting: false, problemFault: "" });
  },

  input(event: WechatMiniprogram.Input) {
    const problem = event.detail.value;
    const count = format(this.data.t.problemCount, { n: countCharacters(problem) });

    this.setData({ problem, count, problemFault: "" });
  },

  async sendProblem() {
    const { t, problem } = this.data;
    const fault = checkLength(problem, PROBLEM_MAX);

    if (this.data.isBusy) return;
    if (fault) {
      this.setData({ problemFault: fault === "empty" ? t.problemEmpty : t.problemLong });
      return;
    }
    await this.answer(async () => {
      await api.reportProblem(problem.trim());
      await goToStation(); // it is in production again
    });
  },

  /** Proofreads; of a final that is not the one on the page the page is read again. */
  async answer(action: () => Promise<void>) {
    this.setData({ isBusy: true, fault: null });
    try {
      await action();
      this.setData({ isBusy: false });
    } catch (error) {
      const code = error instanceof Problem ? error.code : "";
      const isOld = code === "changed" || code === "final-missing";
      const fault = describeFault(error);

      if (isOld) await this.load();
      this.setData({
        isBusy: false,
        fault: code === "changed" ? { ...fault, sentence: this.data.t.changed, tip: "" } : fault,
      });
    }
  },

  // --- download

  async download() {
    if (this.data.isBusy || !this.data.picture) return;
    const { t } = this.data;
    const name = format(t.fileName, { number: this.data.number });

    this.setData({ isBusy: true, fault: null, news: t.downloading, newsKind: "good", hint: "" });
    const result = await platform.savePicture(this.data.picture, name);
    const news = {
      saved: platform.kind === "mp" ? t.savedAlbum : format(t.saved, { name }),
      cancelled: "",
      denied: t.denied,
      failed: t.failed,
    };

    this.setData({
      isBusy: false,
      news: news[result],
      newsKind: result === "saved" ? "good" : "wait",
      hint: platform.kind === "web" && result === "saved" ? t.byHand : "",
    });
  },

  goToTimeline() {
    wx.navigateTo({ url: "/pages/done/index" });
  },
});
