/*
 * How far the making of a photo is, as a list of stages: each done, under way or to come. The
 * server tells the stage that is under way (docs/api/openapi.yaml, Shot).
 */
import type { Shot } from "./api";

export const STAGES = ["received", "face", "background", "checks", "authenticity"] as const;
export type Stage = (typeof STAGES)[number];
export type StageState = "done" | "now" | "next";

/** "received" waits in the queue, and so is under way until the face is looked for. */
export function getStageStates(stage: Shot["stage"]): StageState[] {
  const now = stage === "ended" ? STAGES.length : STAGES.indexOf(stage);

  return STAGES.map((_, i) => (i < now ? "done" : i === now ? "now" : "next"));
}

/** "大约还需 {n} 秒": whole seconds, never less than one, in steps of five above twenty. */
export function roundSeconds(expectedMs: number): number {
  const seconds = Math.max(1, Math.ceil(expectedMs / 1000));

  return seconds > 20 ? Math.ceil(seconds / 5) * 5 : seconds;
}
