/*
 * <page-ring>: a clock in a ring that empties, until a time of the server's.
 * In the page's json: "page-ring": "/components/ring/index".
 *
 *   until     when it is over, as the server said it (until_ms)
 *   total     how long the whole ring is, in ms; 0: what is left when it is first seen
 *   label     what happens then, below the clock: "后可重拍"
 *   bind:over once, when the time has come; ask the server then, it decides
 */
import { formatRemaining } from "../../../core/clock";
import { getTexts, clock } from "../../client";
import { ringTexts } from "../../../core/texts/ring";

const LOOK_MS = 250; // often enough that no second is left out

interface Running {
  timer: ReturnType<typeof setInterval>;
  totalMs: number;
}

const running = new WeakMap<object, Running>();

Component({
  options: { virtualHost: true },
  properties: {
    until: { type: Number, value: 0 },
    total: { type: Number, value: 0 },
    label: { type: String, value: "" },
  },
  data: { t: getTexts(ringTexts), clock: "", turn: 1 },
  observers: {
    "until, total"() {
      this.begin();
    },
  },
  lifetimes: {
    attached() {
      this.begin();
    },
    detached() {
      this.end();
    },
  },
  pageLifetimes: {
    show() {
      this.look();
    },
  },
  methods: {
    begin() {
      this.end();
      this.setData({ t: getTexts(ringTexts) });
      if (this.data.until <= 0) return;
      running.set(this, {
        timer: setInterval(() => this.look(), LOOK_MS),
        totalMs: Math.max(1, this.data.total || this.data.until - clock.nowMs()),
      });
      this.look();
    },
    end() {
      const mine = running.get(this);

      if (mine) clearInterval(mine.timer);
      running.delete(this);
    },
    look() {
      const mine = running.get(this);

      if (!mine) return;
      const leftMs = Math.max(0, this.data.until - clock.nowMs());
      const shown = formatRemaining(leftMs);

      if (shown !== this.data.clock)
        this.setData({ clock: shown, turn: Math.round(Math.min(1, leftMs / mine.totalMs) * 3600) / 3600 });
      if (leftMs > 0) return;
      this.end();
      this.triggerEvent("over");
    },
  },
});
