/* wx.createSelectorQuery: where things of the page on top are, and their canvas. */
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

function pageScrollTo({ scrollTop, duration }: { scrollTop: number; duration?: number }): void {
  scrollTo({ top: scrollTop, behavior: duration === 0 ? "auto" : "smooth" });
}

export const queries = { createSelectorQuery, pageScrollTo };
