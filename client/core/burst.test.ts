import assert from "node:assert/strict";
import { test } from "node:test";
import { Burst } from "./burst";

/** Offers a frame every 40 ms, as a camera does; a frame is its own time. */
function film(burst: Burst<number>, fromMs: number, toMs: number): void {
  for (let atMs = fromMs; atMs < toMs; atMs += 40) if (burst.wants(atMs)) burst.add(atMs, atMs);
}

test("the burst is the last five frames before the shot and two after it, at rising times", () => {
  const burst = new Burst<number>();

  film(burst, 0, 10_000);
  burst.shoot();
  assert.equal(burst.isWhole(), false);
  film(burst, 10_000, 12_000);
  assert.equal(burst.isWhole(), true);
  const { frames, timesMs } = burst.take();

  assert.equal(frames.length, 7);
  assert.ok(frames[4]! < 10_000 && frames[5]! >= 10_000);
  assert.equal(timesMs[0], 0);
  for (let i = 1; i < timesMs.length; i++) assert.ok(timesMs[i]! - timesMs[i - 1]! >= 300);
});

test("fewer than three frames are of no use and none is given", () => {
  const burst = new Burst<number>();

  burst.add(1, 0);
  burst.add(2, 300);
  burst.shoot();
  assert.deepEqual(burst.take(), { frames: [], timesMs: [] });
});

test("after one shot the next burst begins anew", () => {
  const burst = new Burst<number>();

  film(burst, 0, 2000);
  burst.shoot();
  burst.take();
  film(burst, 60_000, 62_000);
  assert.equal(burst.take().timesMs[0], 0);
  assert.equal(burst.wants(70_000), true);
});
