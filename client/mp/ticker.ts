/*
 * Counts down on a page: calls `tick` twice a second while the page is seen. Business time is always
 * the server's clock (client.ts), never the number of ticks.
 */
const TICK_MS = 500;

export class Ticker {
  #timer: ReturnType<typeof setInterval> | null = null;
  #isResting = false;

  /** Nothing, while it rests: what was asked for when the page was seen may be answered later. */
  start(tick: () => void): void {
    this.stop();
    if (this.#isResting) return;
    this.#timer = setInterval(tick, TICK_MS);
    tick();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** The page is hidden or gone. */
  rest(): void {
    this.stop();
    this.#isResting = true;
  }

  /** The page is seen again. */
  wake(): void {
    this.#isResting = false;
  }
}
