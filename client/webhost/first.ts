/*
 * The first page as the build has drawn it into index.html: it stands until the real one is ready,
 * and what was tapped on it meanwhile is done then. (webhost/early.js remembers it.)
 */

declare global {
  interface Window {
    __early?: (event: Event) => void;
    __tapped?: number;
    __isTooOld?: boolean;
  }
}

/** webhost/early.js has said so to the student: no page would be right. */
export const isTooOld = (): boolean => window.__isTooOld === true;

/** Whether the document shows the page of the build, and the student sees it. */
export const isDrawn = (root: HTMLElement): boolean =>
  root.childElementCount > 0 && !document.documentElement.classList.contains("host-elsewhere");

/** What was tapped, done on the real page: the same button by its place. */
export function takeTap(root: HTMLElement): void {
  const { __early: remember, __tapped: tapped } = window;

  document.documentElement.classList.remove("host-elsewhere");
  if (remember) document.removeEventListener("click", remember);
  delete window.__early;
  delete window.__tapped;
  if (tapped !== undefined) root.querySelectorAll("button")[tapped]?.click();
}
