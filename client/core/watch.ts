/*
 * The gate before "next" at the must-watch video. The server decides what counts as watched
 * (src/app/viewing.h): it measures the time between two beats by its own clock and grants no more than
 * that. So the gate says when a beat is due and what it says, sends a player that jumped back to
 * where it was, and holds one that runs away from what is granted, as with a lost network.
 *
 * It knows no clock, only the player's positions: a player that is stopped moves nothing.
 */

export interface Granted {
  watched_ms: number;
  is_finished: boolean;
}

/** A beat for each second that is played. */
export const BEAT_MS = 1000;
/** Players tell their position four times a second; who is this far ahead since then has jumped. */
export const JUMP_MS = 2000;
/** So far a player may run ahead of what is granted: less than the server counts between two beats. */
export const AHEAD_MAX_MS = 10_000;
/** The server takes a position this far ahead of what it granted, whenever it comes (its slack). */
const SLACK_MS = 2000;

export class WatchGate {
  #grantedMs: number;
  #isFinished: boolean;
  #positionMs: number;
  #reachedMs: number;
  #beatMs: number | null = null;
  #claimedMs = 0;
  #isUnderWay = false;
  #wasRefused = false;
  #hasEnded = false;
  #isHeld = false;

  constructor(
    readonly durationMs: number,
    granted: Granted,
  ) {
    this.#grantedMs = granted.watched_ms;
    this.#isFinished = granted.is_finished;
    this.#positionMs = this.#reachedMs = granted.watched_ms;
  }

  /** Where to begin: where the student left off. */
  get startMs(): number {
    return this.#grantedMs;
  }

  /** Every part of it seen, as the server says. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** What is shown as progress, 0 to 1: only what the server has granted. */
  get share(): number {
    return this.#isFinished ? 1 : Math.min(1, this.#grantedMs / this.durationMs);
  }

  get grantedMs(): number {
    return this.#isFinished ? this.durationMs : this.#grantedMs;
  }

  /** The player must stand still until the server has caught up. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The player says where it is. Answers where it must go back to, null when all is well. */
  move(positionMs: number): number | null {
    if (!this.#isFinished && positionMs > this.#reachedMs + JUMP_MS) return this.#reachedMs;
    this.#positionMs = positionMs;
    this.#reachedMs = Math.max(this.#reachedMs, positionMs);
    if (positionMs < this.durationMs - SLACK_MS) this.#hasEnded = false;
    if (!this.#isFinished && positionMs > this.#grantedMs + AHEAD_MAX_MS) this.#isHeld = true;
    return null;
  }

  /** The player came to the end; what is not granted yet, further beats bring. Answers as move(). */
  end(): number | null {
    if (!this.#isFinished && this.#reachedMs < this.durationMs - JUMP_MS) return this.#reachedMs;
    this.#positionMs = this.#reachedMs = this.durationMs;
    this.#hasEnded = true;
    return null;
  }

  /** The position for a beat that is due now, null if none is; answer() or fail() comes after it. */
  takeBeat(): number | null {
    if (this.#isFinished || this.#isUnderWay || !this.isBeatDue()) return null;
    this.#isUnderWay = true;
    this.#beatMs = this.#positionMs;
    this.#claimedMs = this.#wasRefused
      ? Math.min(this.#positionMs, this.#grantedMs + SLACK_MS)
      : this.#positionMs;
    return this.#claimedMs;
  }

  answer(granted: Granted): void {
    const isRefused = this.#claimedMs > this.#grantedMs && granted.watched_ms <= this.#grantedMs;

    this.#isUnderWay = false;
    this.#grantedMs = granted.watched_ms;
    this.#isFinished ||= granted.is_finished;
    /* Beats that arrive closer together than they were sent look like a jump. Until it is made up for the
     * gate says less than was seen, and the end takes as much longer. */
    const isBehind = this.#positionMs > this.#grantedMs + SLACK_MS;

    this.#wasRefused = isRefused || (this.#wasRefused && isBehind);
    if (this.#isFinished || !isBehind) this.#isHeld = false;
  }

  fail(): void {
    this.#isUnderWay = false;
  }

  /* Who stands still at the end, or is held, beats as often as it is asked. */
  private isBeatDue(): boolean {
    if (this.#beatMs === null || this.#hasEnded || this.#isHeld) return true;
    return Math.abs(this.#positionMs - this.#beatMs) >= BEAT_MS;
  }
}
