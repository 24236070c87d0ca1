import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "./problem";
import { NetworkError } from "./transport";
import { IDLE, formatBytes, step, type UploadEvent, type UploadState } from "./upload";

const TEXT = { zh: "句", en: "sentence" };

const problem = (status: number, code: string, retryAfterMs = 0, body: Record<string, unknown> = {}) =>
  new Problem(status, code, TEXT, retryAfterMs, null, body);

/** The state after events, each [time, event]. */
function run(...events: readonly [number, UploadEvent][]): UploadState {
  return events.reduce<UploadState>((state, [atMs, event]) => step(state, event, atMs), IDLE);
}

const BEGIN: [number, UploadEvent] = [0, { name: "begin" }];
const fail = (atMs: number, error: unknown): [number, UploadEvent] => [atMs, { name: "failed", error }];
const tick = (atMs: number): [number, UploadEvent] => [atMs, { name: "tick" }];
const offline = (atMs: number) => fail(atMs, new NetworkError("offline"));

test("a shot that the server takes in ends the upload", () => {
  assert.deepEqual(run(BEGIN, [900, { name: "answered", shotId: "s" }]), { name: "taken-in", shotId: "s" });
});

test("a lost network is waited for with a back-off that grows to half a minute and stays there", () => {
  let state = run(BEGIN);
  const waits: number[] = [];

  for (let now = 0, i = 0; i < 7; i++) {
    state = step(state, { name: "failed", error: new NetworkError("timeout") }, now);
    assert.equal(state.name, "waiting");
    if (state.name !== "waiting") return;
    assert.equal(state.reason, "network");
    waits.push(state.untilMs - now);
    assert.equal(step(state, { name: "tick" }, state.untilMs - 1), state);
    now = state.untilMs;
    state = step(state, { name: "tick" }, now);
    assert.equal(state.name, "sending");
  }
  assert.deepEqual(waits, [2000, 4000, 8000, 15000, 30000, 30000, 30000]);
});

test("when the network comes back it is sent at once, but a full queue is not asked before its time", () => {
  const online: [number, UploadEvent] = [100, { name: "online" }];

  assert.equal(run(BEGIN, offline(50), online).name, "sending");
  assert.equal(run(BEGIN, fail(50, problem(429, "queue-full", 8000)), online).name, "waiting");
});

test("who does not want to wait may try again at once, except of a full queue", () => {
  const hurry: [number, UploadEvent] = [100, { name: "hurry" }];

  assert.equal(run(BEGIN, offline(50), hurry).name, "sending");
  assert.equal(run(BEGIN, fail(50, problem(503, "unavailable")), hurry).name, "sending");
  assert.equal(run(BEGIN, fail(50, problem(429, "queue-full", 8000)), hurry).name, "waiting");
});

test("a photo that another tab has sent ends the upload, once", () => {
  const gone: [number, UploadEvent] = [100, { name: "gone" }];

  assert.deepEqual(run(BEGIN, gone), { name: "gone" });
  assert.equal(run(BEGIN, [5, { name: "answered", shotId: "a" }], gone).name, "taken-in");
});

test("a full queue says the place, and until when it is not asked again", () => {
  const state = run(BEGIN, fail(1000, problem(429, "queue-full", 7000, { place: 41 })));

  assert.deepEqual(state, { name: "waiting", attempt: 1, reason: "queue", untilMs: 8000, place: 41 });
  assert.equal(step(state, { name: "tick" }, 8000).name, "sending");
});

test("a server that is being restarted is waited for, at least as long as it asks", () => {
  const untilOf = (error: Problem) => {
    const state = run(BEGIN, fail(0, error));
    return state.name === "waiting" && state.reason === "server" ? state.untilMs : null;
  };

  assert.equal(untilOf(problem(503, "unavailable", 9000)), 9000);
  assert.equal(untilOf(problem(502, "unavailable")), 2000);
});

test("the photo before that is still being made is waited for", () => {
  const state = run(BEGIN, fail(0, problem(409, "capture-making")));

  assert.equal(state.name === "waiting" && state.reason, "making");
});

test("a leave that is used or has expired, and a file that is no picture, ask for another photo", () => {
  for (const code of ["capture-used", "capture-expired", "capture-unknown"]) {
    const state = run(BEGIN, fail(0, problem(409, code)));
    assert.equal(state.name === "refused" && state.isLost, true, code);
  }
  const state = run(BEGIN, fail(0, problem(415, "not-a-picture")));
  assert.equal(state.name === "refused" && state.isLost, true);
});

test("a lock ends the upload with the server's problem", () => {
  const locked = problem(409, "capture-locked-until");

  assert.deepEqual(run(BEGIN, fail(0, locked)), { name: "refused", problem: locked, isLost: false });
});

test("what is stopped stays stopped, whatever still comes of it, until it is begun again", () => {
  const stopped = run(BEGIN, [10, { name: "stop" }]);

  assert.equal(stopped.name, "stopped");
  for (const late of [fail(20, new NetworkError("aborted")), tick(99_999)])
    assert.equal(step(stopped, late[1], late[0]), stopped);
  assert.equal(step(stopped, { name: "begin" }, 30).name, "sending");
});

test("an answer that comes twice, or to nobody, changes nothing", () => {
  const done = run(BEGIN, [5, { name: "answered", shotId: "a" }]);

  assert.equal(step(done, { name: "answered", shotId: "b" }, 6), done);
  assert.equal(step(done, { name: "begin" }, 7), done);
  assert.equal(step(IDLE, { name: "online" }, 8), IDLE);
});

test("the speed is that of the last three seconds", () => {
  const progress = (atMs: number, sentBytes: number): [number, UploadEvent] => [
    atMs,
    { name: "progress", sentBytes, totalBytes: 3_000_000 },
  ];
  const speedOf = (state: UploadState) => (state.name === "sending" ? state.bytesPerSecond : -1);

  assert.equal(speedOf(run(BEGIN, progress(100, 50_000))), 0);
  assert.equal(speedOf(run(BEGIN, progress(0, 0), progress(1000, 400_000))), 400_000);
  assert.equal(
    speedOf(run(BEGIN, progress(0, 0), progress(1000, 1_000_000), progress(3500, 1_000_000))),
    0,
    "nothing moves: the fast beginning is forgotten",
  );
});

test("a fault of this program is no answer and is not hidden by waiting", () => {
  assert.throws(() => run(BEGIN, fail(0, new TypeError("x"))), TypeError);
});

test("bytes are told in kilobytes and megabytes", () => {
  assert.equal(formatBytes(640_400), "640 KB");
  assert.equal(formatBytes(2_340_000), "2.3 MB");
});
