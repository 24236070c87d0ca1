/*
 * The stack of pages, and the browser's history beside it: each entry of the history is one page of
 * the stack and carries its place in it ({ at }). The history outlives a refresh, the pages do not:
 * going back to one that is not there any more opens it anew from its address.
 */
import { bar, drawBar } from "./bar";
import { dismiss } from "./dialogs";
import { h } from "./dom";
import { isDrawn } from "./first";
import { getHostTexts } from "./language";
import { formatHash, parseHash, parseUrl, type Route } from "./routes";
import { Screen, type PageEntry } from "./screen";
import { WxFault } from "./wx/answer";

interface Place {
  at: number;
}

const screens: (Screen | undefined)[] = [];
let pages: Record<string, PageEntry> = {};
let names: string[] = [];
let at = 0;

const place = h("div", { id: "host-stage" });
const getTop = () => screens[at];
const addressOf = (route: Route) => formatHash(route, names[0]!);

// --- what is seen

function draw(): void {
  const top = getTop();

  if (!top) return;
  top.element.setAttribute("aria-label", top.title);
  const isEntry = top.route.path === names[0];

  drawBar({
    title: top.title,
    config: top.entry.config,
    way: at > 0 && !isEntry ? "back" : isEntry ? "none" : "home",
    onBack: () => navigateBack(1),
  });
}

function hideTop(): void {
  const top = getTop();

  if (!top) return;
  top.scrollY = scrollY;
  top.setVisible(false);
  top.element.remove();
}

function showTop(isReturn: boolean): void {
  const top = getTop()!;

  place.replaceChildren(top.element);
  draw();
  scrollTo(0, isReturn ? top.scrollY : 0);
  top.setVisible(document.visibilityState === "visible");
  if (isReturn && top.page) top.focusHeading();
}

function openHere(route: Route): Promise<void> {
  const screen = new Screen(route, pages[route.path]!, showFault);

  screens[at] = screen;
  showTop(false);
  return screen.open();
}

function closeFrom(index: number): void {
  for (const screen of screens.splice(index).reverse()) screen?.close();
}

// --- the ways from page to page

function resolveRoute(url: string): Route {
  const route = parseUrl(url, getTop()?.route.path ?? names[0]!);

  if (!pages[route.path]) throw new WxFault(`page "${route.path}" is not found`);
  return route;
}

export function navigateTo(url: string): void {
  const route = resolveRoute(url);

  hideTop();
  at++;
  closeFrom(at);
  history.pushState({ at } satisfies Place, "", addressOf(route));
  void openHere(route);
}

/* The first page stays below in the history, closed: back from a student's station leads there. */
export function redirectTo(url: string): void {
  const route = resolveRoute(url);
  const isAboveFirst = at === 0 && route.path !== names[0];

  hideTop();
  if (isAboveFirst && getTop()?.route.path !== names[0])
    history.replaceState({ at } satisfies Place, "", "#/");
  closeFrom(at);
  if (isAboveFirst) history.pushState({ at: ++at } satisfies Place, "", addressOf(route));
  else history.replaceState({ at } satisfies Place, "", addressOf(route));
  void openHere(route);
}

let onArrival: (() => void) | null = null;

export function reLaunch(url: string): void {
  const route = resolveRoute(url);
  const arrive = () => redirectTo(addressToUrl(route));

  hideTop();
  if (at === 0) return arrive();
  onArrival = arrive;
  history.go(-at);
}

const addressToUrl = ({ path, query }: Route) =>
  `/${path}?${Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .join("&")}`;

/** Without a page below, back is the first page: out of nowhere leads nowhere. */
export function navigateBack(delta: number): void {
  if (at === 0) redirectTo(`/${names[0]}`);
  else history.go(-Math.min(delta, at));
}

/* Back, forward, and an address that was typed or stands in a link. */
function arrive(event: PopStateEvent): void {
  const route = parseHash(location.hash, names);
  const target = (event.state as Place | null)?.at;

  dismiss();
  if (target === undefined) {
    hideTop();
    at++;
    closeFrom(at);
    history.replaceState({ at } satisfies Place, "", addressOf(route));
    void openHere(route);
    return;
  }
  hideTop();
  closeFrom(target + 1);
  at = target;
  if (onArrival) {
    const next = onArrival;

    onArrival = null;
    closeFrom(0);
    next();
    return;
  }
  if (screens[at]) showTop(true);
  else void openHere(route);
}

// --- of the page on top

export function setTitle(title: string): void {
  const top = getTop();

  if (top) top.title = title;
  draw();
}

export const getScreens = (): Screen[] =>
  screens.filter((screen): screen is Screen => screen?.page !== null && screen !== undefined);

/** Nothing fails in silence: what no page has caught stands in the place of the page. */
export function showFault(error: unknown, screen = getTop()): void {
  const t = getHostTexts();
  const isNetwork = error instanceof Error && error.name === "NetworkError";

  console.error(error);
  screen?.showFault(
    isNetwork ? t.noNetwork : t.wentWrong,
    isNetwork ? t.checkNetwork : t.openAgain,
    t.retry,
    () => redirectTo(addressToUrl(screen.route)),
  );
}

export async function begin(root: HTMLElement, all: Record<string, PageEntry>): Promise<void> {
  pages = all;
  names = Object.keys(all);
  // the page that the build has drawn stands until the real one can take its place at once; the
  // address counts that is there by then
  if (isDrawn(root)) await pages[parseHash(location.hash, names).path]!.load().catch(() => {});
  const route = parseHash(location.hash, names);
  const known = (history.state as Place | null)?.at;

  history.scrollRestoration = "manual";
  if (known !== undefined) at = known;
  else {
    // a page opened from outside has the first page below it
    history.replaceState({ at: 0 } satisfies Place, "", route.path === names[0] ? addressOf(route) : "#/");
    if (route.path !== names[0]) history.pushState({ at: ++at } satisfies Place, "", addressOf(route));
  }
  root.replaceChildren(bar, place);
  addEventListener("popstate", arrive);
  document.addEventListener("visibilitychange", () =>
    getTop()?.setVisible(document.visibilityState === "visible"),
  );
  addEventListener("resize", () => getTop()?.resize({ windowWidth: innerWidth, windowHeight: innerHeight }));
  await openHere(route);
}
