/*
 * The consent to the processing of face image and liveness data, on a page of its own and bundled
 * with nothing (S2). Who refuses is told the other way, and has lost nothing.
 */
import type { StudentDocument } from "../../../core/api";
import { readDocument, type Block } from "../../../core/document";
import { formatDate } from "../../../core/format";
import { Problem } from "../../../core/problem";
import { format } from "../../../core/texts";
import { consentTexts } from "../../../core/texts/consent";
import { api, attempt, getSettings, getTexts, goOn, type Fault } from "../../client";

Page({
  data: {
    t: getTexts(consentTexts),
    isLoading: true,
    isBusy: false,
    fault: null as Fault | null,
    documentId: 0,
    blocks: [] as Block[],
    note: "",
    version: "",
    hasRefused: false,
  },

  onLoad() {
    const t = getTexts(consentTexts);

    this.setData({ t });
    wx.setNavigationBarTitle({ title: t.barTitle });
    void this.load();
  },

  load() {
    return attempt(this, async () => this.show(await api.getDocument("consent")));
  },

  show(document: StudentDocument) {
    const { language } = getSettings();
    const { t } = this.data;
    const { blocks, isTranslated } = readDocument(document.body, language);

    this.setData({
      isLoading: false,
      documentId: document.id,
      blocks,
      note: isTranslated ? "" : t.onlyOther,
      version: format(t.version, {
        version: document.version,
        date: formatDate(document.published_ms, language),
      }),
    });
  },

  agree() {
    void attempt(this, async () => {
      try {
        goOn(await api.consent(this.data.documentId));
      } catch (error) {
        // It was published anew meanwhile: what is agreed to must be what was read.
        if (error instanceof Problem && error.code === "text-newer")
          this.show(await api.getDocument("consent"));
        throw error;
      }
    });
  },

  refuse() {
    this.setData({ hasRefused: true });
  },

  stay() {
    this.setData({ hasRefused: false });
  },

  backToEntry() {
    wx.reLaunch({ url: "/pages/entry/index" });
  },
});
