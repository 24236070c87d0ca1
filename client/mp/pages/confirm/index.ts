/*
 * Confirms one draft (?draft=ID) to be the photo. The server takes a confirmation once; what is
 * asked again, by a second tap or tab, changes nothing, and the page goes where the journey is.
 */
import type { Draft, Journey } from "../../../core/api";
import { formatMoney } from "../../../core/format";
import { Problem } from "../../../core/problem";
import { format } from "../../../core/texts";
import { confirmTexts } from "../../../core/texts/confirm";
import {
  api,
  attempt,
  describeFault,
  getSettings,
  getTexts,
  goToStation,
  stayIn,
  type Fault,
} from "../../client";

function describeFacts({ student, school }: Journey) {
  const t = getTexts(confirmTexts);

  return [
    { name: t.name, value: student?.name_masked },
    { name: t.number, value: student?.student_number },
    { name: t.identity, value: student?.identity_masked },
    { name: t.school, value: school?.name },
    { name: t.className, value: student?.class_name },
  ].filter(({ value }) => value);
}

function describeNext({ batch, is_paid: isPaid }: Journey): string[] {
  const t = getTexts(confirmTexts);
  const amount = formatMoney(batch?.fee_fen ?? 0, getSettings().language);
  const payment = isPaid
    ? t.nextPaid
    : batch?.is_payment_unified
      ? t.nextFree
      : format(t.nextPay, { amount });

  return [payment, batch?.has_school_review ? t.nextReview : t.nextProduction, t.nextPhoto];
}

Page({
  data: {
    t: getTexts(confirmTexts),
    isLoaded: false,
    isBusy: false,
    fault: null as Fault | null,
    draftId: "",
    /** Whether the draft can be confirmed: it is in the box, and was not returned. */
    isRight: false,
    isGone: false,
    isWarned: false,
    picture: "",
    facts: [] as ReturnType<typeof describeFacts>,
    next: [] as string[],
  },

  onLoad(query: Record<string, string | undefined>) {
    wx.setNavigationBarTitle({ title: this.data.t.title });
    this.setData({ draftId: query["draft"] ?? "" });
  },

  onShow() {
    void this.load();
  },

  async load() {
    const isRead = await attempt(this, async () => {
      const [journey, drafts] = await Promise.all([stayIn(["shoot"]), api.getDrafts()]);

      if (journey)
        this.show(
          journey,
          drafts.find(({ id }) => id === this.data.draftId),
        );
    });

    if (isRead && this.data.isRight && !this.data.picture) await this.fetchPicture();
  },

  show(journey: Journey, draft: Draft | undefined) {
    this.setData({
      isLoaded: true,
      isRight: draft !== undefined,
      isGone: draft === undefined,
      isWarned: draft?.has_warnings === true,
      facts: describeFacts(journey),
      next: describeNext(journey),
    });
  },

  async fetchPicture() {
    await attempt(this, async () => {
      this.setData({ picture: await api.getPicture(`/api/v1/drafts/${this.data.draftId}/preview`) });
    });
  },

  async confirm() {
    if (this.data.isBusy) return;
    this.setData({ isBusy: true, fault: null });
    try {
      await api.confirm(this.data.draftId);
      await goToStation(); // stays busy: the page is left
    } catch (error) {
      await this.explain(error);
    }
  },

  async explain(error: unknown) {
    const code = error instanceof Problem ? error.code : "";

    if (code === "step-not-now") {
      await attempt(this, goToStation);
      return;
    }
    if (code === "draft-returned" || code === "not-found") this.setData({ isRight: false });
    this.setData({ isBusy: false, isGone: code === "not-found", fault: describeFault(error) });
  },

  goToBox() {
    wx.redirectTo({ url: "/pages/drafts/index" });
  },
});
