import assert from "node:assert/strict";
import { test } from "node:test";
import { checkLength, countCharacters } from "./characters";

test("as many characters as allowed are taken and one more is not, spaces around them aside", () => {
  assert.equal(checkLength(` ${"发".repeat(200)}\n`, 200), null);
  assert.equal(checkLength("发".repeat(201), 200), "long");
});

test("nothing but spaces says nothing", () => {
  assert.equal(checkLength(" \n　", 200), "empty");
});

test("a character of four bytes is one to its writer, and four to the server", () => {
  assert.equal(countCharacters(" 😀好 "), 2);
  assert.equal(Buffer.byteLength("😀".repeat(150)), 600);
  assert.equal(checkLength("😀".repeat(150), 200), null);
  assert.equal(checkLength("😀".repeat(151), 200), "long");
  assert.equal(checkLength("é".repeat(200), 200), null);
});
