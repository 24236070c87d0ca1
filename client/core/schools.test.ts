import assert from "node:assert/strict";
import { test } from "node:test";
import type { SchoolOffer } from "./api";
import { findSchools } from "./schools";

const SCHOOLS = ["东南大学", "南京大学", "南京理工大学", "苏州大学（独墅湖）"].map(
  (name, index) => ({ code: `1${index}001`, name, contact: "" }) as SchoolOffer,
);
const names = (query: string) => findSchools(SCHOOLS, query).map((school) => school.name);

test("a school is found by its beginning, by a part, or by a short name", () => {
  assert.deepEqual(names("南京"), ["南京大学", "南京理工大学"]);
  assert.deepEqual(names("南大"), ["东南大学", "南京大学", "南京理工大学"]);
  assert.deepEqual(names("理工"), ["南京理工大学"]);
  assert.deepEqual(names("苏州大学 独墅湖"), ["苏州大学（独墅湖）"]);
});

test("a school is found by its code", () => {
  assert.deepEqual(names("12001"), ["南京理工大学"]);
});

test("nothing typed shows all, nothing found shows none", () => {
  assert.equal(names(" ").length, 4);
  assert.deepEqual(names("北京"), []);
});
