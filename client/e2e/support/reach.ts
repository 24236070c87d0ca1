/* What a keyboard reaches on a page, and what does not fit into it. */
import type { Page } from "playwright-core";

const STOPS_MAX = 200;

/** What can be operated and is to be seen: what a keyboard must come to, each with a number. */
async function markControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const panel = document.querySelector("[aria-modal=true]"); // takes the keyboard while it is open
    const controls = [
      ...(panel ?? document).querySelectorAll<HTMLElement>(
        "button, input, textarea, select, a[href], [role=radio], [role=checkbox], [role=switch], [role=slider]",
      ),
    ].filter(
      (control) =>
        !control.matches(
          ":disabled, [aria-disabled=true], [tabindex='-1'], [inert] *, [aria-hidden=true] *",
        ) && control.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }),
    );

    return controls.map((control, i) => {
      control.dataset["e2eControl"] = String(i);
      return control.outerHTML.slice(0, 160);
    });
  });
}

interface Stop {
  /** Its number; null: something that is not to be operated. */
  control: string | null;
  html: string;
  /** Whether somebody who looks can see where the focus is. */
  isSeen: boolean;
}

function lookAtFocus(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const focus = document.activeElement as HTMLElement | null;

    if (!focus || focus === document.body) return null;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focus);
    const { top, bottom, left, right } = focus.getBoundingClientRect();
    const isMarked = (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
    const isInside = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;

    const isControl = focus.matches("button, input, textarea, select, a[href], [tabindex='0']");

    return {
      control: focus.dataset["e2eControl"] ?? (isControl ? "new" : null), // came while the page scrolled
      html: focus.outerHTML.slice(0, 160),
      isSeen: isMarked && isInside,
    };
  });
}

/** Walks the page by the tabulator; each fault as a text. Radio buttons of a group are one stop. */
export async function findKeyboardFaults(page: Page): Promise<string[]> {
  const controls = await markControls(page);
  const faults: string[] = [];
  const reached = new Set<string>();

  let nEnds = 0;

  // It begins where the focus was put when the page opened, and comes by the end to the beginning.
  for (let i = 0; i < STOPS_MAX && nEnds < 2; i++) {
    await page.keyboard.press("Tab");
    const stop = await lookAtFocus(page);

    if (!stop) nEnds++;
    else if (stop.control === null) faults.push(`the keyboard stops at what is no control: ${stop.html}`);
    else if (stop.control !== "new" && reached.has(stop.control)) break;
    else reached.add(stop.control);
    if (stop && !stop.isSeen) faults.push(`the focus is not to be seen: ${stop.html}`);
  }
  for (const [i, html] of controls.entries())
    if (!reached.has(String(i)) && !/type="radio"/.test(html))
      faults.push(`the keyboard does not come to: ${html}`);
  return faults;
}

/** Texts and controls that stick out of the page, or lie over each other. */
export function findMisfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const misfits: string[] = [];
    const name = (element: Element) =>
      `${element.className || element.tagName} "${element.textContent!.slice(0, 30)}"`;

    if (document.documentElement.scrollWidth > innerWidth)
      misfits.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    for (const element of document.querySelectorAll<HTMLElement>("body *")) {
      const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent!.trim());

      if (!hasText || !element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) continue;
      if (element.closest(".unseen, [aria-hidden=true]")) continue;
      const { left, right } = element.getBoundingClientRect();
      const { overflowX, textOverflow } = getComputedStyle(element);

      if (left < -1 || right > innerWidth + 1) misfits.push(`sticks out: ${name(element)}`);
      else if (
        element.scrollWidth > element.clientWidth + 1 &&
        element.clientWidth > 0 &&
        overflowX !== "visible"
      )
        misfits.push(`is cut (${textOverflow}): ${name(element)}`);
    }
    return [...misfits, ...findOverlaps()];

    /** Texts that lie over each other; what is laid over the page on purpose is left out. */
    function findOverlaps(): string[] {
      const texts: { box: DOMRect; text: string }[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const overlaps: string[] = [];

      while (walker.nextNode()) {
        const range = document.createRange();
        const parent = walker.currentNode.parentElement!;
        const text = walker.currentNode.textContent!.trim();

        if (!text || parent.closest(".unseen, .frame-actions, [aria-modal=true], [class^=host-]")) continue;
        if (!parent.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) continue;
        range.selectNodeContents(walker.currentNode);
        for (const box of range.getClientRects()) texts.push({ box, text });
      }
      for (const [i, { box: a, text }] of texts.entries())
        for (const { box: b, text: other } of texts.slice(i + 1)) {
          const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);

          if (width > 1 && height > 6) overlaps.push(`lie over each other: "${text}", "${other}"`);
        }
      return overlaps;
    }
  });
}
