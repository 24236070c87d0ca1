/*
 * <page-sheet>: a panel from the bottom over the page, for one thing aside of the page's decision.
 *
 *   show      whether it is up
 *   title     its heading, which is its name for screen readers
 *   bind:close  the student wants it gone, by the veil, the button or Escape; the page sets show to false
 *
 * The default slot is the content; slot "actions" its buttons, above the one that closes it.
 */
import { commonTexts } from "../../../core/texts/common";
import { getSettings, getTexts } from "../../client";

Component({
  options: { multipleSlots: true, virtualHost: true },
  properties: {
    show: { type: Boolean, value: false },
    title: { type: String, value: "" },
  },
  data: { t: getTexts(commonTexts), isLarge: false },
  observers: {
    // It may stand outside of page-frame, whose large text it then has to take up by itself.
    show() {
      this.setData({ t: getTexts(commonTexts), isLarge: getSettings().isLarge });
    },
  },
  methods: {
    close() {
      this.triggerEvent("close");
    },
    /** A touch of the panel is none of the veil behind it. */
    stay() {},
  },
});
