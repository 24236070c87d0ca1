/*
 * The inbox: every message, the newest first, by pages. A tap marks one as read and leads to where the
 * student is now, which the server knows better than an old message.
 */
import type { InboxPage } from "../../../core/api";
import { formatMoment } from "../../../core/format";
import { format } from "../../../core/texts";
import { inboxTexts } from "../../../core/texts/inbox";
import { api, attempt, getSettings, getTexts, goToStation, type Fault } from "../../client";

interface Row {
  id: number;
  text: string;
  time: string;
  reasons: string[];
  isUnread: boolean;
}

function describe({
  id,
  text,
  reasons,
  created_ms: createdMs,
  read_ms: readMs,
}: InboxPage["items"][number]): Row {
  const { language } = getSettings();

  return {
    id,
    text: text[language],
    time: formatMoment(createdMs, language),
    reasons: reasons.map((reason) => reason[language]),
    isUnread: readMs === null,
  };
}

Page({
  data: {
    t: getTexts(inboxTexts),
    isLoading: true,
    isBusy: false,
    fault: null as Fault | null,
    rows: [] as Row[],
    nUnread: 0,
    count: "",
    next: null as string | null,
    hasMore: false,
  },

  onLoad() {
    const t = getTexts(inboxTexts);

    this.setData({ t });
    wx.setNavigationBarTitle({ title: t.title });
  },

  /* Each time it comes to sight: a message may have come, or been read elsewhere. */
  onShow() {
    void this.load();
  },

  load() {
    return attempt(this, async () => this.show(await api.getInbox(), []));
  },

  older() {
    const { next, rows } = this.data;

    if (next === null) return;
    return attempt(this, async () => this.show(await api.getInbox(next), rows));
  },

  onReachBottom() {
    if (!this.data.isBusy) void this.older();
  },

  show({ items, next, n_unread: nUnread }: InboxPage, before: Row[]) {
    const known = new Set(before.map((row) => row.id));
    const rows = [...before, ...items.map(describe).filter((row) => !known.has(row.id))];

    this.setData({ isLoading: false, rows, next, hasMore: next !== null });
    this.count(nUnread);
  },

  count(nUnread: number) {
    const { t } = this.data;

    this.setData({ nUnread, count: nUnread ? format(t.unreadCount, { n: nUnread }) : t.allRead });
  },

  open(event: WechatMiniprogram.BaseEvent) {
    const id = Number(event.currentTarget.dataset["id"]);
    const { rows, nUnread } = this.data;
    const isUnread = rows.some((row) => row.id === id && row.isUnread);

    return attempt(this, async () => {
      if (isUnread) {
        await api.haveReadMessage(id);
        this.setData({ rows: rows.map((row) => (row.id === id ? { ...row, isUnread: false } : row)) });
        this.count(Math.max(0, nUnread - 1));
      }
      await goToStation();
    });
  },

  goOn() {
    return attempt(this, goToStation);
  },
});
