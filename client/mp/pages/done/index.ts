/*
 * The last page: what is handed in and how far it is, as a timeline. It can be taken back until the
 * review begins. A photo that came back is told of here with its reasons, before the camera.
 */
import type { Journey, JourneyState, Photo, Submission, Timeline } from "../../../core/api";
import { formatTime } from "../../../core/format";
import { Problem } from "../../../core/problem";
import { format } from "../../../core/texts";
import { doneTexts } from "../../../core/texts/done";
import {
  api,
  ask,
  attempt,
  describeFault,
  getSettings,
  getTexts,
  goOn,
  goToStation,
  type Fault,
} from "../../client";
import { pollEvery } from "../../polling";

const ASK_EVERY_MS = 30_000;

type HandedIn = Extract<
  JourneyState,
  "review" | "in-review" | "production" | "sample" | "final" | "proofread" | "delivered"
>;

const HANDED_IN: readonly JourneyState[] = [
  "review",
  "in-review",
  "production",
  "sample",
  "final",
  "proofread",
  "delivered",
];
/* There is a picture to look at, on a page of its own. */
const WITH_PHOTO: readonly JourneyState[] = ["sample", "final", "proofread", "delivered"];

function isHandedIn(state: JourneyState): state is HandedIn {
  return HANDED_IN.includes(state);
}

/** It went back to the camera, and not by the student's own wish. */
function isBack(submission: Submission): boolean {
  return submission.state === "shoot" && ["returned", "reset"].includes(submission.decision ?? "");
}

function describeBack({ decision, reasons, remark }: Submission) {
  const t = getTexts(doneTexts);
  const { language } = getSettings();

  return {
    isBack: true,
    heading: decision === "reset" ? t.reset : t.returned,
    text: decision === "reset" ? t.resetText : t.returnedText,
    reasons: reasons.map((reason) => ({ code: reason.code, text: reason[language] })),
    remark: remark ?? "",
    canWithdraw: false,
    canLook: false,
    problem: "",
    told: "",
  };
}

function describeWay(state: HandedIn, journey: Journey, photo: Photo) {
  const t = getTexts(doneTexts);
  const isWaiting = state === "review" || state === "in-review" || state === "production";
  const isMadeAnew = state === "production" && photo.problem_ms !== null;

  return {
    isBack: false,
    heading: t[state],
    text: t[`${state}Text`],
    reasons: [],
    remark: "",
    canWithdraw: state === "review",
    canLook: WITH_PHOTO.includes(state),
    problem: isMadeAnew
      ? format(t.problemSent, { time: formatTime(photo.problem_ms!, getSettings().language) })
      : "",
    told: isWaiting ? (journey.wants_messages ? t.told : t.untold) : "",
  };
}

Page({
  data: {
    t: getTexts(doneTexts),
    isLoaded: false,
    isBusy: false,
    fault: null as Fault | null,
    part: 5,
    state: "" as JourneyState | "",
    isBack: false,
    heading: "",
    text: "",
    reasons: [] as { code: string; text: string }[],
    remark: "",
    problem: "",
    told: "",
    canWithdraw: false,
    canLook: false,
    draftId: "",
    picture: "",
    isPictureGone: false,
    facts: [] as string[],
    timeline: null as Timeline | null,
  },
  ...pollEvery(ASK_EVERY_MS),

  onLoad() {
    wx.setNavigationBarTitle({ title: this.data.t.title });
  },

  async load() {
    await attempt(this, async () => {
      const journey = await api.getJourney();

      if (isHandedIn(journey.state)) await this.showWay(journey.state, journey);
      else await this.showBack(journey);
    });
    void this.fetchPicture();
  },

  async showWay(state: HandedIn, journey: Journey) {
    const [submission, timeline, photo] = await Promise.all([
      api.getSubmission(),
      api.getTimeline(),
      api.getPhoto(),
    ]);

    this.setData({
      isLoaded: true,
      part: 5,
      state,
      timeline,
      draftId: submission.draft_id,
      facts: this.describeFacts(journey, submission),
      ...describeWay(state, journey, photo),
    });
  },

  async showBack(journey: Journey) {
    const submission = journey.state === "shoot" ? await this.findSubmission() : null;

    if (!submission || !isBack(submission)) {
      goOn(journey);
      return;
    }
    this.setData({
      isLoaded: true,
      part: 3,
      state: journey.state,
      timeline: null,
      draftId: submission.draft_id,
      facts: this.describeFacts(journey, submission),
      ...describeBack(submission),
    });
  },

  async findSubmission(): Promise<Submission | null> {
    try {
      return await api.getSubmission();
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    }
  },

  describeFacts(journey: Journey, submission: Submission): string[] {
    const time =
      submission.submitted_ms === null ? "" : formatTime(submission.submitted_ms, getSettings().language);

    return [
      `${journey.student?.name_masked ?? ""} ${journey.student?.student_number ?? ""}`,
      time ? format(this.data.t.handedIn, { time }) : "",
    ].filter((fact) => fact.trim());
  },

  /** The draft may be gone after its time; the page says all without it. */
  async fetchPicture() {
    if (!this.data.draftId || this.data.picture) return;
    const picture = await api.getPicture(`/api/v1/drafts/${this.data.draftId}/preview`).catch(() => "");

    this.setData({ picture, isPictureGone: !picture });
  },

  /** Asks whether anything has changed; only then is the page written anew. */
  async look() {
    const { state } = await api.getJourney();

    if (state !== this.data.state) await this.load();
  },

  async withdraw() {
    const { t } = this.data;

    if (this.data.isBusy || !(await ask(t.withdrawTitle, t.withdrawText, t.withdraw, t.keep))) return;
    this.setData({ isBusy: true, fault: null });
    try {
      await api.withdraw();
      wx.showToast({ title: t.withdrawn, icon: "none" });
      wx.redirectTo({ url: "/pages/drafts/index" });
    } catch (error) {
      const fault = describeFault(error);

      await this.load(); // the review may have begun meanwhile
      this.setData({ isBusy: false, fault });
    }
  },

  shoot() {
    wx.redirectTo({ url: "/pages/shoot/index" });
  },

  goToBox() {
    wx.redirectTo({ url: "/pages/drafts/index" });
  },

  goToInbox() {
    wx.navigateTo({ url: "/pages/inbox/index" });
  },

  goToPhoto() {
    void attempt(this, goToStation);
  },
});
