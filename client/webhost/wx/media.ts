/* Pictures: from the camera, from the student's files, on a canvas, and out again. */
import { ask } from "../dialogs";
import { h } from "../dom";
import { Camera, closeStream, openStream, type FrameListener } from "../elements/camera";
import { Video } from "../elements/video";
import { makeTemporary, readFileBlob } from "../filestore";
import { getHostTexts } from "../language";
import { settle, WxFault } from "./answer";

// --- chosen by the student

interface ChooseOption {
  count?: number;
  sourceType?: ("album" | "camera")[];
}

/** The files that the student chooses; [] when the chooser was closed. */
export function chooseFiles(accept: string, isMany: boolean, fromCamera: boolean): Promise<File[]> {
  const input = h("input", { type: "file", accept, multiple: isMany, hidden: true });

  if (fromCamera) input.setAttribute("capture", "environment");
  document.body.append(input);
  return new Promise<File[]>((resolve) => {
    input.onchange = () => resolve([...(input.files ?? [])]);
    input.oncancel = () => resolve([]);
    input.click();
  }).finally(() => input.remove());
}

function chooseMedia(option: ChooseOption) {
  const isCamera = option.sourceType?.length === 1 && option.sourceType[0] === "camera";

  return settle("chooseMedia", option, async () => {
    const chosen = await chooseFiles("image/*", (option.count ?? 9) > 1, isCamera);

    if (!chosen.length) throw new WxFault("cancel");
    return {
      type: "image",
      tempFiles: chosen.slice(0, option.count ?? 9).map((file) => ({
        tempFilePath: makeTemporary(file),
        size: file.size,
        fileType: "image",
      })),
    };
  });
}

// --- the camera and the player of a page

function createCameraContext() {
  const getCamera = () => {
    if (!Camera.current) throw new WxFault("camera is not ready");
    return Camera.current;
  };

  return {
    takePhoto: (option: object = {}) =>
      settle("takePhoto", option, async () => {
        const { blob, width, height } = await getCamera().takePhoto();

        return { tempImagePath: makeTemporary(blob), width, height };
      }),
    onCameraFrame: (listener: FrameListener) => ({
      start: (option: object = {}) => settle("start", option, () => void Camera.listeners.add(listener)),
      stop: (option: object = {}) => settle("stop", option, () => void Camera.listeners.delete(listener)),
    }),
  };
}

function createVideoContext(id: string) {
  const get = () => document.getElementById(id);
  const use = (act: (video: Video) => void) => {
    const video = get();

    if (video instanceof Video) act(video);
  };

  return {
    play: () => use((video) => video.play()),
    pause: () => use(({ video }) => video.pause()),
    stop: () =>
      use((video) => {
        video.video.pause();
        video.seek(0);
      }),
    seek: (timeS: number) => use((video) => video.seek(timeS)),
    playbackRate: (rate: number) => use(({ video }) => (video.playbackRate = rate)),
    requestFullScreen: () => use(({ video }) => void video.requestFullscreen().catch(() => {})),
    exitFullScreen: () => void document.exitFullscreen?.().catch(() => {}),
  };
}

// --- a canvas

function createOffscreenCanvas(option: { width?: number; height?: number } = {}) {
  const canvas = document.createElement("canvas");

  Object.assign(canvas, { width: option.width ?? 300, height: option.height ?? 150 });
  return Object.assign(canvas, { createImage: () => new globalThis.Image() });
}

// --- shown large, and kept

function previewImage(option: { urls: string[]; current?: string }) {
  return settle("previewImage", option, async () => {
    await ask<void>((close) => {
      const t = getHostTexts();
      const picture = h("img", { src: option.current ?? option.urls[0] ?? "", alt: t.picture });

      return h(
        "div",
        {
          class: "host-preview",
          role: "dialog",
          tabindex: "-1",
          "aria-modal": "true",
          "aria-label": t.picture,
        },
        picture,
        h(
          "button",
          { type: "button", class: "host-preview-close", "data-first": "", onclick: () => close() },
          t.close,
        ),
      );
    }, undefined);
  });
}

/* A browser's album is its downloads. */
function saveImageToPhotosAlbum(option: { filePath: string }) {
  return settle("saveImageToPhotosAlbum", option, async () => {
    const blob = await readFileBlob(option.filePath);
    const address = URL.createObjectURL(blob);
    const link = h("a", { href: address, download: blob.type === "image/png" ? "photo.png" : "photo.jpg" });

    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
}

// --- may it be used

async function getSetting(): Promise<{ authSetting: Record<string, boolean> }> {
  const state = await navigator.permissions
    ?.query({ name: "camera" as PermissionName })
    .then(({ state }) => state)
    .catch(() => "prompt"); // not every browser tells

  return {
    authSetting: state === "granted" || state === "denied" ? { "scope.camera": state === "granted" } : {},
  };
}

/* Only what can be missing: a camera, in an old browser or on a page without https. */
const canIUse = (name: string) => name !== "camera" || navigator.mediaDevices?.getUserMedia !== undefined;

export const media = {
  canIUse,
  chooseMedia,
  createCameraContext,
  createVideoContext,
  createOffscreenCanvas,
  previewImage,
  saveImageToPhotosAlbum,
  getSetting: (option?: object) => settle("getSetting", option, getSetting),
  openSetting: (option?: object) => settle("openSetting", option, getSetting),
  authorize: (option: { scope: string }) =>
    settle("authorize", option, async () => {
      if (option.scope !== "scope.camera") return;
      closeStream(
        await openStream("environment").catch(() => {
          throw new WxFault("auth deny");
        }),
      );
    }),
};
