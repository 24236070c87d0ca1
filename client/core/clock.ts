/*
 * The server's clock as a client knows it: the offset to the phone's own is taken from every answer
 * that tells the time, so a phone whose clock is wrong counts down rightly.
 */

export class ServerClock {
  #offsetMs = 0;

  constructor(private readonly localNow: () => number) {}

  /** The server said that it is nowMs now. */
  learn(nowMs: number): void {
    this.#offsetMs = nowMs - this.localNow();
  }

  nowMs(): number {
    return this.localNow() + this.#offsetMs;
  }
}

/** What a visible clock shows: "00:27", "1:30:00". Rounded up: it shows 00:00 only when it is over. */
export function formatRemaining(remainingMs: number): string {
  const seconds = Math.max(0, Math.ceil(remainingMs / 1000));
  const pad = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;

  return hours ? `${hours}:${rest}` : rest;
}
