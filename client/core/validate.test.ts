import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkIdentity,
  checkName,
  checkPhone,
  checkStudentNumber,
  cleanIdentity,
  cleanName,
  cleanPhone,
} from "./validate";

test("an identity number is right with its own check digit only", () => {
  assert.equal(checkIdentity("11010519491231002X"), null); // the example of GB 11643
  assert.equal(checkIdentity("11010519491231002x"), null);
  for (const digit of "0123456789") assert.equal(checkIdentity(`11010519491231002${digit}`), "identityCheck");
});

test("a digit too few, too many, or swapped is told as such", () => {
  assert.equal(checkIdentity("1101051949123100X"), "identityLength");
  assert.equal(checkIdentity("110105194912310021X"), "identityLength");
  assert.equal(checkIdentity("11010519493112002X"), "identityDay");
  assert.equal(checkIdentity("11010520230229002X"), "identityDay");
  assert.equal(checkIdentity(""), "identityMissing");
});

test("a passport has letters and digits in any order, and no check digit", () => {
  for (const passport of ["E00000000", "ab 123456", "K1234567A", "12345678"])
    assert.equal(checkIdentity(passport), null);
  for (const none of ["E12", "PASSPORT", "E1234_567", "护照123456"])
    assert.equal(checkIdentity(none), "identityForm");
});

test("what a keyboard adds is taken away", () => {
  assert.equal(cleanIdentity(" 110105 19491231-002ｘ "), "11010519491231002X");
  assert.equal(cleanName("　Anna  Maria SMITH "), "Anna Maria SMITH");
  assert.equal(cleanPhone("+86 138-1234-5678"), "13812345678");
  assert.equal(cleanPhone("１３８１２３４５６７８"), "13812345678");
});

test("a name is any name of up to forty characters", () => {
  assert.equal(checkName("阿依古丽·买买提"), null);
  assert.equal(checkName("𠮷".repeat(40)), null);
  assert.equal(checkName("名".repeat(41)), "nameLong");
  assert.equal(checkName(" 　"), "nameMissing");
});

test("a student number has letters, digits, dots and hyphens", () => {
  assert.equal(checkStudentNumber("B2022-01.7"), null);
  assert.equal(checkStudentNumber("２２０１００００１"), null);
  assert.equal(checkStudentNumber("学号1"), "numberForm");
  assert.equal(checkStudentNumber("1".repeat(32)), "numberForm");
});

test("a mobile number has eleven digits and begins with 13 to 19", () => {
  assert.equal(checkPhone("138 1234 5678"), null);
  assert.equal(checkPhone("12812345678"), "phoneForm");
  assert.equal(checkPhone("1381234567"), "phoneForm");
  assert.equal(checkPhone("+1 202 555 0143"), "phoneForm");
});
