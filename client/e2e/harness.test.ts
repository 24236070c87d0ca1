/* The harness itself: its clock, its wire, its camera and its watch do what the other tests rely on. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { getPicture } from "./support/films";
import { onSite } from "./support/story";

const it = onSite();
const DAY_MS = 86_400_000;

it("time passes on the server and in the browser by the test's clock", async ({ site, openPhone }) => {
  const phone = await openPhone();
  const now = () => phone.page.evaluate(() => Date.now());
  const askServer = async () => (await phone.ask("GET", "/api/v1/journey"))["now_ms"] as number;

  await phone.enter();
  await phone.walkTo("phone", site.newPerson());
  const begun = { page: await now(), server: await askServer() };

  await site.advance(DAY_MS);
  const [pageMs, serverMs] = [await now(), await askServer()];
  assert.ok(Math.abs(pageMs - begun.page - DAY_MS) < 60_000, `${pageMs - begun.page}`);
  assert.ok(Math.abs(serverMs - begun.server - DAY_MS) < 60_000, `${serverMs - begun.server}`);
  assert.ok(Math.abs(serverMs - pageMs) < 5_000, `${serverMs - pageMs}`);
});

it("a good portrait passes and a cap does not, as the films show them", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await phone.walkTo("shoot", site.newPerson());
  assert.equal((await phone.shoot(readFileSync(getPicture("good"))))["state"], "passed");
  const hat = await phone.shoot(readFileSync(getPicture("hat")));
  assert.equal(hat["reasons"][0].code, "P19");
});

it("a request that is cut off did not happen, and one whose answer is lost did", async ({
  site,
  openPhone,
}) => {
  const phone = await openPhone();
  const send = () =>
    phone.page.evaluate(async () => {
      const { csrf_token: token } = await (await fetch("/api/v1/session")).json();
      const init = {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
        body: JSON.stringify({ phone: "13812345678" }),
      };

      return fetch("/api/v1/journey/phone", init).then(
        ({ status }) => status,
        () => "lost",
      );
    });
  const getState = async () => (await phone.ask("GET", "/api/v1/journey"))["state"];

  await phone.walkTo("phone", site.newPerson());
  await phone.enter();
  site.wire.plan({ method: "POST", path: /phone$/, kind: "cut" });
  assert.equal(await send(), "lost");
  assert.equal(await getState(), "phone");
  site.wire.mend();
  site.wire.plan({ method: "POST", path: /phone$/, kind: "lose" });
  assert.equal(await send(), "lost");
  assert.equal(await getState(), "notice");
  site.wire.mend();
});

it("the watch sees a request to elsewhere and an error of a script", async ({ openPhone }) => {
  const phone = await openPhone();

  phone.watch.expect(/left the origin: http:\/\/127\.0\.0\.2/, /on purpose/, /policy/i);
  await phone.enter();
  const failure = phone.page.waitForEvent("pageerror");

  await phone.page.evaluate(() => {
    void Promise.reject(new Error("on purpose"));
    const image = new Image();
    image.src = "http://127.0.0.2:1/elsewhere.png";
    return new Promise((resolve) => (image.onerror = resolve));
  });
  await failure;
  assert.ok(phone.watch.faults.some((fault) => /on purpose/.test(fault)));
  assert.ok(
    phone.watch.faults.some((fault) => /policy|left the origin/i.test(fault)),
    phone.watch.faults.join(),
  );
});
