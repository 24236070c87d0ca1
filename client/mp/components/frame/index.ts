/*
 * What every page stands in: the bar of five parts, what has failed, the page's content, and its
 * one decision at the bottom (slot "actions").
 */
import { commonTexts } from "../../../core/texts/common";
import { getTexts, type Fault } from "../../client";

Component({
  options: { multipleSlots: true },
  properties: {
    /** Which part of the way the page belongs to, 1 to 5; 0: none. */
    part: { type: Number, value: 0 },
    fault: { type: Object, value: null as unknown as Fault },
  },
  data: { parts: getTexts(commonTexts).parts.split(" ") },
});
