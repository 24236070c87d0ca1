/* Addresses of pages: wx's, the browser's, and back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHash, parseHash, parseUrl } from "./routes";

const PAGES = ["pages/entry/index", "pages/reading/index", "pages/making/index"];

test("an address of wx names the page and its values as they are written", () => {
  assert.deepEqual(parseUrl("/pages/making/index?shot=a%20b&empty=", PAGES[0]!), {
    path: "pages/making/index",
    query: { shot: "a%20b", empty: "" },
  });
});

test("a value may have the sign of equality in it", () => {
  assert.deepEqual(parseUrl("/pages/making/index?shot=YQ==", PAGES[0]!).query, { shot: "YQ==" });
});

test("a relative address goes on from the page that names it", () => {
  assert.equal(parseUrl("../making/index", "pages/reading/index").path, "pages/making/index");
});

test("the browser shows a page by its name alone, and the first page by none", () => {
  assert.equal(
    formatHash({ path: "pages/reading/index", query: { kind: "notice" } }, PAGES[0]!),
    "#/reading?kind=notice",
  );
  assert.equal(formatHash({ path: "pages/entry/index", query: {} }, PAGES[0]!), "#/");
  assert.equal(
    formatHash({ path: "pages/entry/index", query: { school: "99001" } }, PAGES[0]!),
    "#/?school=99001",
  );
});

test("what the browser shows leads to the same page again", () => {
  for (const path of PAGES)
    for (const query of [{}, { a: "1", b: "%E5%9B%BE" }])
      assert.deepEqual(parseHash(formatHash({ path, query }, PAGES[0]!), PAGES), { path, query });
});

test("an address that no page has is the first page's, without its values", () => {
  assert.deepEqual(parseHash("#/nowhere?x=1", PAGES), { path: PAGES[0]!, query: {} });
  assert.deepEqual(parseHash("", PAGES), { path: PAGES[0]!, query: {} });
});
