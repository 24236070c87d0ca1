/*
 * The student's way as pages: which page a state of the journey shows, and which of the five parts
 * of the progress bar it belongs to. The server's state machine decides; this is its picture.
 */
import type { JourneyState } from "./api";

/** The parts of the bar: 验证, 须知, 拍摄, 确认, 成片. */
export type Part = 1 | 2 | 3 | 4 | 5;

interface Station {
  page: string;
  part: Part;
}

const STATIONS: Readonly<Record<JourneyState, Station>> = {
  consent: { page: "/pages/consent/index", part: 1 },
  verify: { page: "/pages/verify/index", part: 1 },
  phone: { page: "/pages/phone/index", part: 1 },
  notice: { page: "/pages/reading/index?kind=notice", part: 2 },
  precautions: { page: "/pages/reading/index?kind=precautions", part: 2 },
  messages: { page: "/pages/messages/index", part: 2 },
  requirements: { page: "/pages/onsite/index", part: 2 },
  video: { page: "/pages/video/index", part: 2 },
  shoot: { page: "/pages/shoot/index", part: 3 },
  payment: { page: "/pages/pay/index", part: 4 },
  review: { page: "/pages/done/index", part: 5 },
  "in-review": { page: "/pages/done/index", part: 5 },
  production: { page: "/pages/done/index", part: 5 },
  sample: { page: "/pages/photo/index", part: 5 },
  final: { page: "/pages/photo/index", part: 5 },
  proofread: { page: "/pages/photo/index", part: 5 },
  delivered: { page: "/pages/photo/index", part: 5 },
};

export function getPage(state: JourneyState): string {
  return STATIONS[state].page;
}

export function getPart(state: JourneyState): Part {
  return STATIONS[state].part;
}
