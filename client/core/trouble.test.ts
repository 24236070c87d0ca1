import assert from "node:assert/strict";
import test from "node:test";
import { troubleTexts } from "./texts/trouble";
import { getTrouble } from "./trouble";

const KINDS = ["no-camera", "old-browser", "offline", "session", "closed", "busy", "withdrawn", "logged-out"];

test("every kind of trouble says something of its own", () => {
  const titles = KINDS.map((kind) => getTrouble(kind, "web").title);

  assert.equal(new Set(titles).size, KINDS.length);
  assert.ok(!titles.includes("unknown"));
});

test("a denied camera is opened in WeChat's settings, and in a browser by the student", () => {
  assert.equal(getTrouble("camera-denied", "mp").action, "settings");
  assert.equal(getTrouble("camera-denied", "web").action, "station");
  assert.notDeepEqual(getTrouble("camera-denied", "mp").tips, getTrouble("camera-denied", "web").tips);
});

test("a kind that nobody knows leads back to the step", () => {
  for (const kind of ["", "constructor", "__proto__", "?"]) {
    const { title, action } = getTrouble(kind, "web");

    assert.equal(troubleTexts[title], troubleTexts.unknown);
    assert.equal(action, "station");
  }
});

test("who has no account any more is led to the first page, not to the server", () => {
  assert.equal(getTrouble("withdrawn", "mp").action, "entry");
  assert.equal(getTrouble("logged-out", "mp").action, "entry");
});
