/*
 * <photo-timeline timeline="{{...}}">: the steps of a photo with their times, as api.getTimeline()
 * answers; what is done, what is waited for, and what is to come.
 */
import type { Timeline } from "../../../core/api";
import { formatTime } from "../../../core/format";
import { format } from "../../../core/texts";
import { timelineTexts } from "../../../core/texts/timeline";
import { describeTimeline, type TimelineRow } from "../../../core/timeline";
import { getSettings, getTexts } from "../../client";

function describe({ step, mark, atMs }: TimelineRow) {
  const t = getTexts(timelineTexts);
  const time = atMs === null ? "" : formatTime(atMs, getSettings().language);
  const notNow = mark === "done" ? time : t.ahead;
  const now = step === "proofread" ? t.proofreadNow : time ? format(t.begun, { time }) : t.now;

  return { step, mark, name: t[step], note: mark === "now" ? now : notNow };
}

Component({
  options: { virtualHost: true },
  properties: { timeline: { type: Object, value: null as unknown as Timeline } },
  data: { t: getTexts(timelineTexts), rows: [] as ReturnType<typeof describe>[] },
  observers: {
    timeline(timeline: Timeline | null) {
      this.setData({
        t: getTexts(timelineTexts),
        rows: timeline ? describeTimeline(timeline).map(describe) : [],
      });
    },
  },
});
