/*
 * The video that must be watched whole (S8). What counts is measured by the server, by a beat for each
 * second that is really played (core/watch.ts); the page shows what the server has granted. Nothing but
 * play and pause; a page that is hidden or left pauses, and begins again where the student was.
 */
import type { Video } from "../../../core/api";
import { formatRemaining } from "../../../core/clock";
import { Problem } from "../../../core/problem";
import { format } from "../../../core/texts";
import { videoTexts } from "../../../core/texts/video";
import { WatchGate } from "../../../core/watch";
import { api, attempt, describeFault, getTexts, goOn, goToStation, stayIn, type Fault } from "../../client";
import { platform } from "../../platform/chosen";

type TimeUpdate = WechatMiniprogram.CustomEvent<{ currentTime: number; duration: number }>;

const FILM = "film"; // its id on the page
const TICK_MS = 1000; // for beats while the player stands still

/** What a page has beside its data. */
interface Watching {
  gate: WatchGate | null;
  version: number;
  timer: ReturnType<typeof setInterval> | null;
  /** The student wants it to play; it may be held all the same. */
  wantsPlay: boolean;
  nFailed: number;
  wasHidden: boolean;
}

const watchings = new WeakMap<object, Watching>();

function getWatching(page: object): Watching {
  let watching = watchings.get(page);

  if (!watching) {
    watching = { gate: null, version: 0, timer: null, wantsPlay: false, nFailed: 0, wasHidden: false };
    watchings.set(page, watching);
  }
  return watching;
}

Page({
  data: {
    t: getTexts(videoTexts),
    isLoading: true,
    isBusy: false,
    fault: null as Fault | null,
    /** The film cannot be played; "try again" begins anew. */
    isBroken: false,
    src: "",
    startS: 0,
    isPlaying: false,
    hasBegun: false,
    isFinished: false,
    percent: 0,
    progress: "",
    /** Why nothing moves, or nothing counts, now. */
    note: "",
  },

  onLoad() {
    const t = getTexts(videoTexts);

    this.setData({ t });
    wx.setNavigationBarTitle({ title: t.title });
    void this.load();
  },

  onShow() {
    const watching = getWatching(this);

    if (!watching.wasHidden) return;
    watching.wasHidden = false;
    void this.lookAgain();
  },

  onHide() {
    getWatching(this).wasHidden = true;
    this.stand();
  },

  onUnload() {
    this.stand();
  },

  // --- the film

  load() {
    return attempt(this, async () => {
      const [journey, video] = await Promise.all([stayIn(["video"]), this.getVideo()]);

      if (!journey) return;
      if (video.is_finished) return this.finishAnew(video);
      this.show(video);
      // The server's measure begins with a beat: its first second counts too.
      await this.beat();
    });
  },

  async getVideo(): Promise<Video> {
    try {
      return await api.getVideo();
    } catch (error) {
      const { t } = this.data;

      if (error instanceof Problem && error.status === 404)
        throw new Problem(404, error.code, { zh: t.missing, en: t.missing }, 0, error.school);
      throw error;
    }
  },

  show(video: Video) {
    const watching = getWatching(this);

    watching.gate = new WatchGate(video.duration_ms, video);
    watching.version = video.version;
    watching.wantsPlay = false;
    watching.nFailed = 0;
    this.setData({
      isLoading: false,
      isBroken: false,
      src: platform.origin + video.file,
      startS: video.watched_ms / 1000,
      hasBegun: video.watched_ms > 0,
      isPlaying: false,
      isFinished: false,
      note: "",
    });
    this.showProgress();
  },

  /* Watched before, in another tab or for an earlier journey: a beat tells the journey so. */
  async finishAnew({ version, duration_ms: durationMs }: Video) {
    await api.beat(version, durationMs);
    await goToStation();
  },

  /** Back on the page: it may be watched elsewhere meanwhile, or there may be another film. */
  async lookAgain() {
    const { gate, version } = getWatching(this);

    if (!gate || gate.isFinished) return;
    try {
      const video = await api.getVideo();

      if (video.is_finished) await this.finishAnew(video);
      else if (video.version !== version) await this.load();
    } catch {
      // what cannot be asked now is found by the next beat
    }
  },

  reload() {
    this.setData({ src: "", fault: null, isLoading: true, isBroken: false });
    return this.load();
  },

  // --- play and pause

  toggle() {
    if (this.data.isPlaying) this.stand();
    else this.play(); // if it is held, it is wanted already
  },

  play() {
    const watching = getWatching(this);

    watching.wantsPlay = true;
    this.setData({ hasBegun: true, fault: null });
    watching.timer ??= setInterval(() => void this.beat(), TICK_MS);
    if (!watching.gate?.isHeld) wx.createVideoContext(FILM, this).play();
  },

  stand() {
    const watching = getWatching(this);

    watching.wantsPlay = false;
    this.stopTimer();
    if (this.data.isPlaying) wx.createVideoContext(FILM, this).pause();
    this.setData({ isPlaying: false });
  },

  stopTimer() {
    const watching = getWatching(this);

    if (watching.timer !== null) clearInterval(watching.timer);
    watching.timer = null;
  },

  onPlay() {
    this.setData({ isPlaying: true, note: "" });
  },

  onPause() {
    const watching = getWatching(this);

    this.setData({ isPlaying: false });
    // A pause that nobody here asked for is the phone's: a call, a lost headphone.
    if (!watching.gate?.isHeld && !watching.gate?.hasEnded) watching.wantsPlay = false;
  },

  onWaiting() {
    if (getWatching(this).wantsPlay) this.setData({ note: this.data.t.buffering });
  },

  onTime({ detail }: TimeUpdate) {
    const { gate } = getWatching(this);

    if (!gate) return;
    const backMs = gate.move(detail.currentTime * 1000);

    if (backMs !== null) wx.createVideoContext(FILM, this).seek(backMs / 1000);
    if (this.data.note === this.data.t.buffering) this.setData({ note: "" });
    void this.beat();
  },

  onEnded() {
    const watching = getWatching(this);
    const backMs = watching.gate?.end() ?? null;

    this.setData({ isPlaying: false });
    if (backMs !== null) {
      wx.createVideoContext(FILM, this).seek(backMs / 1000);
      this.stand();
      return;
    }
    if (!watching.gate?.isFinished) this.setData({ note: this.data.t.confirming });
    void this.beat();
  },

  onBroken() {
    const { t } = this.data;

    if (!this.data.src) return;
    this.stand();
    this.setData({ isBroken: true, note: "", fault: { sentence: t.broken, tip: t.brokenTip, contact: "" } });
  },

  // --- what counts

  async beat() {
    const watching = getWatching(this);
    const { gate, version } = watching;
    const positionMs = gate?.takeBeat() ?? null;

    if (!gate || positionMs === null) return;
    try {
      gate.answer(await api.beat(version, positionMs));
      watching.nFailed = 0;
    } catch (error) {
      gate.fail();
      if (watching.gate === gate) this.hearNothing(error);
    }
    if (watching.gate === gate) this.follow();
  },

  hearNothing(error: unknown) {
    const watching = getWatching(this);

    watching.nFailed++;
    if (!(error instanceof Problem) || error.code !== "video-newer") return;
    this.stand();
    void this.load().then(() => {
      if (!this.data.fault) this.setData({ fault: describeFault(error) });
    });
  },

  /* The page after a beat: progress, a player that is held or let go, the end. */
  follow() {
    const watching = getWatching(this);
    const { gate, wantsPlay } = watching;
    const { t, isPlaying } = this.data;

    if (!gate) return;
    this.showProgress();
    if (gate.isFinished) {
      this.stopTimer();
      this.setData({ isFinished: true, note: "" });
      return;
    }
    if (gate.isHeld && isPlaying) wx.createVideoContext(FILM, this).pause();
    if (!gate.isHeld && wantsPlay && !isPlaying && !gate.hasEnded) wx.createVideoContext(FILM, this).play();
    const note = gate.isHeld
      ? t.held
      : watching.nFailed > 1
        ? t.unheard
        : gate.hasEnded
          ? t.confirming
          : this.data.note === t.buffering
            ? t.buffering
            : "";

    if (note !== this.data.note) this.setData({ note });
  },

  showProgress() {
    const { gate } = getWatching(this);

    if (!gate) return;
    const progress = format(this.data.t.progress, {
      seen: formatRemaining(gate.isFinished ? gate.durationMs : Math.floor(gate.grantedMs / 1000) * 1000),
      total: formatRemaining(gate.durationMs),
    });

    this.setData({ percent: Math.floor(gate.share * 100), progress });
  },

  next() {
    return attempt(this, async () => {
      goOn(await api.getJourney());
    });
  },
});
