/* The gate against the server's own rule, written down here as src/app/viewing.c has it. */
import assert from "node:assert/strict";
import test from "node:test";
import { AHEAD_MAX_MS, WatchGate, type Granted } from "./watch";

const DURATION_MS = 60_000;
const NOTHING: Granted = { watched_ms: 0, is_finished: false };

/** src/app/viewing.c */
class Server {
  watchedMs = 0;
  isFinished = false;
  #beatMs: number | null = null;

  beat(nowMs: number, positionMs: number): Granted {
    const passed = this.#beatMs === null ? 0 : Math.min(nowMs - this.#beatMs, 15_000);
    const moved = positionMs - this.watchedMs;

    if (passed > 0 && moved > 0 && moved <= passed + 2000) this.watchedMs += Math.min(moved, passed);
    this.watchedMs = Math.min(this.watchedMs, DURATION_MS);
    this.#beatMs = nowMs;
    if (this.watchedMs >= DURATION_MS - 2000) this.isFinished = true;
    return { watched_ms: this.watchedMs, is_finished: this.isFinished };
  }
}

interface Viewing {
  gate: WatchGate;
  /** How long it took until the server said that all was seen; Infinity when it never did. */
  tookMs: number;
  nBeats: number;
  heldMs: number;
}

/** Plays the film in steps of 250 ms; latencyMs: the way to the server, and as long back. */
function watch(latencyMs: (nowMs: number) => number, rate = 1, limitMs = 300_000): Viewing {
  const server = new Server();
  const gate = new WatchGate(DURATION_MS, server.beat(0, 0));
  let flight: { arrivesMs: number; answersMs: number; positionMs: number; granted?: Granted } | null = null;
  let positionMs = 0;
  let nBeats = 0;
  let heldMs = 0;

  for (let nowMs = 250; nowMs <= limitMs; nowMs += 250) {
    if (flight && !flight.granted && nowMs >= flight.arrivesMs)
      flight.granted = server.beat(flight.arrivesMs, flight.positionMs);
    if (flight?.granted && nowMs >= flight.answersMs) {
      gate.answer(flight.granted);
      flight = null;
    }
    if (gate.isFinished) return { gate, tookMs: nowMs, nBeats, heldMs };
    if (gate.isHeld) heldMs += 250;
    else if (positionMs < DURATION_MS) {
      positionMs = Math.min(DURATION_MS, positionMs + 250 * rate);
      assert.equal(gate.move(positionMs), null);
      if (positionMs === DURATION_MS) assert.equal(gate.end(), null);
    }
    // While it stands still the page asks once a second.
    if ((gate.isHeld || gate.hasEnded) && nowMs % 1000 !== 0) continue;
    const beatMs = gate.takeBeat();

    if (beatMs === null) continue;
    const way = latencyMs(nowMs);

    nBeats++;
    flight = { arrivesMs: nowMs + way, answersMs: nowMs + 2 * way, positionMs: beatMs };
  }
  return { gate, tookMs: Infinity, nBeats, heldMs };
}

test("who watches to the end is let on at the end", () => {
  const { tookMs, nBeats, heldMs } = watch(() => 50);

  assert.ok(tookMs <= DURATION_MS + 1000, `${tookMs}`);
  assert.ok(tookMs >= DURATION_MS - 2000);
  assert.ok(nBeats > 50 && nBeats <= 61, `${nBeats}`);
  assert.equal(heldMs, 0);
});

test("a slow network costs seconds at the end, and no part is shown twice", () => {
  const { tookMs, heldMs } = watch(() => 1500);

  assert.ok(tookMs <= DURATION_MS + 10_000, `${tookMs}`);
  assert.equal(heldMs, 0);
});

test("a beat that was long on its way is made up for", () => {
  const { tookMs } = watch((nowMs) => (nowMs > 10_000 && nowMs < 11_500 ? 4000 : 50));

  assert.ok(tookMs <= DURATION_MS + 9000, `${tookMs}`);
});

test("a network lost for a minute holds the film, and it goes on where it was", () => {
  const { tookMs, heldMs } = watch((nowMs) => (nowMs > 20_000 && nowMs < 21_500 ? 30_000 : 50));

  assert.ok(heldMs > 40_000, `${heldMs}`);
  assert.ok(tookMs <= DURATION_MS + heldMs + 3000, `${tookMs} ${heldMs}`);
});

test("a player that runs twice as fast gains nothing", () => {
  const { tookMs } = watch(() => 50, 2);

  assert.ok(tookMs >= DURATION_MS - 2000, `${tookMs}`);
});

test("a jump ahead is sent back to where the student was, and no beat tells of it", () => {
  const gate = new WatchGate(DURATION_MS, NOTHING);

  assert.equal(gate.takeBeat(), 0);
  gate.answer(NOTHING);
  assert.equal(gate.move(900), null);
  assert.equal(gate.move(40_000), 900);
  assert.equal(gate.takeBeat(), null);
  assert.equal(gate.move(1100), null);
  assert.equal(gate.takeBeat(), 1100);
});

test("a jump to the end is no end", () => {
  const gate = new WatchGate(DURATION_MS, NOTHING);

  gate.move(1500);
  assert.equal(gate.end(), 1500);
  assert.equal(gate.hasEnded, false);
});

test("going back is allowed, and forward again as far as it was seen", () => {
  const gate = new WatchGate(DURATION_MS, { watched_ms: 20_000, is_finished: false });

  assert.equal(gate.move(5000), null);
  assert.equal(gate.move(20_000), null);
  assert.equal(gate.move(23_000), 20_000);
});

test("who comes back begins where the server has them", () => {
  const gate = new WatchGate(DURATION_MS, { watched_ms: 30_000, is_finished: false });

  assert.equal(gate.startMs, 30_000);
  assert.equal(gate.share, 0.5);
  assert.equal(gate.takeBeat(), 30_000);
});

test("a stopped player beats nothing", () => {
  const gate = new WatchGate(DURATION_MS, NOTHING);

  gate.takeBeat();
  gate.answer(NOTHING);
  gate.move(200);
  gate.move(200);
  assert.equal(gate.takeBeat(), null);
});

test("one beat at a time", () => {
  const gate = new WatchGate(DURATION_MS, NOTHING);

  assert.equal(gate.takeBeat(), 0);
  gate.move(1000);
  assert.equal(gate.takeBeat(), null);
  gate.fail();
  gate.move(2000);
  assert.equal(gate.takeBeat(), 2000);
});

test("what is shown is what the server has granted, not where the player is", () => {
  const gate = new WatchGate(DURATION_MS, NOTHING);

  for (let ms = 0; ms <= 6000; ms += 250) gate.move(ms);
  assert.equal(gate.share, 0);
  gate.takeBeat();
  gate.answer({ watched_ms: 3000, is_finished: false });
  assert.equal(gate.share, 0.05);
});

test("a player far ahead of what is granted is held until the server has caught up", () => {
  const gate = new WatchGate(DURATION_MS, NOTHING);

  for (let ms = 0; ms <= AHEAD_MAX_MS; ms += 250) gate.move(ms);
  assert.equal(gate.isHeld, false);
  gate.move(AHEAD_MAX_MS + 250);
  assert.equal(gate.isHeld, true);
  assert.equal(gate.takeBeat(), AHEAD_MAX_MS + 250);
  gate.answer({ watched_ms: AHEAD_MAX_MS, is_finished: false });
  assert.equal(gate.isHeld, false);
});

test("who has seen it all may look wherever they like, and beats no more", () => {
  const gate = new WatchGate(DURATION_MS, { watched_ms: 0, is_finished: true });

  assert.equal(gate.move(50_000), null);
  assert.equal(gate.takeBeat(), null);
  assert.equal(gate.share, 1);
});
