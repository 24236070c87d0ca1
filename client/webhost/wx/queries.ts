/*
 * wx.createSelectorQuery: where things of the page on top are, and their canvas; and
 * wx.createIntersectionObserver: whether one of them is in sight.
 */
import { Canvas } from "../elements/plain";

type Finding = Record<string, unknown> | null;
type Callback = (found: Finding) => void;

interface Fields {
  node?: boolean;
  size?: boolean;
  rect?: boolean;
  scrollOffset?: boolean;
  id?: boolean;
}

function measure(element: Element, fields: Fields): Finding {
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect();

  return {
    ...(fields.id ? { id: element.id } : {}),
    ...(fields.rect ? { left, top, right, bottom } : {}),
    ...(fields.size ? { width, height } : {}),
    ...(fields.scrollOffset ? { scrollTop: element.scrollTop, scrollLeft: element.scrollLeft } : {}),
    ...(fields.node ? { node: element instanceof Canvas ? element.canvas : element } : {}),
  };
}

function createSelectorQuery() {
  const asked: (() => Finding)[] = [];
  const query = {
    in: () => query,
    selectViewport: () => ({
      scrollOffset: (callback?: Callback) => {
        asked.push(() => {
          const found = { scrollTop: scrollY, scrollLeft: scrollX };

          callback?.(found);
          return found;
        });
        return query;
      },
    }),
    select: (selector: string) => {
      const add = (fields: Fields, callback?: Callback) => {
        asked.push(() => {
          const element = document.querySelector(`.host-screen ${selector}`);
          const found = element && measure(element, fields);

          callback?.(found);
          return found;
        });
        return query;
      };

      return {
        boundingClientRect: (callback?: Callback) => add({ rect: true, size: true, id: true }, callback),
        scrollOffset: (callback?: Callback) => add({ scrollOffset: true }, callback),
        node: (callback?: Callback) => add({ node: true }, callback),
        fields: (fields: Fields, callback?: Callback) => add(fields, callback),
      };
    },
    // when the update under way is drawn
    exec: (callback?: (found: Finding[]) => void) => {
      requestAnimationFrame(() => {
        const found = asked.map((find) => find());

        callback?.(found);
      });
    },
  };

  return query;
}

interface Margins {
  top?: number;
  right?: number;
  bottom?: number;
  left?: number;
}

function createIntersectionObserver() {
  let rootMargin = "0px";
  let watch: IntersectionObserver | null = null;
  let isOver = false;
  const observer = {
    relativeToViewport: ({ top = 0, right = 0, bottom = 0, left = 0 }: Margins = {}) => {
      rootMargin = `${top}px ${right}px ${bottom}px ${left}px`;
      return observer;
    },
    // when the update under way is drawn
    observe: (selector: string, callback: (entry: Finding) => void) => {
      requestAnimationFrame(() => {
        const element = document.querySelector(`.host-screen ${selector}`);

        if (!element || isOver) return;
        watch = new IntersectionObserver(([entry]) => entry && callback(entry as unknown as Finding), {
          rootMargin,
        });
        watch.observe(element);
      });
    },
    disconnect: () => {
      isOver = true;
      watch?.disconnect();
    },
  };

  return observer;
}

function pageScrollTo({ scrollTop, duration }: { scrollTop: number; duration?: number }): void {
  scrollTo({ top: scrollTop, behavior: duration === 0 ? "auto" : "smooth" });
}

export const queries = { createSelectorQuery, createIntersectionObserver, pageScrollTo };
