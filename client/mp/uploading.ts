/*
 * Drives the upload of the pending photo by the state machine of core/upload.ts: sends when it says
 * so, tells it of progress, answers, the network and the time.
 */
import type { Shot } from "../core/api";
import type { Running } from "../core/transport";
import { IDLE, isUnderWay, step, type UploadEvent, type UploadState } from "../core/upload";
import { api, clock } from "./client";
import type { PendingUpload } from "./pending";

export class Uploading {
  #state: UploadState = IDLE;
  #running: Running<Shot> | null = null;

  /** onChange is told each new state. */
  constructor(
    private readonly pending: PendingUpload,
    private readonly onChange: (state: UploadState) => void,
  ) {}

  get state(): UploadState {
    return this.#state;
  }

  tell(event: UploadEvent): void {
    const before = this.#state;

    this.#state = step(before, event, clock.nowMs());
    if (this.#state === before) return;
    if (this.#state.name === "sending" && before.name !== "sending") void this.#send();
    if (this.#state.name === "stopped") this.#running?.abort();
    this.onChange(this.#state);
  }

  /** The page goes: nothing is told any more, and what was sent so far is sent again another time. */
  leave(): void {
    if (isUnderWay(this.#state)) this.tell({ name: "stop" });
  }

  async #send(): Promise<void> {
    const { nonce, idempotencyKey, filePath, frames, frameTimesMs } = this.pending;
    const running = api.sendShot({
      nonce,
      idempotencyKey,
      filePath,
      frames,
      frameTimesMs,
      onProgress: (sentBytes, totalBytes) => this.tell({ name: "progress", sentBytes, totalBytes }),
    });

    this.#running = running;
    const event: UploadEvent = await running.answer.then(
      ({ id }) => ({ name: "answered", shotId: id }),
      (error: unknown) => ({ name: "failed", error }),
    );

    // Of an upload that was stopped, or sent anew since, the end says nothing.
    if (running === this.#running) this.tell(event);
  }
}
