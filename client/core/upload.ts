/*
 * The upload of a shot as a state machine, so that it never ends in nothing and never happens
 * twice: the same idempotency key goes up until the server has answered for it. Pure: it is told
 * what happened and when, and says what is now; whoever drives it (mp/uploading.ts) sends when the
 * state has become "sending".
 *
 * What passes by itself is waited for: no network, a full queue, a server that is being restarted,
 * the photo before that is still being made. What does not is told: "refused", with whether the
 * photo is lost (the leave has expired or was used, the file is no picture) or is only not wanted
 * now (a lock, a closed window); both end the upload.
 */
import { Problem } from "./problem";
import { NetworkError } from "./transport";

interface Sample {
  atMs: number;
  bytes: number;
}

export type WaitReason = "network" | "queue" | "making" | "server";

export type UploadState =
  | { name: "idle" }
  | {
      name: "sending";
      /** How many times it has failed before. */
      attempt: number;
      sentBytes: number;
      totalBytes: number;
      /** 0: not known yet. */
      bytesPerSecond: number;
      samples: readonly Sample[];
    }
  | {
      name: "waiting";
      attempt: number;
      reason: WaitReason;
      /** When it is sent again by itself. */
      untilMs: number;
      /** In the queue, were there room; 0: not said. */
      place: number;
    }
  | { name: "stopped" }
  | { name: "taken-in"; shotId: string }
  | { name: "refused"; problem: Problem; isLost: boolean }
  /** The photo is no longer on the phone: another tab has sent it, or it was deleted. */
  | { name: "gone" };

export type UploadEvent =
  | { name: "begin" }
  | { name: "progress"; sentBytes: number; totalBytes: number }
  | { name: "answered"; shotId: string }
  | { name: "failed"; error: unknown }
  /** The network has come back. */
  | { name: "online" }
  /** Time has passed. */
  | { name: "tick" }
  /** The student does not want to wait. */
  | { name: "hurry" }
  | { name: "gone" }
  | { name: "stop" };

export const IDLE: UploadState = { name: "idle" };

const BACK_OFF_MS = [2_000, 4_000, 8_000, 15_000, 30_000];
const QUEUE_MS = 5_000; // when the server does not say
const MAKING_MS = 5_000;
const SPEED_WINDOW_MS = 3_000;
const SPEED_MIN_MS = 250; // of less the speed would be a guess

/** What the upload is after the event; the same object when nothing has changed. */
export function step(state: UploadState, event: UploadEvent, nowMs: number): UploadState {
  switch (event.name) {
    case "begin":
      return state.name === "idle" || state.name === "stopped" ? send(0) : state;
    case "progress":
      return state.name === "sending" ? measure(state, event.sentBytes, event.totalBytes, nowMs) : state;
    case "answered":
      return state.name === "sending" ? { name: "taken-in", shotId: event.shotId } : state;
    case "failed":
      return state.name === "sending" ? judge(event.error, state.attempt, nowMs) : state;
    case "online":
      return state.name === "waiting" && state.reason === "network" ? send(state.attempt) : state;
    case "hurry":
      return state.name === "waiting" && canHurry(state.reason) ? send(state.attempt) : state;
    case "gone":
      return isUnderWay(state) ? { name: "gone" } : state;
    case "tick":
      return state.name === "waiting" && nowMs >= state.untilMs ? send(state.attempt) : state;
    case "stop":
      return state.name === "sending" || state.name === "waiting" ? { name: "stopped" } : state;
  }
}

/** A full queue says itself when it may be asked again. */
export function canHurry(reason: WaitReason): boolean {
  return reason === "network" || reason === "server";
}

/** Whether the upload goes on by itself. */
export function isUnderWay(state: UploadState): boolean {
  return state.name === "sending" || state.name === "waiting";
}

function send(attempt: number): UploadState {
  return { name: "sending", attempt, sentBytes: 0, totalBytes: 0, bytesPerSecond: 0, samples: [] };
}

function measure(
  state: UploadState & { name: "sending" },
  sentBytes: number,
  totalBytes: number,
  nowMs: number,
): UploadState {
  const young = state.samples.filter((sample) => nowMs - sample.atMs <= SPEED_WINDOW_MS);
  const samples = [...young, { atMs: nowMs, bytes: sentBytes }];
  const [first] = samples as [Sample];
  const spanMs = nowMs - first.atMs;
  const bytesPerSecond =
    spanMs >= SPEED_MIN_MS ? Math.round(((sentBytes - first.bytes) * 1000) / spanMs) : state.bytesPerSecond;

  return { ...state, sentBytes, totalBytes, bytesPerSecond, samples };
}

// --- what failed

/* Of these the photo is of no use any more; another has to be taken. */
const LOST = new Set([
  "capture-expired",
  "capture-used",
  "capture-unknown",
  "not-a-picture",
  "picture-too-large",
  "too-large",
  "picture-altered",
]);

function judge(error: unknown, attempt: number, nowMs: number): UploadState {
  const backOffMs = BACK_OFF_MS[Math.min(attempt, BACK_OFF_MS.length - 1)]!;
  const wait = (reason: WaitReason, waitMs: number, place = 0): UploadState => ({
    name: "waiting",
    attempt: attempt + 1,
    reason,
    untilMs: nowMs + waitMs,
    place,
  });

  if (error instanceof NetworkError) return wait("network", backOffMs);
  if (!(error instanceof Problem)) throw error; // a fault of this program, and no answer
  if (error.status === 429)
    return wait("queue", error.retryAfterMs || QUEUE_MS, Number(error.body["place"] ?? 0) || 0);
  if (error.status >= 500) return wait("server", Math.max(error.retryAfterMs, backOffMs));
  if (error.code === "capture-making") return wait("making", MAKING_MS);
  return { name: "refused", problem: error, isLost: LOST.has(error.code) };
}

// --- in words

/** "1.2 MB", "640 KB": whole kilobytes below one megabyte. */
export function formatBytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
