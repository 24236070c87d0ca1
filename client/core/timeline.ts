/* What has happened to a photo, what happens now and what is to come, as one list to show. */
import type { JourneyState, Timeline } from "./api";

export type TimelineStep = Timeline["steps"][number]["step"];

export interface TimelineRow {
  step: TimelineStep;
  mark: "done" | "now" | "ahead";
  atMs: number | null;
}

const ORDER: readonly TimelineStep[] = [
  "submitted",
  "review",
  "production",
  "sample",
  "final",
  "proofread",
  "delivered",
];

/** What is waited for in a state; all is done once the photo is delivered. */
const AWAITED: Partial<Record<JourneyState, TimelineStep>> = {
  review: "review",
  "in-review": "review",
  production: "production",
  sample: "final",
  final: "proofread",
  proofread: "delivered",
};

/** A step that was passed over (there was no sample, say) is not in the list. */
export function describeTimeline({ state, steps }: Timeline): TimelineRow[] {
  const awaited = state === "delivered" ? ORDER.length : ORDER.indexOf(AWAITED[state] ?? "submitted");

  return steps
    .map(({ step, at_ms: atMs }): TimelineRow => {
      const at = ORDER.indexOf(step);

      return { step, atMs, mark: at < awaited ? "done" : at === awaited ? "now" : "ahead" };
    })
    .filter(({ mark, atMs }) => mark !== "done" || atMs !== null);
}
