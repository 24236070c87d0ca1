/*
 * wx.scanCode: the camera's picture, or one that the student chooses, read by jsqr, which is loaded
 * only now.
 */
import { ask } from "../dialogs";
import { h } from "../dom";
import { closeStream, openStream } from "../elements/camera";
import { getHostTexts } from "../language";
import { settle, WxFault } from "./answer";
import { chooseFiles } from "./media";

const EDGE_PX = 800;
const EVERY_MS = 200;

type Source = HTMLVideoElement | ImageBitmap;
type Reader = (source: Source, width: number, height: number) => string | null;

async function loadReader(): Promise<Reader> {
  const { default: jsqr } = await import("jsqr");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true })!;

  return (source, sourceWidth, sourceHeight) => {
    const scale = Math.min(1, EDGE_PX / Math.max(sourceWidth, sourceHeight));
    const width = Math.round(sourceWidth * scale);
    const height = Math.round(sourceHeight * scale);

    if (!width || !height) return null;
    Object.assign(canvas, { width, height });
    context.drawImage(source, 0, 0, width, height);
    return jsqr(context.getImageData(0, 0, width, height).data, width, height)?.data ?? null;
  };
}

/** Reads what the camera sees until it is a code or `isOver`. */
async function watch(video: HTMLVideoElement, read: Reader, isOver: () => boolean): Promise<string | null> {
  while (!isOver()) {
    const code = read(video, video.videoWidth, video.videoHeight);

    if (code) return code;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  return null;
}

interface Window {
  dialog: HTMLElement;
  video: HTMLVideoElement;
  hint: HTMLElement;
}

function buildWindow(onFile: () => void, onClose: () => void): Window {
  const t = getHostTexts();
  const video = h("video", { muted: true, playsInline: true, "aria-hidden": "true" });
  const hint = h("div", { class: "host-scan-hint", role: "status" }, t.scanHint);
  const button = (text: string, onclick: () => void) =>
    h("button", { type: "button", class: "btn btn-plain host-scan-button", onclick }, text);
  const dialog = h(
    "div",
    { class: "host-scan", role: "dialog", tabindex: "-1", "aria-modal": "true", "aria-label": t.scanHint },
    video,
    h("div", { class: "host-scan-frame" }),
    hint,
    h("div", { class: "host-scan-ways" }, button(t.choosePicture, onFile), button(t.cancel, onClose)),
  );

  return { dialog, video, hint };
}

async function scan(): Promise<string | null> {
  const t = getHostTexts();
  const read = await loadReader();
  let stream: MediaStream | null = null;
  let isOver = false;
  const result = await ask<string | null>((answer) => {
    const readFile = async () => {
      const [file] = await chooseFiles("image/*", false, false);

      if (!file) return;
      const picture = await createImageBitmap(file).catch(() => null);
      const code = picture && read(picture, picture.width, picture.height);

      if (code) answer(code);
      else hint.textContent = t.scanNothing;
    };
    const { dialog, video, hint } = buildWindow(
      () => void readFile(),
      () => answer(null),
    );
    const look = async () => {
      stream = await openStream("environment");
      if (isOver) return closeStream(stream);
      video.srcObject = stream;
      await video.play();
      const code = await watch(video, read, () => isOver);

      if (code) answer(code);
    };

    look().catch(() => {
      if (!isOver) hint.textContent = t.scanNoCamera;
    });
    return dialog;
  }, null);

  isOver = true;
  closeStream(stream);
  return result;
}

export const scanning = {
  scanCode: (option: object = {}) =>
    settle("scanCode", option, async () => {
      const result = await scan();

      if (result === null) throw new WxFault("cancel");
      return { result, scanType: "QR_CODE", charSet: "utf-8", path: "", rawData: "" };
    }),
};
