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
const FINE_EDGE_PX = 1600; // for a small code in a large picture
const EVERY_MS = 200;

type Source = HTMLVideoElement | HTMLImageElement;
type Reader = (source: Source, sourceWidth: number, sourceHeight: number, edgePx: number) => string | null;

async function loadReader(): Promise<Reader> {
  const { default: jsqr } = await import("jsqr");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true })!;

  return (source, sourceWidth, sourceHeight, edgePx) => {
    // a small picture may be a drawing, which gets sharper with its size
    const scale = edgePx / Math.max(sourceWidth, sourceHeight, 1);
    const width = Math.round(sourceWidth * scale);
    const height = Math.round(sourceHeight * scale);

    if (!width || !height) return null;
    Object.assign(canvas, { width, height });
    context.drawImage(source, 0, 0, width, height);
    return jsqr(context.getImageData(0, 0, width, height).data, width, height)?.data ?? null;
  };
}

async function readFile(file: File, read: Reader): Promise<string | null> {
  const picture = h("img", { src: URL.createObjectURL(file) });

  try {
    await picture.decode();
    const { naturalWidth, naturalHeight } = picture;

    return (
      read(picture, naturalWidth, naturalHeight, EDGE_PX) ??
      read(picture, naturalWidth, naturalHeight, FINE_EDGE_PX)
    );
  } catch {
    return null; // no picture
  } finally {
    URL.revokeObjectURL(picture.src);
  }
}

/** Reads what the camera sees until it is a code or `isOver`. */
async function watch(video: HTMLVideoElement, read: Reader, isOver: () => boolean): Promise<string | null> {
  while (!isOver()) {
    const code = read(video, video.videoWidth, video.videoHeight, EDGE_PX);

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
    const choose = async () => {
      const [file] = await chooseFiles("image/*", false, false);

      if (!file) return;
      const code = await readFile(file, read);

      if (code) answer(code);
      else hint.textContent = t.scanNothing;
    };
    const { dialog, video, hint } = buildWindow(
      () => void choose(),
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
