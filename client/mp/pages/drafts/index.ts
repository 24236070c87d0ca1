/*
 * The draft box: what passed the checks, newest first. While a photo can be handed in one of them is
 * chosen here; in any other state the box is only looked at. Nothing of it is kept here: the page
 * asks again whenever it is shown, as another tab may have deleted or chosen one.
 */
import type { Draft, Journey, Submission } from "../../../core/api";
import { formatAge, formatMoment } from "../../../core/format";
import { Problem } from "../../../core/problem";
import { format } from "../../../core/texts";
import { draftsTexts } from "../../../core/texts/drafts";
import { api, ask, attempt, clock, getSettings, getTexts, goOn, goToStation, type Fault } from "../../client";

const HOUR_MS = 3_600_000;

/** The photo that was sent back last, which cannot be handed in again. */
function getReturned(submission: Submission | null): string {
  return submission?.decision === "returned" ? submission.draft_id : "";
}

async function getSubmission(): Promise<Submission | null> {
  try {
    return await api.getSubmission();
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

function describe(draft: Draft, index: number, returnedId: string) {
  const t = getTexts(draftsTexts);
  const { language } = getSettings();
  const nowMs = clock.nowMs();
  const age = formatAge(draft.created_ms, nowMs, language);
  const isReturned = draft.id === returnedId;
  const isFree = !draft.is_in_use;

  return {
    id: draft.id,
    label: format(t.photo, { n: index + 1, age }),
    deleteLabel: format(t.deletePhoto, { n: index + 1 }),
    stored: format(t.stored, { age }),
    mark: draft.is_in_use ? t.inUse : isReturned ? t.returned : draft.has_warnings ? t.warned : "",
    kind: draft.is_in_use ? "good" : isReturned ? "warn" : "wait",
    canChoose: isFree && !isReturned,
    canDelete: isFree && draft.deletable_from_ms <= nowMs,
    from:
      isFree && draft.deletable_from_ms > nowMs
        ? format(t.deletableFrom, { time: formatMoment(draft.deletable_from_ms, language) })
        : "",
  };
}

type Item = ReturnType<typeof describe>;

/** What was chosen stays chosen while it can be; else the newest that can be. */
function choose(items: readonly Item[], before: string): string {
  const choosable = items.filter(({ canChoose }) => canChoose);

  return (choosable.find(({ id }) => id === before) ?? choosable[0])?.id ?? "";
}

Page({
  data: {
    t: getTexts(draftsTexts),
    isLoaded: false,
    isBusy: false,
    fault: null as Fault | null,
    items: [] as Item[],
    /** Files of the previews, by id. */
    pictures: {} as Record<string, string>,
    chosen: "",
    count: "",
    ageRule: "",
    isFull: false,
    isChoosing: false,
    canShoot: false,
  },

  onLoad() {
    wx.setNavigationBarTitle({ title: this.data.t.title });
  },

  onShow() {
    void this.load();
  },

  async load() {
    const isRead = await attempt(this, async () => {
      const [journey, drafts, submission] = await Promise.all([
        api.getJourney(),
        api.getDrafts(),
        getSubmission(),
      ]);

      if (!journey.student || !journey.drafts) goOn(journey);
      else this.show(journey, journey.drafts, drafts, getReturned(submission));
    });

    if (isRead) await this.fetchPictures();
  },

  show(journey: Journey, box: NonNullable<Journey["drafts"]>, drafts: Draft[], returnedId: string) {
    const { t } = this.data;
    const items = drafts.map((draft, index) => describe(draft, index, returnedId));

    this.setData({
      isLoaded: true,
      items,
      isChoosing: journey.state === "shoot",
      canShoot: journey.shooting?.is_allowed === true,
      chosen: choose(items, this.data.chosen),
      count: format(t.count, { n: drafts.length, capacity: box.capacity }),
      ageRule: format(t.ageRule, { hours: Math.round(box.min_age_ms / HOUR_MS) }),
      isFull: drafts.length >= box.capacity,
    });
  },

  /** Each as it comes; one that does not come stays a grey field, and the box can be used all the same. */
  async fetchPictures() {
    const missing = this.data.items.filter(({ id }) => !this.data.pictures[id]);

    await Promise.all(
      missing.map(async ({ id }) => {
        const picture = await api.getPicture(`/api/v1/drafts/${id}/preview`).catch(() => "");

        if (picture) this.setData({ pictures: { ...this.data.pictures, [id]: picture } });
      }),
    );
  },

  choose(event: WechatMiniprogram.BaseEvent) {
    const id = String(event.currentTarget.dataset["id"]);

    if (this.data.items.some((item) => item.id === id && item.canChoose)) this.setData({ chosen: id });
  },

  async delete(event: WechatMiniprogram.BaseEvent) {
    const { t } = this.data;
    const id = String(event.currentTarget.dataset["id"]);

    if (this.data.isBusy || !(await ask(t.deleteTitle, t.deleteText, t.delete, t.keep))) return;
    const isDeleted = await attempt(this, () => api.deleteDraft(id));
    const { fault } = this.data;

    if (isDeleted) wx.showToast({ title: t.deleted, icon: "none" });
    await this.load();
    if (fault) this.setData({ fault }); // why not; the box is shown as it is now
  },

  goOn() {
    wx.navigateTo({ url: `/pages/confirm/index?draft=${this.data.chosen}` });
  },

  goToStation() {
    void attempt(this, goToStation);
  },
});
