/*
 * <page-zoom>: a photo (3:4) that can be looked at closely. Two fingers, a double tap or the
 * buttons enlarge; then it is scrolled, which works with finger, wheel and keyboard alike.
 * In the page's json: "page-zoom": "/components/zoom/index".
 *
 *   src     the picture's file
 *   alt     what it is, for screen readers
 *   bind:error  the picture cannot be shown
 */
import { format } from "../../../core/texts";
import { zoomTexts } from "../../../core/texts/zoom";
import { MAX_SCALE, WHOLE, measureFingers, zoomAt, type Size, type View } from "../../../core/zoom";
import { getTexts } from "../../client";

const STEP = 1.5;
const DOUBLE_TAP_SCALE = 2.5;
const DOUBLE_TAP_MS = 350;

interface Window extends Size {
  left: number;
  top: number;
}

interface Hand {
  /** Where the picture is scrolled to; the scroll view tells, and setData does not follow it. */
  left: number;
  top: number;
  tappedMs: number;
  pinch: { view: View; distancePx: number; window: Window } | null;
}

const hands = new WeakMap<object, Hand>();

Component({
  options: { virtualHost: true },
  properties: {
    src: { type: String, value: "" },
    alt: { type: String, value: "" },
  },
  data: { t: getTexts(zoomTexts), view: WHOLE, percent: "", isPinching: false, isLargest: false },
  lifetimes: {
    created() {
      hands.set(this, { left: 0, top: 0, tappedMs: 0, pinch: null });
    },
    attached() {
      this.setData({ t: getTexts(zoomTexts) });
    },
  },
  observers: {
    src() {
      this.show(WHOLE);
    },
  },
  methods: {
    show(view: View) {
      const percent = format(getTexts(zoomTexts).scale, { percent: Math.round(view.scale * 100) });

      Object.assign(hands.get(this)!, { left: view.left, top: view.top });
      this.setData({ view, percent, isLargest: view.scale >= MAX_SCALE });
    },
    getView(): View {
      const { left, top } = hands.get(this)!;

      return { scale: this.data.view.scale, left, top };
    },
    measure(): Promise<Window> {
      return new Promise((resolve) => {
        this.createSelectorQuery()
          .select(".zoom-window")
          .boundingClientRect((rect) => resolve(rect as unknown as Window))
          .exec();
      });
    },
    async zoomTo(scale: number, at?: { x: number; y: number }) {
      const window = await this.measure();
      const x = at ? at.x - window.left : window.width / 2;
      const y = at ? at.y - window.top : window.height / 2;

      this.show(zoomAt(this.getView(), scale, x, y, window));
    },
    enlarge() {
      void this.zoomTo(this.data.view.scale * STEP);
    },
    reduce() {
      void this.zoomTo(this.data.view.scale / STEP);
    },
    showWhole() {
      this.show(WHOLE);
    },
    noteScroll(event: WechatMiniprogram.ScrollViewScroll) {
      const { scrollLeft, scrollTop } = event.detail;

      Object.assign(hands.get(this)!, { left: scrollLeft, top: scrollTop });
    },
    tap(event: WechatMiniprogram.TouchEvent) {
      const hand = hands.get(this)!;
      const nowMs = Date.now();
      const isSecond = nowMs - hand.tappedMs < DOUBLE_TAP_MS;
      const touch = event.detail as unknown as { x: number; y: number };

      hand.tappedMs = isSecond ? 0 : nowMs;
      if (!isSecond) return;
      if (this.data.view.scale > 1) this.showWhole();
      else void this.zoomTo(DOUBLE_TAP_SCALE, touch);
    },
    async touchStart(event: WechatMiniprogram.TouchEvent) {
      const [a, b] = event.touches;

      if (!a || !b) return;
      const { distancePx } = measureFingers(a, b);

      this.setData({ isPinching: true });
      hands.get(this)!.pinch = { view: this.getView(), distancePx, window: await this.measure() };
    },
    touchMove(event: WechatMiniprogram.TouchEvent) {
      const { pinch } = hands.get(this)!;
      const [a, b] = event.touches;

      if (!pinch || !a || !b) return;
      const { distancePx, x, y } = measureFingers(a, b);
      const scale = (pinch.view.scale * distancePx) / pinch.distancePx;

      this.show(zoomAt(pinch.view, scale, x - pinch.window.left, y - pinch.window.top, pinch.window));
    },
    touchEnd(event: WechatMiniprogram.TouchEvent) {
      if (event.touches.length >= 2) return;
      hands.get(this)!.pinch = null;
      if (this.data.isPinching) this.setData({ isPinching: false });
    },
    fail() {
      this.triggerEvent("error");
    },
  },
});
