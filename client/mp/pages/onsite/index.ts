/*
 * Choosing on-site shooting, then its requirements, to be read to the end (S8). Whom a phone does not
 * suit is told whom to ask: the face by phone must not be the only way.
 */
import { findPhone } from "../../../core/contact";
import { readDocument, type Block } from "../../../core/document";
import { Problem } from "../../../core/problem";
import { format } from "../../../core/texts";
import { commonTexts } from "../../../core/texts/common";
import { onsiteTexts } from "../../../core/texts/onsite";
import { api, attempt, describeFault, getSettings, getTexts, goOn, stayIn, type Fault } from "../../client";
import { scrollOn, watchEnd } from "../../scrolling";

const endWatches = new WeakMap<object, { disconnect(): void }>();

Page({
  data: {
    t: getTexts(onsiteTexts),
    isLoading: true,
    isBusy: false,
    fault: null as Fault | null,
    /** On-site shooting was chosen, and the requirements are shown. */
    isChosen: false,
    isRead: false,
    documentId: 0,
    blocks: [] as Block[],
    isTranslated: true,
    hasHeading: false,
    isOtherShown: false,
    contact: "",
    phone: "",
    callLabel: "",
  },

  onLoad() {
    const t = getTexts(onsiteTexts);

    this.setData({ t });
    wx.setNavigationBarTitle({ title: t.title });
    void this.load();
  },

  onUnload() {
    endWatches.get(this)?.disconnect();
  },

  load() {
    return attempt(this, async () => {
      const [journey, text] = await Promise.all([stayIn(["requirements"]), api.getDocument("requirements")]);

      if (!journey) return;
      const { blocks, isTranslated } = readDocument(text.body, getSettings().language);
      const contact = journey.school?.contact ?? "";
      const phone = findPhone(contact);

      this.setData({
        isLoading: false,
        documentId: text.id,
        blocks,
        isTranslated,
        hasHeading: blocks[0]?.kind === "heading",
        isRead: false,
        contact,
        phone,
        callLabel: format(getTexts(commonTexts).call, { phone }),
      });
      if (this.data.isChosen) this.watchEnd();
    });
  },

  choose() {
    this.setData({ isChosen: true, isOtherShown: false });
    wx.setNavigationBarTitle({ title: this.data.t.requirements });
    wx.pageScrollTo({ scrollTop: 0, duration: 0 });
    this.watchEnd();
  },

  watchEnd() {
    endWatches.get(this)?.disconnect();
    endWatches.set(
      this,
      watchEnd(this, ".onsite-end", () => this.setData({ isRead: true })),
    );
  },

  /* One button all the way: another in its place would lose the keyboard. */
  press() {
    if (this.data.isRead) void this.next();
    else scrollOn(this);
  },

  next() {
    return attempt(this, async () => {
      try {
        goOn(await api.haveRead("requirements", this.data.documentId));
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "text-newer") throw error;
        await this.load();
        wx.pageScrollTo({ scrollTop: 0, duration: 0 });
        if (!this.data.fault) this.setData({ fault: describeFault(error) });
      }
    });
  },

  showOther() {
    this.setData({ isOtherShown: true });
  },

  hideOther() {
    this.setData({ isOtherShown: false });
  },

  call() {
    wx.makePhoneCall({ phoneNumber: this.data.phone, fail: () => {} });
  },
});
