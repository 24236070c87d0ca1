/*
 * Asks again and again while a page is shown. The next question waits for the answer of the one
 * before, so a slow network is asked less often; one that fails is simply asked again next time.
 */
export class Poll {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isOn = false;

  constructor(
    private readonly everyMs: number,
    private readonly ask: () => Promise<void>,
  ) {}

  start(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#wait();
  }

  stop(): void {
    this.#isOn = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(): void {
    this.#timer = setTimeout(() => void this.#askOnce(), this.everyMs);
  }

  async #askOnce(): Promise<void> {
    await this.ask().catch(() => {});
    if (this.#isOn) this.#wait();
  }
}
