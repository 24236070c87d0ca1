/*
 * The camera: the viewfinder with its outline and hints, the countdown, the shot with its burst, and
 * the preview, in which the student decides. The leave is taken when the countdown begins; a retake
 * that was not sent uses the same leave while it is good.
 *
 * The camera is the page's only while it is seen: <camera> stands in the page in the phase "aim" and
 * nowhere else, so that preview, trouble and a hidden page release it.
 */
import type { Capture } from "../../../core/api";
import { formatRemaining } from "../../../core/clock";
import { Problem } from "../../../core/problem";
import { format } from "../../../core/texts";
import { cameraTexts } from "../../../core/texts/camera";
import type { Hint } from "../../../quality/quality";
import { PageCamera, findCanvas, takeWithOwnCamera } from "../../camera";
import { api, clock, describeFault, getTexts, goToStation, type Fault } from "../../client";
import { keepPending, type TakenPhoto } from "../../pending";
import { platform } from "../../platform/chosen";
import { Ticker } from "../../ticker";

const COUNT_MS = 3_000;
const OPEN_MAX_MS = 40_000; // as long as somebody may think about the permission
const USE_MIN_MS = 60_000; // a leave with less is not begun with
const WARN_MS = 120_000; // from here the preview shows how long the photo can still be used

type Phase = "aim" | "preview" | "trouble";
type Trouble = "none" | "denied" | "old" | "broken";

const HINT_TEXTS: Readonly<Record<Hint, keyof typeof cameraTexts>> = {
  dark: "dark",
  bright: "bright",
  far: "far",
  uneven: "uneven",
  blurred: "blurred",
};

Page({
  data: {
    t: getTexts(cameraTexts),
    fault: null as Fault | null,
    isBusy: false,
    phase: "aim" as Phase,
    isShown: true,
    isOpen: false,
    trouble: "none" as Trouble,
    troubleTitle: "",
    troubleTip: "",
    hint: "",
    /** 3, 2, 1; 0: no countdown. */
    count: 0,
    countText: "",
    isShooting: false,
    picture: "",
    useWithin: "",
    isExpired: false,
    isWeb: platform.kind === "web",
  },
  camera: null as PageCamera | null,
  leave: null as Capture | null,
  photo: null as TakenPhoto | null,
  /** The photo is of the phone's own camera, as there is no viewfinder. */
  isOwn: false,
  ticker: new Ticker(),
  shootAtMs: 0,
  openedMs: 0,

  onLoad() {
    this.ticker = new Ticker();
    this.camera = this.leave = this.photo = null;
    this.isOwn = false;
    wx.setNavigationBarTitle({ title: this.data.t.title });
    void this.checkAllowed();
  },
  onShow() {
    this.ticker.wake();
    this.setData({ isShown: true, isOpen: false });
    if (this.data.phase === "aim") this.open();
    else if (this.data.phase === "preview") this.watchLeave();
  },
  onHide() {
    this.cancel();
    this.close();
    this.ticker.rest();
    this.setData({ isShown: false, isOpen: false });
  },
  onUnload() {
    this.close();
    this.ticker.rest();
  },

  /** A page that was opened by its address, or kept open, may not be the one for now. */
  async checkAllowed() {
    try {
      const answer = await api.askCapture();

      if (answer && !answer.is_allowed) await goToStation();
    } catch (error) {
      this.setData({ fault: describeFault(error) });
    }
  },

  // --- the camera

  open() {
    this.openedMs = Date.now();
    this.ticker.start(() => {
      if (!this.data.isOpen && Date.now() - this.openedMs > OPEN_MAX_MS) this.showTrouble("none");
    });
  },
  close() {
    this.ticker.stop();
    this.camera?.release();
    this.camera = null;
  },
  cameraReady() {
    this.ticker.stop();
    this.camera ??= new PageCamera((hint) =>
      this.setData({ hint: hint ? this.data.t[HINT_TEXTS[hint]] : "" }),
    );
    this.camera.watch();
    this.setData({ isOpen: true });
  },
  cameraFailed(event: WechatMiniprogram.CustomEvent<{ errMsg?: string }>) {
    const fault = event.detail?.errMsg ?? "";

    if (/den|auth|permission/i.test(fault)) this.showTrouble("denied");
    else this.showTrouble(/support/i.test(fault) ? "old" : /in use/i.test(fault) ? "broken" : "none");
  },
  /** Another program has taken it, or it was unplugged. */
  cameraStopped() {
    this.showTrouble("broken");
  },
  showTrouble(trouble: Trouble) {
    const t = this.data.t;
    const [troubleTitle, troubleTip] = {
      none: [t.noCamera, t.noCameraTip],
      denied: [t.denied, platform.kind === "web" ? t.deniedTipWeb : t.deniedTip],
      old: [t.old, t.oldTip],
      broken: [t.broken, t.brokenTip],
    }[trouble] as [string, string];

    this.cancel();
    this.close();
    this.setData({ phase: "trouble", trouble, troubleTitle, troubleTip, isOpen: false, isBusy: false });
  },
  openAgain() {
    this.setData({ phase: "aim", isOpen: false, hint: "", fault: null });
    this.open();
  },
  async openSettings() {
    wx.openSetting({
      success: ({ authSetting }) => {
        if (authSetting["scope.camera"]) this.openAgain();
      },
    });
  },

  // --- the shot

  async begin() {
    if (this.data.isBusy || this.data.count) return;
    if (!(await this.takeLeave()) || this.data.phase !== "aim") return;
    this.shootAtMs = Date.now() + COUNT_MS;
    this.ticker.start(() => this.countDown());
  },
  /** Leave for one photo; a refusal leads to the page that explains it. */
  async takeLeave(): Promise<boolean> {
    if (this.leave && this.leave.expires_ms - clock.nowMs() > USE_MIN_MS) return true;
    this.setData({ isBusy: true, fault: null });
    try {
      this.leave = await api.beginCapture();
      this.setData({ isBusy: false });
      return true;
    } catch (error) {
      this.setData({ isBusy: false, fault: describeFault(error) });
      if (error instanceof Problem && error.status === 409) await goToStation();
      return false;
    }
  },
  countDown() {
    const count = Math.ceil((this.shootAtMs - Date.now()) / 1000);

    if (count > 0) {
      if (count !== this.data.count)
        this.setData({ count, countText: format(this.data.t.counting, { n: count }) });
      return;
    }
    this.ticker.stop();
    void this.shoot();
  },
  cancel() {
    if (!this.data.count) return;
    this.ticker.stop();
    this.setData({ count: 0 });
  },
  async shoot() {
    const camera = this.camera;

    if (!camera) return;
    this.setData({ count: 0, isShooting: true });
    try {
      this.showPreview(await camera.takePhoto(await findCanvas(".camera-canvas")));
    } catch {
      this.showTrouble("broken");
    }
    this.setData({ isShooting: false });
  },
  async useOwnCamera() {
    if (!(await this.takeLeave())) return;
    try {
      const photo = await takeWithOwnCamera();

      if (!photo) return;
      this.isOwn = true;
      this.showPreview(photo);
    } catch {
      this.showTrouble("broken");
    }
  },

  // --- the preview

  showPreview(photo: TakenPhoto) {
    this.close();
    this.photo = photo;
    this.setData({ phase: "preview", picture: photo.path, isOpen: false, hint: "", fault: null });
    this.watchLeave();
  },
  /** The photo can be used only as long as its leave is good. */
  watchLeave() {
    this.ticker.start(() => {
      const leftMs = (this.leave?.expires_ms ?? 0) - clock.nowMs();
      const isExpired = leftMs <= 0;
      const useWithin =
        !isExpired && leftMs <= WARN_MS
          ? format(this.data.t.useWithin, { clock: formatRemaining(leftMs) })
          : "";

      if (isExpired !== this.data.isExpired || useWithin !== this.data.useWithin)
        this.setData({ isExpired, useWithin });
    });
  },
  retake() {
    if (this.isOwn) {
      void this.useOwnCamera(); // the photo stays, should none be taken
      return;
    }
    this.photo = null;
    this.setData({ picture: "" });
    this.openAgain();
  },
  async use() {
    if (!this.photo || !this.leave || this.data.isBusy) return;
    this.setData({ isBusy: true });
    try {
      await keepPending(this.photo, this.leave);
      this.leave = null;
      wx.redirectTo({ url: "/pages/making/index" });
    } catch {
      this.setData({ isBusy: false });
      this.showTrouble("broken");
    }
  },
  back() {
    void goToStation();
  },
});
