/* What a page does that asks the server again and again while it is seen: to be spread into Page. */
import { Poll } from "../core/poll";

interface Polling {
  poll: Poll | null;
  /** Shows the page as it is now. */
  load(): Promise<void>;
  /** Asks whether it still is so. */
  look(): Promise<void>;
}

export function pollEvery(everyMs: number) {
  return {
    poll: null as Poll | null,

    onShow(this: Polling) {
      this.poll ??= new Poll(everyMs, () => this.look());
      void this.load();
      this.poll.start();
    },

    onHide(this: Polling) {
      this.poll?.stop();
    },

    onUnload(this: Polling) {
      this.poll?.stop();
      this.poll = null;
    },
  };
}
