/*
 * <camera>: the picture of getUserMedia, never mirrored. It runs while the element is in the
 * document and the window is seen, so that it is free again when the page is hidden or gone.
 */
import { WxFault } from "../wx/answer";

export interface Frame {
  data: ArrayBuffer;
  width: number;
  height: number;
}

export type FrameListener = (frame: Frame) => void;

const FRAME_EDGE_PX = 480;
const FRAME_EVERY_S = 0.2;
const PHOTO_TIMEOUT_MS = 6000; // some phones never answer takePhoto

/* In WeChat's words, which pages look for. */
function describeFault(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";

  if (name === "NotAllowedError" || name === "SecurityError") return "auth deny";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "no camera";
  if (name === "NotReadableError" || name === "AbortError") return "camera is in use";
  return error instanceof Error ? error.message : String(error);
}

export async function openStream(facing: "user" | "environment"): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error("not supported");
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: facing }, width: { ideal: 1920 }, height: { ideal: 1440 } },
  });
}

export const closeStream = (stream: MediaStream | null) =>
  stream?.getTracks().forEach((track) => track.stop());

export class Camera extends HTMLElement {
  static observedAttributes = ["device-position"];
  static current: Camera | null = null;
  /** Of all frames, whichever element they come from. */
  static readonly listeners = new Set<FrameListener>();

  readonly #video = document.createElement("video");
  readonly #canvas = document.createElement("canvas");
  #stream: MediaStream | null = null;
  #attempt = 0;
  #lastFrameS = 0;

  constructor() {
    super();
    Object.assign(this.#video, {
      muted: true,
      playsInline: true,
      autoplay: true,
      disablePictureInPicture: true,
    });
    this.#video.setAttribute("playsinline", "");
    this.#video.setAttribute("aria-hidden", "true"); // the page says what is seen
  }

  connectedCallback(): void {
    if (!this.#video.parentNode) this.prepend(this.#video);
    Camera.current = this;
    document.addEventListener("visibilitychange", this.#follow);
    this.#follow();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#follow);
    if (Camera.current === this) Camera.current = null;
    this.#stop();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before === after || !this.#stream) return;
    this.#stop();
    this.#follow();
  }

  #follow = (): void => {
    if (document.visibilityState !== "visible") this.#stop();
    else if (!this.#stream) void this.#start();
  };

  async #start(): Promise<void> {
    const attempt = ++this.#attempt;

    try {
      const stream = await openStream(
        this.getAttribute("device-position") === "front" ? "user" : "environment",
      );

      if (attempt !== this.#attempt) return closeStream(stream);
      this.#stream = stream;
      stream.getVideoTracks()[0]!.onended = () => this.#tell("stop", {});
      this.#video.srcObject = stream;
      await this.#video.play();
      if (attempt !== this.#attempt) return;
      this.#tell("initdone", { maxZoom: 1 });
      this.#watch(attempt);
    } catch (error) {
      if (attempt !== this.#attempt) return;
      this.#stop();
      this.#tell("error", { errMsg: `insertCamera:fail ${describeFault(error)}` });
    }
  }

  #stop(): void {
    this.#attempt++;
    closeStream(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
  }

  // --- frames, about five a second by the camera's own time

  #watch(attempt: number): void {
    const next = (timeS: number) => {
      if (attempt !== this.#attempt) return;
      if (timeS - this.#lastFrameS >= FRAME_EVERY_S || timeS < this.#lastFrameS) {
        this.#lastFrameS = timeS;
        this.#tellFrame();
      }
      wait();
    };
    const wait = () => {
      if ("requestVideoFrameCallback" in this.#video)
        this.#video.requestVideoFrameCallback((_, { mediaTime }) => next(mediaTime));
      else setTimeout(() => next(this.#lastFrameS + FRAME_EVERY_S), FRAME_EVERY_S * 1000);
    };

    wait();
  }

  #tellFrame(): void {
    if (!Camera.listeners.size || !this.#video.videoWidth) return;
    const { width, height } = this.#draw(FRAME_EDGE_PX);
    const { data } = this.#canvas.getContext("2d")!.getImageData(0, 0, width, height);

    for (const listener of Camera.listeners) listener({ data: data.buffer as ArrayBuffer, width, height });
  }

  /** The picture of now on the canvas, its longer edge at most `edgePx`. */
  #draw(edgePx: number): { width: number; height: number } {
    const { videoWidth, videoHeight } = this.#video;
    const scale = Math.min(1, edgePx / Math.max(videoWidth, videoHeight));
    const width = Math.round(videoWidth * scale);
    const height = Math.round(videoHeight * scale);

    if (this.#canvas.width !== width || this.#canvas.height !== height)
      Object.assign(this.#canvas, { width, height });
    this.#canvas.getContext("2d", { willReadFrequently: true })!.drawImage(this.#video, 0, 0, width, height);
    return { width, height };
  }

  // --- the photo

  async takePhoto(): Promise<{ blob: Blob; width: number; height: number }> {
    const track = this.#stream?.getVideoTracks()[0];

    if (!track || !this.#video.videoWidth) throw new WxFault("camera is not ready");
    const size = { width: this.#video.videoWidth, height: this.#video.videoHeight };
    const blob = (await takeByTrack(track)) ?? (await this.#takeByCanvas());

    return { blob, ...size };
  }

  #takeByCanvas(): Promise<Blob> {
    const canvas = document.createElement("canvas");

    Object.assign(canvas, { width: this.#video.videoWidth, height: this.#video.videoHeight });
    canvas.getContext("2d")!.drawImage(this.#video, 0, 0);
    return new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new WxFault("no picture"))), "image/jpeg", 0.95),
    );
  }

  #tell(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

interface PhotoTaker {
  takePhoto(): Promise<Blob>;
}

/** The camera's own photo, with its metadata; null where a browser cannot. */
async function takeByTrack(track: MediaStreamTrack): Promise<Blob | null> {
  const ImageCapture = (globalThis as { ImageCapture?: new (track: MediaStreamTrack) => PhotoTaker })
    .ImageCapture;

  if (!ImageCapture) return null;
  const tooLate = new Promise<null>((resolve) => setTimeout(() => resolve(null), PHOTO_TIMEOUT_MS));
  const photo = new ImageCapture(track).takePhoto().then(
    (blob) => (blob.size > 0 ? blob : null),
    () => null,
  );

  return Promise.race([photo, tooLate]);
}
