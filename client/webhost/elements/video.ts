/*
 * <video>: the browser's player. A film that must be watched has enable-progress-gesture="false":
 * then the player has no bar that could be dragged, and a jump by any other way is taken back.
 */
import { resolveFile } from "../files";
import { h } from "../dom";
import { getHostTexts } from "../language";

const JUMP_S = 1.5; // more than what lies between two timeupdate

const isOff = (value: string | null) => value === "false";

export class Video extends HTMLElement {
  static observedAttributes = [
    "src",
    "poster",
    "controls",
    "loop",
    "muted",
    "autoplay",
    "initial-time",
    "show-progress",
    "enable-progress-gesture",
    "object-fit",
    "aria-label",
    "title",
  ];

  readonly video = document.createElement("video");
  #seenS = 0;

  constructor() {
    super();
    this.video.playsInline = true;
    this.video.setAttribute("playsinline", "");
    this.video.preload = "metadata";
    this.video.setAttribute("controlslist", "nodownload");
    this.video.disablePictureInPicture = true;
    this.#listen();
  }

  connectedCallback(): void {
    if (!this.video.parentNode) this.prepend(this.video);
    this.#drawControls();
  }

  disconnectedCallback(): void {
    this.video.pause();
  }

  // A template's false takes an attribute away; here that is not the same as never given.
  override removeAttribute(name: string): void {
    if (name === "controls" || name === "show-progress" || name === "enable-progress-gesture")
      this.setAttribute(name, "false");
    else super.removeAttribute(name);
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    const { video } = this;

    if (before === value) return;
    if (name === "src") this.#load(value);
    else if (name === "poster") video.poster = value ? resolveFile(value) : "";
    else if (name === "loop" || name === "muted" || name === "autoplay") video[name] = value !== null;
    else if (name === "object-fit") video.style.objectFit = value ?? "";
    else if (name === "initial-time") this.seek(Number(value));
    else if (name === "aria-label" || name === "title") {
      if (value !== null) video.setAttribute("aria-label", value);
    } else this.#drawControls();
  }

  seek(timeS: number): void {
    this.#seenS = timeS;
    this.video.currentTime = timeS;
  }

  play(): void {
    // refused without a touch before it: the player stands still, which is seen
    this.video.play().catch(() => this.#tell("pause", {}));
  }

  #load(src: string | null): void {
    this.#seenS = 0;
    if (src) this.video.src = resolveFile(src);
    else this.video.removeAttribute("src");
  }

  #isGated(): boolean {
    return isOff(this.getAttribute("enable-progress-gesture")) || isOff(this.getAttribute("show-progress"));
  }

  #drawControls(): void {
    const hasControls = !isOff(this.getAttribute("controls"));

    this.video.controls = hasControls && !this.#isGated();
    this.classList.toggle("host-gated", hasControls && this.#isGated());
    if (hasControls && this.#isGated() && !this.querySelector(".host-play"))
      this.append(newPlayButton(this.video));
  }

  #guard(): void {
    const { video } = this;

    // the page's own jumps have moved what counts as seen
    if (this.#isGated() && video.currentTime > this.#seenS + JUMP_S) video.currentTime = this.#seenS;
  }

  #listen(): void {
    const { video } = this;
    const simple = ["play", "pause", "ended", "waiting"];

    for (const type of simple) video.addEventListener(type, () => this.#tell(type, {}));
    video.addEventListener("seeking", () => this.#guard());
    video.addEventListener("seeked", () => this.#tell("seekcomplete", { position: video.currentTime }));
    video.addEventListener("timeupdate", () => {
      const { currentTime, duration } = video;

      if (!video.seeking) this.#seenS = Math.max(this.#isGated() ? this.#seenS : 0, currentTime);
      this.#tell("timeupdate", { currentTime, duration });
    });
    video.addEventListener("loadedmetadata", () =>
      this.#tell("loadedmetadata", {
        width: video.videoWidth,
        height: video.videoHeight,
        duration: video.duration,
      }),
    );
    video.addEventListener("progress", () => {
      const { buffered, duration } = video;
      const end = buffered.length ? buffered.end(buffered.length - 1) : 0;

      this.#tell("progress", { buffered: duration ? (end / duration) * 100 : 0 });
    });
    video.addEventListener("error", () =>
      this.#tell("error", { errMsg: `video:fail ${video.error?.message ?? ""}` }),
    );
  }

  #tell(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/* The one control of a film that must be watched; the page tells how far it is. */
function newPlayButton(video: HTMLVideoElement): HTMLButtonElement {
  const button = h("button", { class: "host-play", type: "button" });
  const draw = () => {
    button.classList.toggle("host-playing", !video.paused);
    button.setAttribute("aria-label", video.paused ? getHostTexts().play : getHostTexts().pause);
  };

  button.onclick = () => {
    if (video.paused) void video.play().catch(draw);
    else video.pause();
  };
  for (const type of ["play", "pause", "ended"]) video.addEventListener(type, draw);
  draw();
  return button;
}
