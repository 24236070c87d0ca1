/*
 * The way of a photo from the phone to its result: the upload of the pending photo (no `shot` in the
 * address), then the stages of its making as the server tells them. Everything needed is kept
 * (mp/pending.ts), so the page can be left, killed and opened again at any time.
 */
import type { Shot } from "../../../core/api";
import { formatRemaining } from "../../../core/clock";
import { STAGES, getStageStates, roundSeconds, type StageState } from "../../../core/making";
import { Problem } from "../../../core/problem";
import { format } from "../../../core/texts";
import { makingTexts } from "../../../core/texts/making";
import { canHurry, formatBytes, type UploadState } from "../../../core/upload";
import { api, ask, clock, describeFault, getSettings, getTexts, goToStation, type Fault } from "../../client";
import { forgetPending, forgetShot, readPending, readShot, rememberShot } from "../../pending";
import { Ticker } from "../../ticker";
import { Uploading } from "../../uploading";

const AGAIN_MS = 3_000; // after an answer that did not come
const SEEN_MS = 600; // the last tick is seen, and a fast making does not flash by

interface StageRow {
  name: string;
  state: StageState;
  stateText: string;
}

/** What the upload's part of the page shows. */
interface Send {
  title: string;
  tip: string;
  /** "1.2 MB / 2.3 MB" */
  sent: string;
  speed: string;
  percent: number;
  isSending: boolean;
  isWaiting: boolean;
  canHurry: boolean;
  isStopped: boolean;
  /** Nothing is sent any more: another photo, or the page that says why. */
  isRefused: boolean;
  isLost: boolean;
}

const NOTHING_SENT: Send = {
  title: "",
  tip: "",
  sent: "",
  speed: "",
  percent: 0,
  isSending: false,
  isWaiting: false,
  canHurry: false,
  isStopped: false,
  isRefused: false,
  isLost: false,
};

function describeSend(state: UploadState): Send {
  const t = getTexts(makingTexts);

  switch (state.name) {
    case "idle":
    case "taken-in":
      return { ...NOTHING_SENT, title: t.preparing, tip: t.keepOpen, isSending: true };
    case "sending": {
      const { sentBytes, totalBytes, bytesPerSecond } = state;
      const isAllSent = totalBytes > 0 && sentBytes >= totalBytes;

      return {
        ...NOTHING_SENT,
        title: totalBytes === 0 ? t.preparing : isAllSent ? t.finishing : t.sending,
        tip: t.keepOpen,
        sent: totalBytes
          ? format(t.sent, { sent: formatBytes(sentBytes), total: formatBytes(totalBytes) })
          : "",
        speed: bytesPerSecond && !isAllSent ? format(t.speed, { speed: formatBytes(bytesPerSecond) }) : "",
        percent: totalBytes ? Math.floor((100 * sentBytes) / totalBytes) : 0,
        isSending: true,
      };
    }
    case "waiting": {
      const [title, tip] = {
        network: [t.noNetwork, t.noNetworkTip],
        queue: [t.queue, state.place ? format(t.queuePlace, { n: state.place - 1 }) : ""],
        making: [t.busy, t.busyTip],
        server: [t.server, t.serverTip],
      }[state.reason] as [string, string];

      return { ...NOTHING_SENT, title, tip, isWaiting: true, canHurry: canHurry(state.reason) };
    }
    case "gone":
      return { ...NOTHING_SENT, title: t.gone, tip: t.goneTip, isRefused: true, isLost: true };
    case "stopped":
      return { ...NOTHING_SENT, title: t.stopped, tip: t.stoppedTip, isStopped: true };
    case "refused":
      return {
        ...NOTHING_SENT,
        title: state.problem.sentence(getSettings().language),
        tip: state.isLost ? t.lostTip : t.refusedTip,
        isRefused: true,
        isLost: state.isLost,
      };
  }
}

function describeStages(shot: Shot): StageRow[] {
  const t = getTexts(makingTexts);
  const states = getStageStates(shot.stage);

  return STAGES.map((stage, i) => {
    const state = states[i]!;

    return {
      name: stage === "received" && state === "now" ? t.waiting : t[stage],
      state,
      stateText: { done: t.stageDone, now: t.stageNow, next: t.stageNext }[state],
    };
  });
}

Page({
  data: {
    t: getTexts(makingTexts),
    fault: null as Fault | null,
    isLoading: true,
    /** While it is sent; null afterwards. */
    send: null as Send | null,
    /** The photo that is sent; "" after a reload, when the phone has it no more. */
    picture: "",
    percentText: "",
    againText: "",
    stages: [] as StageRow[],
    /** The place in the queue and the seconds that are expected. */
    progress: "",
    isOffline: false,
  },
  uploading: null as Uploading | null,
  ticker: new Ticker(),
  shotId: "",
  isGone: false,
  /** Counts the waits for the shot, so that one that was left says nothing any more. */
  watch: 0,
  onNetwork: null as ((result: object) => void) | null,

  onLoad(query: Record<string, string | undefined>) {
    this.ticker = new Ticker();
    this.shotId = query["shot"] ?? "";
    this.uploading = null;
    this.isGone = false;
    this.watch = 0;
    wx.setNavigationBarTitle({ title: this.data.t.title });
    this.onNetwork = (result) => {
      if ("isConnected" in result && result.isConnected) this.uploading?.tell({ name: "online" });
    };
    wx.onNetworkStatusChange(this.onNetwork);
  },
  onShow() {
    this.ticker.wake();
    if (this.shotId) void this.follow();
    else if (this.uploading) this.goOnSending();
    else this.begin();
  },
  onHide() {
    this.watch++;
    // The upload goes on in the background as long as the phone lets it.
    this.ticker.rest();
  },
  onUnload() {
    this.isGone = true;
    this.watch++;
    this.ticker.rest();
    this.uploading?.leave();
    if (this.onNetwork) wx.offNetworkStatusChange(this.onNetwork);
  },

  // --- the upload

  begin() {
    const pending = readPending();

    if (!pending) {
      this.followOtherTab();
      return;
    }
    this.setData({ picture: pending.filePath });
    this.uploading = new Uploading(pending, (state) => this.showSend(state));
    this.uploading.tell({ name: "begin" });
    this.goOnSending();
  },
  /** The photo was sent by another tab, or given up there. */
  followOtherTab() {
    this.shotId = readShot();
    this.ticker.stop();
    if (this.shotId) void this.follow();
    else void this.leave();
  },
  goOnSending() {
    this.ticker.start(() => {
      this.uploading?.tell({ name: "tick" });
      this.showWait();
    });
  },
  showSend(state: UploadState) {
    if (this.isGone) return;
    if (state.name === "taken-in") {
      this.ticker.stop();
      rememberShot(state.shotId);
      forgetPending();
      this.shotId = state.shotId;
      void this.follow();
      return;
    }
    if (state.name === "gone" && !readPending()) {
      this.followOtherTab();
      return;
    }
    if (state.name === "refused" || state.name === "gone") forgetPending();
    const send = describeSend(state);

    this.setData({
      isLoading: false,
      send,
      percentText: format(this.data.t.percent, { n: send.percent }),
    });
    this.showWait();
  },
  /** Of a wait: when it is sent again. */
  showWait() {
    const state = this.uploading?.state;
    const againText =
      state?.name === "waiting"
        ? format(this.data.t.againIn, { clock: formatRemaining(state.untilMs - clock.nowMs()) })
        : "";

    if (againText !== this.data.againText) this.setData({ againText });
  },
  sendNow() {
    this.uploading?.tell({ name: "hurry" });
  },
  stop() {
    this.uploading?.tell({ name: "stop" });
  },
  resume() {
    this.uploading?.tell({ name: "begin" });
  },
  async drop() {
    const t = this.data.t;

    if (!(await ask(t.dropTitle, t.dropText, t.dropYes, t.dropNo))) return;
    this.uploading?.tell({ name: "stop" });
    forgetPending();
    await this.leave();
  },
  retake() {
    wx.redirectTo({ url: "/pages/camera/index" });
  },
  async leave() {
    try {
      await goToStation();
    } catch (error) {
      this.setData({ fault: describeFault(error) });
    }
  },

  // --- the making

  /** Waits for stage after stage, until the result has the page. */
  async follow() {
    const watch = ++this.watch;
    let known: Shot["stage"] | undefined;

    this.setData({ send: null });
    while (watch === this.watch) {
      try {
        const shot: Shot = await api.getShot(this.shotId, known);

        if (watch !== this.watch) return;
        known = shot.stage;
        this.showMaking(shot);
        if (shot.stage !== "ended") continue;
        await new Promise((resolve) => setTimeout(resolve, SEEN_MS));
        if (watch === this.watch) wx.redirectTo({ url: `/pages/result/index?shot=${shot.id}` });
        return;
      } catch (error) {
        if (watch !== this.watch) return;
        if (error instanceof Problem && error.status === 404) {
          forgetShot(this.shotId); // somebody else's, or long gone
          await this.leave();
          return;
        }
        this.setData({ isOffline: true });
        known = undefined; // and so answered at once, when there is a connection again
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  },
  showMaking(shot: Shot) {
    const t = this.data.t;
    const nBefore = shot.n_before ?? 0;
    const place = shot.stage !== "received" ? "" : nBefore > 0 ? format(t.place, { n: nBefore }) : t.next;
    const expected =
      shot.expected_ms === null ? "" : format(t.expected, { n: roundSeconds(shot.expected_ms) });

    this.setData({
      isLoading: false,
      isOffline: false,
      stages: describeStages(shot),
      progress: [place, expected].filter(Boolean).join(t.comma),
    });
  },
});
