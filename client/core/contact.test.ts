import assert from "node:assert/strict";
import { test } from "node:test";
import { findPhone } from "./contact";

test("the number of a school's contact is found as it is written", () => {
  assert.equal(findPhone("图采示范大学就业指导中心，电话 025-00000001"), "025-00000001");
  assert.equal(findPhone("请拨打13812345678（张老师）"), "13812345678");
  assert.equal(findPhone("400-820-8820 转 3"), "400-820-8820");
  assert.equal(findPhone("电话：83271234，行政楼 305"), "83271234");
});

test("a room or a year is no number to call", () => {
  assert.equal(findPhone("行政楼 305 室，2026 届"), "");
  assert.equal(findPhone(""), "");
});
