/*
 * The camera of a page: the frames of its viewfinder, looked at for hints and kept for the burst,
 * and the shot. One at a time; the page has <camera> and a hidden <canvas type="2d"> that turns
 * frames into JPEG files.
 */
import { Burst } from "../core/burst";
import { loadQuality, measureFrame, type Hint } from "../quality/quality";
import { UNSETTLED, settle } from "../quality/settle";
import type { TakenPhoto } from "./pending";

const FRAME_WIDTH_PX = 480;
const JPEG_QUALITY = 0.75;
const LOOK_MS = 200; // a frame is looked at five times a second
const AFTER_SHOT_MS = 1_500; // and then the burst goes without the frames that did not come

interface Frame {
  rgba: Uint8ClampedArray;
  width: number;
  height: number;
}

/* A frame is the camera's own memory: what is kept is copied, and made small by whole steps. */
function copyFrame({ data, width, height }: WechatMiniprogram.OnCameraFrameCallbackResult): Frame {
  const step = Math.max(1, Math.round(width / FRAME_WIDTH_PX));
  const [w, h] = [Math.floor(width / step), Math.floor(height / step)];

  if (step === 1) return { rgba: new Uint8ClampedArray(data.slice(0, 4 * w * h)), width, height };
  const from = new Uint32Array(data);
  const to = new Uint32Array(w * h);

  for (let y = 0, at = 0; y < h; y++)
    for (let x = 0; x < w; x++) to[at++] = from[y * step * width + x * step]!;
  return { rgba: new Uint8ClampedArray(to.buffer), width: w, height: h };
}

function encode(canvas: WechatMiniprogram.Canvas, { rgba, width, height }: Frame): string {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext(
    "2d",
  ) as WechatMiniprogram.CanvasRenderingContext.CanvasRenderingContext2D;
  const image = context.createImageData(width, height);

  image.data.set(rgba);
  context.putImageData(image, 0, 0);
  return canvas.toDataURL("image/jpeg", JPEG_QUALITY).replace(/^data:image\/jpeg;base64,/, "");
}

export class PageCamera {
  readonly #context = wx.createCameraContext();
  readonly #burst = new Burst<Frame>();
  #listener: WechatMiniprogram.CameraFrameListener | null = null;
  #settled = UNSETTLED;
  #lookedMs = 0;
  #whole: (() => void) | null = null;

  /** onHint is told whenever another hint, or none, is to be shown. */
  constructor(private readonly onHint: (hint: Hint | null) => void) {}

  /** When the viewfinder shows the camera's picture. */
  watch(): void {
    if (this.#listener) return;
    void loadQuality();
    this.#listener = this.#context.onCameraFrame((frame) => this.#see(frame, Date.now()));
    this.#listener.start();
  }

  release(): void {
    this.#listener?.stop();
    this.#listener = null;
    this.#settled = UNSETTLED;
    this.#burst.take();
  }

  #see(frame: WechatMiniprogram.OnCameraFrameCallbackResult, nowMs: number): void {
    if (this.#burst.wants(nowMs)) {
      this.#burst.add(copyFrame(frame), nowMs);
      if (this.#burst.isWhole()) this.#whole?.();
    }
    if (nowMs - this.#lookedMs < LOOK_MS) return;
    this.#lookedMs = nowMs;
    const before = this.#settled.shown;

    this.#settled = settle(
      this.#settled,
      measureFrame(new Uint8Array(frame.data), frame.width, frame.height),
      nowMs,
    );
    if (this.#settled.shown !== before) this.onHint(this.#settled.shown);
  }

  /** The shot with its burst; canvas: null where the platform has none, and then without. */
  async takePhoto(canvas: WechatMiniprogram.Canvas | null): Promise<TakenPhoto> {
    const shot = new Promise<string>((resolve, reject) => {
      this.#context.takePhoto({
        quality: "original",
        selfieMirror: false,
        success: ({ tempImagePath }) => resolve(tempImagePath),
        fail: ({ errMsg }) => reject(new Error(errMsg)),
      });
    });

    this.#burst.shoot();
    const path = await shot;

    await this.#waitForBurst();
    const { frames, timesMs } = this.#burst.take();

    try {
      return {
        path,
        frames: canvas ? frames.map((frame) => encode(canvas, frame)) : [],
        frameTimesMs: timesMs,
      };
    } catch {
      return { path, frames: [], frameTimesMs: [] }; // the burst is worth having, but no shot is lost for it
    }
  }

  #waitForBurst(): Promise<void> {
    if (this.#burst.isWhole()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whole = resolve;
      setTimeout(resolve, AFTER_SHOT_MS);
    });
  }
}

/** The phone's own camera, where the page cannot have it; null: given up by the student. */
export function takeWithOwnCamera(): Promise<TakenPhoto | null> {
  return new Promise((resolve, reject) => {
    wx.chooseMedia({
      count: 1,
      mediaType: ["image"],
      sourceType: ["camera"],
      camera: "back",
      sizeType: ["original"],
      success: ({ tempFiles }) => {
        const path = tempFiles[0]?.tempFilePath;

        resolve(path ? { path, frames: [], frameTimesMs: [] } : null);
      },
      fail: ({ errMsg }) => (/cancel/.test(errMsg) ? resolve(null) : reject(new Error(errMsg))),
    });
  });
}

/** The canvas of a page by its class; null where there is none. */
export function findCanvas(selector: string): Promise<WechatMiniprogram.Canvas | null> {
  return new Promise((resolve) => {
    wx.createSelectorQuery()
      .select(selector)
      .node((result) => resolve((result as { node?: WechatMiniprogram.Canvas } | null)?.node ?? null))
      .exec();
  });
}
