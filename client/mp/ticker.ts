/*
 * Counts down on a page: calls `tick` twice a second while the page is seen. Business time is always
 * the server's clock (client.ts), never the number of ticks.
 */
const TICK_MS = 500;

export class Ticker {
  #timer: ReturnType<typeof setInterval> | null = null;

  start(tick: () => void): void {
    this.stop();
    tick();
    this.#timer = setInterval(tick, TICK_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
