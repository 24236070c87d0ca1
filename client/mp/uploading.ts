/*
 * Drives the upload of the pending photo by the state machine of core/upload.ts: sends when it says
 * so, tells it of progress, answers, the network and the time.
 */
import type { Shot } from "../core/api";
import type { Running } from "../core/transport";
import { IDLE, isUnderWay, step, type UploadEvent, type UploadState } from "../core/upload";
import { api, clock } from "./client";
import { isKept, type PendingUpload } from "./pending";

export class Uploading {
  #state: UploadState = IDLE;
  #running: Running<Shot> | null = null;
  /** Counts the sendings: of an earlier one the end says nothing. */
  #turn = 0;

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
    const turn = ++this.#turn;
    const kept = await isKept(this.pending);

    if (turn !== this.#turn || this.#state.name !== "sending") return; // stopped meanwhile
    if (!kept) return this.tell({ name: "gone" });
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

    if (turn === this.#turn) this.tell(event);
  }
}
