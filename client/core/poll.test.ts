import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Poll } from "./poll";

const settle = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

/* Node 18, which Debian 12 has, takes the list itself. */
function takeTimers(): void {
  const apis = ["setTimeout" as const];

  mock.timers.enable(process.version.startsWith("v18.") ? (apis as never) : { apis });
}

test("a poll asks at its pace, again after a failure, and not at all once it is stopped", async () => {
  takeTimers();
  let n = 0;
  const poll = new Poll(1000, async () => {
    n++;
    if (n === 1) throw new Error("no network");
  });

  poll.start();
  poll.start();
  mock.timers.tick(999);
  assert.equal(n, 0);
  mock.timers.tick(1);
  await settle();
  mock.timers.tick(1000);
  await settle();
  assert.equal(n, 2);
  poll.stop();
  mock.timers.tick(5000);
  await settle();
  assert.equal(n, 2);
  mock.timers.reset();
});

test("a poll that is stopped while it asks does not go on by itself", async () => {
  takeTimers();
  let n = 0;
  let answer = () => {};
  const poll = new Poll(1000, () => {
    n++;
    return new Promise((resolve) => (answer = resolve));
  });

  poll.start();
  mock.timers.tick(1000);
  poll.stop();
  answer();
  await settle();
  mock.timers.tick(5000);
  assert.equal(n, 1);
  mock.timers.reset();
});
