import assert from "node:assert/strict";
import { test } from "node:test";
import { Api, type SessionStore } from "./api";
import { ServerClock } from "./clock";
import { Problem } from "./problem";
import { NetworkError, type HttpAnswer, type HttpRequest, type Transport } from "./transport";

/** Answers in the given order and keeps what was asked; a session's beginning is no request here. */
function makeSite(...answers: (HttpAnswer | Error)[]) {
  const requests: HttpRequest[] = [];
  let nBegun = 0;
  let token: string | null = null;
  const session: SessionStore = {
    headers: (): Record<string, string> | null => (token ? { Authorization: token } : null),
    async begin() {
      nBegun++;
      await Promise.resolve();
      token = `Bearer ${nBegun}`;
    },
    forget() {
      token = null;
    },
  };
  const transport = {
    async request(request: HttpRequest) {
      const answer = answers[requests.length];

      requests.push(request);
      if (!answer) throw new Error("asked once too often");
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as unknown as Transport;
  const clock = new ServerClock(() => 1_000);

  return { api: new Api(transport, session, clock, () => {}), clock, requests, countBegun: () => nBegun };
}

const say = (status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const refuse = (status: number, code: string) =>
  say(status, { type: "about:blank", status, code, text: { zh: "不行", en: "No" } });

test("calls that meet before there is a session share one", async () => {
  const site = makeSite(say(200, { items: [] }), say(200, { items: [] }));

  await Promise.all([site.api.getDrafts(), site.api.getDrafts()]);
  assert.equal(site.countBegun(), 1);
  assert.deepEqual(
    site.requests.map((request) => request.headers["Authorization"]),
    ["Bearer 1", "Bearer 1"],
  );
});

test("a session that the server has forgotten begins anew, once, and the call is made again", async () => {
  const site = makeSite(refuse(401, "log-in"), say(200, { items: [] }));

  assert.deepEqual(await site.api.getDrafts(), []);
  assert.equal(site.requests[1]!.headers["Authorization"], "Bearer 2");

  const refusing = makeSite(refuse(401, "log-in"), refuse(401, "log-in"));

  await assert.rejects(refusing.api.getDrafts(), { status: 401, code: "log-in" });
  assert.equal(refusing.requests.length, 2);
});

test("a token against forgery that is out of date begins anew too; any other 403 does not", async () => {
  const site = makeSite(refuse(403, "csrf"), say(200, {}));

  await site.api.setPhone("13812345678");
  assert.equal(site.countBegun(), 2);

  const forbidden = makeSite(refuse(403, "forbidden"));

  await assert.rejects(forbidden.api.setPhone("13812345678"), { code: "forbidden" });
  assert.equal(forbidden.countBegun(), 1);
});

test("what the server refuses comes with its own words, the time it asks for and whom to ask", async () => {
  const school = { code: "1", name: "大学", contact: "025-1" };
  const body = { status: 429, code: "queue-full", text: { zh: "稍后", en: "Later" }, place: 7, school };
  const site = makeSite(say(429, body, { "retry-after": "4" }));

  await assert.rejects(site.api.beginCapture(), (error: Problem) => {
    assert.equal(error.sentence("zh"), "稍后");
    assert.equal(error.sentence("en"), "Later");
    assert.equal(error.retryAfterMs, 4_000);
    assert.deepEqual(error.school, school);
    assert.equal(error.body["place"], 7);
    return true;
  });
});

test("whatever stands before the server may answer without its words", async () => {
  const site = makeSite(say(502, "<html>Bad Gateway</html>"));

  await assert.rejects(site.api.getTimeline(), (error: Problem) => {
    assert.equal(error.status, 502);
    assert.ok(error.sentence("zh") && error.sentence("en"));
    return true;
  });
});

test("no answer is a fault of the network, and is not asked again", async () => {
  const site = makeSite(new NetworkError("offline"));

  await assert.rejects(site.api.getTimeline(), { fault: "offline" });
  assert.equal(site.requests.length, 1);
});

test("every answer that tells the time sets the clock", async () => {
  const site = makeSite(say(200, { now_ms: 50_000 }));

  await site.api.askCapture();
  assert.equal(site.clock.nowMs(), 50_000);
});
