/*
 * What the pages share: the API, the server's clock, the language, what to say when something
 * fails, and the ways from page to page.
 */
import { Api, type Journey, type JourneyState } from "../core/api";
import { ServerClock } from "../core/clock";
import { EMPTY_JOURNAL, noteJourney, type Journal } from "../core/journal";
import { guessLanguage, type Language } from "../core/language";
import { Problem } from "../core/problem";
import { pickTexts, type Catalogue, type Texts } from "../core/texts";
import { NetworkError } from "../core/transport";
import { commonTexts } from "../core/texts/common";
import { getPage, getPart, type Part } from "../core/way";
import { platform } from "./platform/chosen";
import { transport } from "./transport";

export const clock = new ServerClock(() => Date.now());
export const api = new Api(transport, platform.newSession(), clock, learnJourney);

// --- what every page shows of the journey and of the settings (page-frame follows both)

const JOURNEY_KEY = "journey-seen";
const SCHOOL_KEY = "school-chosen";
const followers = new Set<() => void>();

/** What is kept from page to page, and over a reload, until the server is asked again. */
export interface Known {
  schoolName: string;
  /** The part of the way that the student is in; 0: nothing is done yet. */
  part: Part | 0;
  journal: Journal;
}

let known: Known | null = null;

export function getKnown(): Known {
  known ??= (wx.getStorageSync(JOURNEY_KEY) as Known | "") || {
    schoolName: "",
    part: 0,
    journal: EMPTY_JOURNAL,
  };
  return known;
}

function learnJourney(journey: Journey): void {
  const journal = noteJourney(getKnown().journal, journey);

  known = {
    schoolName: journey.school?.name ?? "",
    part: journal.hasBegun ? getPart(journey.state) : 0,
    journal,
  };
  wx.setStorageSync(JOURNEY_KEY, known);
  tellFollowers();
}

/** Whoever takes this phone next finds nothing of the student; language and size of text stay. */
export function forgetStudent(): void {
  const kept = getSettings();

  wx.clearStorageSync();
  known = null;
  changeSettings(kept);
}

/** Which school the student chose, or a link named, so that it is asked once; "": none yet. */
export function getChosenSchool(): string {
  return wx.getStorageSync(SCHOOL_KEY) as string;
}

export function rememberSchool(code: string): void {
  wx.setStorageSync(SCHOOL_KEY, code);
}

function tellFollowers(): void {
  for (const follow of followers) follow();
}

/** Calls `follow` when the school or the settings are others; the answer ends it. */
export function onKnownChange(follow: () => void): () => void {
  followers.add(follow);
  return () => followers.delete(follow);
}

// --- language and size of text

export interface Settings {
  language: Language;
  isLarge: boolean;
}

const SETTINGS_KEY = "settings";
let settings: Settings | null = null;

export function getSettings(): Settings {
  settings ??= {
    language: guessLanguage(wx.getAppBaseInfo().language ?? ""),
    isLarge: false,
    ...(wx.getStorageSync(SETTINGS_KEY) as Partial<Settings> | ""),
  } as Settings;
  return settings;
}

export function changeSettings(change: Partial<Settings>): void {
  settings = { ...getSettings(), ...change };
  wx.setStorageSync(SETTINGS_KEY, settings);
  tellFollowers();
}

export function getTexts<C extends Catalogue>(catalogue: C): Texts<C> {
  return pickTexts(catalogue, getSettings().language);
}

// --- when something fails

/** What page-frame shows of a failure. */
export interface Fault {
  sentence: string;
  /** What to do now. */
  tip: string;
  /** Whom to ask; "" when nobody need be asked. */
  contact: string;
}

export function describeFault(error: unknown): Fault {
  const t = getTexts(commonTexts);

  if (error instanceof Problem)
    return {
      sentence: error.sentence(getSettings().language),
      tip: error.status >= 500 || error.status === 429 ? t.tryLater : "",
      contact: error.school?.contact ?? "",
    };
  if (error instanceof NetworkError) return { sentence: t.noNetwork, tip: t.checkNetwork, contact: "" };
  console.error(error); // a fault of ours: where it is looked for
  return { sentence: t.ourFault, tip: t.ourFaultTip, contact: "" };
}

interface Busy {
  setData(data: { isBusy?: boolean; fault?: Fault | null }): void;
}

/** Does one thing while the page shows that it is busy; what fails is shown by its page-frame. */
export async function attempt(page: Busy, action: () => Promise<void>): Promise<boolean> {
  page.setData({ isBusy: true, fault: null });
  try {
    await action();
    page.setData({ isBusy: false });
    return true;
  } catch (error) {
    const fault = isOutOfDate(error) ? await leave() : describeFault(error);

    page.setData({ isBusy: false, fault });
    return false;
  }
}

/* The journey went on without this page: in another tab, on another phone, or by a second tap. */
function isOutOfDate(error: unknown): boolean {
  return error instanceof Problem && error.code === "step-not-now";
}

async function leave(): Promise<Fault | null> {
  try {
    await goToStation();
    return null;
  } catch (error) {
    return describeFault(error);
  }
}

// --- from page to page

/** The station that the journey has come to takes the place of this page. */
export function goOn(journey: Journey): void {
  wx.redirectTo({ url: getPage(journey.state) });
}

function getTop(): unknown {
  const pages = getCurrentPages();

  return pages[pages.length - 1];
}

/* Who has gone to another page while the server was asked is not fetched away from it. */
async function askFrom(page: unknown): Promise<{ journey: Journey; isLeft: boolean }> {
  const journey = await api.getJourney();

  return { journey, isLeft: getTop() !== page };
}

/** For pages that are found to be out of date: asks the server where the student is. */
export async function goToStation(): Promise<void> {
  const { journey, isLeft } = await askFrom(getTop());

  if (!isLeft) goOn(journey);
}

/** For pages of certain states: the journey if it is in one of them, else null, and it leads on. */
export async function stayIn(states: readonly JourneyState[]): Promise<Journey | null> {
  const { journey, isLeft } = await askFrom(getTop());

  if (states.includes(journey.state)) return journey;
  if (!isLeft) goOn(journey);
  return null;
}

/** Asks before something that changes much. WeChat takes 4 Chinese or 8 Latin letters on a button. */
export function ask(
  title: string,
  content: string,
  confirmText: string,
  cancelText: string,
): Promise<boolean> {
  return new Promise((resolve) => {
    wx.showModal({
      title,
      content,
      confirmText,
      cancelText,
      success: ({ confirm }) => resolve(confirm),
      fail: () => resolve(false),
    });
  });
}
