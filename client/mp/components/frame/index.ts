/*
 * <page-frame>: what every page stands in. From top to bottom the bar of five parts, the school's
 * name, what has failed, the content (default slot), and the page's one decision (slot "actions":
 * links above, the one primary button last), which stays within the thumb's reach.
 *
 *   part      which part of the way the page belongs to, 1 to 5; 0: no bar
 *   fault     what has failed (client.ts: Fault), or null; its contact can be called by a tap
 *   retry     whether the fault offers to try again; then bind:retry
 *   loading   true until there is something to show: the shape of a page in place of the content
 *   plain     no margins and a dark ground, for camera and pictures
 *
 * It follows the settings by itself: large text for everything inside.
 */
import type { Step } from "../../../core/journal";
import { findPhone } from "../../../core/contact";
import { formatMoment } from "../../../core/format";
import { format } from "../../../core/texts";
import { commonTexts } from "../../../core/texts/common";
import { frameTexts } from "../../../core/texts/frame";
import { api, getKnown, getSettings, getTexts, onKnownChange, type Fault } from "../../client";

const STEPS_OF_PART: readonly (readonly Step[])[] = [
  ["consent", "verify", "phone"],
  ["notice", "precautions", "messages", "requirements", "video"],
];

interface Row {
  name: string;
  /** When it was done, in words. */
  note: string;
}

const endings = new WeakMap<object, () => void>();

Component({
  options: { multipleSlots: true, virtualHost: true },
  properties: {
    part: { type: Number, value: 0 },
    fault: { type: Object, value: null as unknown as Fault },
    retry: { type: Boolean, value: false },
    loading: { type: Boolean, value: false },
    plain: { type: Boolean, value: false },
  },
  data: {
    t: getTexts(frameTexts),
    common: getTexts(commonTexts),
    parts: [] as string[],
    schoolName: "",
    isLarge: false,
    isLatin: false,
    phone: "",
    callLabel: "",
    /** The finished part that is looked at, 1 to 5; 0: none. */
    opened: 0,
    rows: [] as Row[],
  },
  observers: {
    fault(fault: Fault | null) {
      const phone = findPhone(fault?.contact ?? "");

      this.setData({ phone, callLabel: format(getTexts(commonTexts).call, { phone }) });
    },
  },
  lifetimes: {
    attached() {
      const follow = () => {
        const common = getTexts(commonTexts);

        this.setData({
          t: getTexts(frameTexts),
          common,
          parts: common.parts.split(" "),
          schoolName: getKnown().schoolName,
          isLarge: getSettings().isLarge,
          isLatin: getSettings().language === "en",
        });
      };

      follow();
      endings.set(this, onKnownChange(follow));
    },
    detached() {
      endings.get(this)?.();
    },
  },
  methods: {
    retryNow() {
      this.triggerEvent("retry");
    },
    call() {
      wx.makePhoneCall({ phoneNumber: this.data.phone, fail: () => {} });
    },
    closePart() {
      this.setData({ opened: 0 });
    },
    /** What was done in a finished part, and when. */
    async openPart(event: WechatMiniprogram.BaseEvent) {
      const part = Number(event.currentTarget.dataset["part"]);
      const t = getTexts(frameTexts);
      const steps = STEPS_OF_PART[part - 1];

      if (steps) {
        const { doneMs } = getKnown().journal;

        this.setData({ opened: part, rows: steps.map((step) => describe(t[step], doneMs[step] ?? null)) });
        return;
      }
      this.setData({ opened: part, rows: [{ name: this.data.parts[part - 1] ?? "", note: t.done }] });
      try {
        const { steps: times } = await api.getTimeline();
        const atMs = times.find(({ step }) => step === "submitted")?.at_ms ?? null;
        const name = part === 3 ? t.shoot : t.submitted;

        this.setData({ rows: [part === 3 ? { name, note: t.done } : describe(name, atMs)] });
      } catch {
        this.setData({ rows: [{ name: this.data.parts[part - 1] ?? "", note: t.noTimeline }] });
      }
    },
  },
});

function describe(name: string, atMs: number | null): Row {
  const t = getTexts(frameTexts);
  const note =
    atMs === null ? t.done : format(t.doneAt, { time: formatMoment(atMs, getSettings().language) });

  return { name, note };
}
