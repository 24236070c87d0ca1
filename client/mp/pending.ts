/*
 * What must outlive the page, the program and the network: the photo that is being sent, with the
 * key under which it is the same photo however often it is sent; and then the shot whose result has
 * not been seen. Kept before the first byte goes up.
 */
import type { Capture } from "../core/api";
import { getKnown } from "./client";

const PENDING_KEY = "upload";
const SHOT_KEY = "shot";

export interface PendingUpload {
  /** Whose, as far as this phone knew; another student's photo is nobody else's to see. */
  studentNumber: string | null;
  nonce: string;
  idempotencyKey: string;
  /** A saved file, which stays. */
  filePath: string;
  frames: string[];
  frameTimesMs: number[];
}

export interface TakenPhoto {
  /** A temporary file. */
  path: string;
  frames: string[];
  frameTimesMs: number[];
}

function getStudentNumber(): string | null {
  return getKnown().journal.studentNumber;
}

/* Under a name of its own: another tab may still be sending the one before. */
function saveFile(tempFilePath: string, name: string): Promise<string> {
  const ending = /\.(jpg|jpeg|png|heic|webp)$/i.exec(tempFilePath)?.[0] ?? ".jpg";

  return new Promise((resolve, reject) => {
    wx.getFileSystemManager().saveFile({
      tempFilePath,
      filePath: `${wx.env.USER_DATA_PATH}/shot-${name}${ending}`,
      success: ({ savedFilePath }) => resolve(savedFilePath),
      fail: reject,
    });
  });
}

/** Keeps the photo that is to be sent; the one before, if it was never sent, is given up. */
export async function keepPending(photo: TakenPhoto, { nonce }: Capture): Promise<void> {
  const filePath = await saveFile(photo.path, nonce);
  const { frames, frameTimesMs } = photo;

  forgetPending();
  // A leave is good for one photo, so its nonce names the photo as well.
  const pending: PendingUpload = {
    studentNumber: getStudentNumber(),
    nonce,
    idempotencyKey: nonce,
    filePath,
    frames,
    frameTimesMs,
  };

  try {
    wx.setStorageSync(PENDING_KEY, pending);
  } catch {
    // No room for the burst: the photo alone is as good.
    wx.setStorageSync(PENDING_KEY, { ...pending, frames: [], frameTimesMs: [] });
  }
}

export function readPending(): PendingUpload | null {
  const pending = (wx.getStorageSync(PENDING_KEY) as PendingUpload | "") || null;
  const studentNumber = getStudentNumber();

  if (!pending || !studentNumber || !pending.studentNumber || pending.studentNumber === studentNumber)
    return pending;
  remove(pending);
  return null;
}

function remove(pending: PendingUpload): void {
  wx.removeStorageSync(PENDING_KEY);
  wx.getFileSystemManager().unlink({ filePath: pending.filePath, fail: () => {} });
}

/** Whether it is still to be sent, and can be: another tab may have sent it. */
export function isKept(pending: PendingUpload): Promise<boolean> {
  if (readPending()?.nonce !== pending.nonce) return Promise.resolve(false);
  return new Promise((resolve) => {
    wx.getFileSystemManager().access({
      path: pending.filePath,
      success: () => resolve(true),
      fail: () => resolve(false),
    });
  });
}

export function forgetPending(): void {
  const pending = readPending();

  if (pending) remove(pending);
}

/** The shot whose result the student has not seen; "" when there is none. */
export function readShot(): string {
  return (wx.getStorageSync(SHOT_KEY) as string) || "";
}

export function rememberShot(id: string): void {
  wx.setStorageSync(SHOT_KEY, id);
}

export function forgetShot(id: string): void {
  if (readShot() === id) wx.removeStorageSync(SHOT_KEY);
}
