/* How a picture is enlarged in its window: the scale, and which part of it is seen. */

export interface View {
  /** 1: the whole picture, as wide as the window. */
  scale: number;
  /** Where the window stands over the enlarged picture, in px from its top left corner. */
  left: number;
  top: number;
}

export interface Size {
  width: number;
  height: number;
}

export const WHOLE: View = { scale: 1, left: 0, top: 0 };
export const MAX_SCALE = 4;

/** Enlarges so that what is under the point x, y of the window stays there, as far as there is picture. */
export function zoomAt(view: View, scale: number, x: number, y: number, window: Size): View {
  const to = Math.min(MAX_SCALE, Math.max(1, scale));
  const place = (start: number, at: number, length: number) =>
    Math.min(length * (to - 1), Math.max(0, ((start + at) / view.scale) * to - at));

  return {
    scale: to,
    left: place(view.left, x, window.width),
    top: place(view.top, y, window.height),
  };
}

interface Point {
  clientX: number;
  clientY: number;
}

/** Of two fingers: how far apart, and the middle between them. */
export function measureFingers(a: Point, b: Point) {
  return {
    distancePx: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
    x: (a.clientX + b.clientX) / 2,
    y: (a.clientY + b.clientY) / 2,
  };
}
