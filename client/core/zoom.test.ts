import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_SCALE, WHOLE, measureFingers, zoomAt } from "./zoom";

const WINDOW = { width: 300, height: 400 };

test("what is under the fingers stays under them", () => {
  const near = zoomAt(WHOLE, 2, 150, 100, WINDOW);

  assert.deepEqual(near, { scale: 2, left: 150, top: 100 });
  // The picture's point (150, 100) is still at (150, 100) of the window.
  assert.equal((near.left + 150) / near.scale, 150);
  assert.deepEqual(zoomAt(near, 1, 20, 20, WINDOW), WHOLE);
});

test("nothing beyond the picture's edge comes into the window", () => {
  assert.deepEqual(zoomAt(WHOLE, 2, 0, 0, WINDOW), { scale: 2, left: 0, top: 0 });
  const corner = zoomAt({ scale: 4, left: 900, top: 1200 }, 2, 0, 0, WINDOW);

  assert.deepEqual(corner, { scale: 2, left: 300, top: 400 });
});

test("a picture is never smaller than its window, nor larger than four times", () => {
  assert.equal(zoomAt(WHOLE, 0.2, 0, 0, WINDOW).scale, 1);
  assert.equal(zoomAt(WHOLE, 99, 0, 0, WINDOW).scale, MAX_SCALE);
});

test("two fingers have a distance and a middle", () => {
  assert.deepEqual(measureFingers({ clientX: 0, clientY: 0 }, { clientX: 30, clientY: 40 }), {
    distancePx: 50,
    x: 15,
    y: 20,
  });
});
