/*
 * The burst: the last small frames before the shot and the first after it, far enough apart that a
 * living person has moved between them (docs/authenticity.md, A03). The server takes 3 to 8.
 */

const BEFORE = 5;
const AFTER = 2;
export const BURST_MIN = 3;
const APART_MS = 300;

export class Burst<Frame> {
  #frames: { frame: Frame; atMs: number }[] = [];
  #nAfter = -1; // before the shot

  /** Whether the frame of this moment is wanted: it costs a copy. */
  wants(atMs: number): boolean {
    const last = this.#frames.at(-1);

    return this.#nAfter < AFTER && (!last || atMs - last.atMs >= APART_MS);
  }

  add(frame: Frame, atMs: number): void {
    this.#frames.push({ frame, atMs });
    if (this.#nAfter >= 0) this.#nAfter++;
    else if (this.#frames.length > BEFORE) this.#frames.shift();
  }

  /** The shot was taken. */
  shoot(): void {
    this.#nAfter = 0;
  }

  isWhole(): boolean {
    return this.#nAfter >= AFTER;
  }

  /** The frames with their times since the first; none when there are too few to be of use. */
  take(): { frames: Frame[]; timesMs: number[] } {
    const kept = this.#frames.length >= BURST_MIN ? this.#frames : [];
    const firstMs = kept[0]?.atMs ?? 0;

    this.#frames = [];
    this.#nAfter = -1;
    return {
      frames: kept.map(({ frame }) => frame),
      timesMs: kept.map(({ atMs }) => Math.round(atMs - firstMs)),
    };
  }
}
