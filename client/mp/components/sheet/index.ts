/*
 * <page-sheet>: a panel from the bottom over the page, for one thing aside of the page's decision.
 *
 *   show      whether it is up
 *   title     its heading, which is its name for screen readers
 *   bind:close  the student wants it gone: the veil, the button or Escape; the page sets show
 *
 * The default slot is the content; slot "actions" its buttons, above the one that closes it.
 */
import { commonTexts } from "../../../core/texts/common";
import { getTexts } from "../../client";

Component({
  options: { multipleSlots: true, virtualHost: true },
  properties: {
    show: { type: Boolean, value: false },
    title: { type: String, value: "" },
  },
  data: { t: getTexts(commonTexts) },
  lifetimes: {
    attached() {
      this.setData({ t: getTexts(commonTexts) });
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
