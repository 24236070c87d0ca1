/*
 * reading?kind=notice|precautions: a text of the school or the site, to be read to its end before it
 * counts. With again=1 it is only looked up (requirements and consent too), and the button leads back.
 */
import type { DocumentKind } from "../../../core/api";
import { findPhone } from "../../../core/contact";
import { readDocument, type Block } from "../../../core/document";
import { Problem } from "../../../core/problem";
import { format } from "../../../core/texts";
import { commonTexts } from "../../../core/texts/common";
import { readingTexts } from "../../../core/texts/reading";
import { api, attempt, describeFault, getSettings, getTexts, goOn, type Fault } from "../../client";
import { watchEnd, scrollOn } from "../../scrolling";

const PAIRS = ["light", "hair", "glasses", "collar"] as const;

interface Pair {
  name: string;
  title: string;
  right: string;
  wrong: string;
}

function getPairs(): Pair[] {
  const t = getTexts(readingTexts);

  return PAIRS.map((name) => ({ name, title: t[name], right: t[`${name}Right`], wrong: t[`${name}Wrong`] }));
}

const endWatches = new WeakMap<object, { disconnect(): void }>();

Page({
  data: {
    t: getTexts(readingTexts),
    common: getTexts(commonTexts),
    kind: "notice" as DocumentKind,
    part: 2,
    documentId: 0,
    isLoading: true,
    isBusy: false,
    fault: null as Fault | null,
    blocks: [] as Block[],
    isTranslated: true,
    hasHeading: false,
    contact: "",
    phone: "",
    callLabel: "",
    pairs: [] as Pair[],
    /** The end has been seen. */
    isRead: false,
    isAgain: false,
  },

  onLoad(query: Record<string, string | undefined>) {
    const kind = (["notice", "precautions", "requirements", "consent"] as const).find(
      (one) => one === query["kind"],
    );
    const t = getTexts(readingTexts);

    this.setData({
      t,
      common: getTexts(commonTexts),
      kind: kind ?? "notice",
      isAgain: query["again"] === "1",
      part: query["again"] === "1" ? 0 : 2,
    });
    wx.setNavigationBarTitle({ title: t[kind ?? "notice"] });
    void this.load();
  },

  onUnload() {
    endWatches.get(this)?.disconnect();
  },

  async load() {
    const { kind } = this.data;

    this.setData({ isLoading: true });
    await attempt(this, async () => {
      const [text, journey] = await Promise.all([api.getDocument(kind), api.getJourney()]);
      const { blocks, isTranslated } = readDocument(text.body, getSettings().language);
      const contact = kind === "notice" ? (journey.school?.contact ?? "") : "";
      const phone = findPhone(contact);

      this.setData({
        documentId: text.id,
        blocks,
        isTranslated,
        hasHeading: blocks[0]?.kind === "heading",
        contact,
        phone,
        callLabel: format(this.data.common.call, { phone }),
        pairs: kind === "precautions" ? getPairs() : [],
        isRead: false,
        isLoading: false,
      });
      this.watchEnd();
    });
  },

  watchEnd() {
    endWatches.get(this)?.disconnect();
    endWatches.set(
      this,
      watchEnd(this, ".reading-end", () => this.setData({ isRead: true })),
    );
  },

  /* One button all the way: another in its place would lose the keyboard. */
  press() {
    if (this.data.isRead) void this.next();
    else scrollOn(this);
  },

  call() {
    wx.makePhoneCall({ phoneNumber: this.data.phone, fail: () => {} });
  },

  back() {
    wx.navigateBack();
  },

  async next() {
    const { kind, documentId } = this.data;

    if (kind === "consent") return;
    await attempt(this, async () => {
      try {
        goOn(await api.haveRead(kind, documentId));
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "text-newer") throw error;
        await this.load();
        wx.pageScrollTo({ scrollTop: 0, duration: 0 });
        if (!this.data.fault) this.setData({ fault: describeFault(error) });
      }
    });
  },
});
