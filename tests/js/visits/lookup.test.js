// @ts-check
/** An agency is found as people type it, prefixes and tone marks or not, among thousands. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { indexed, search } from "../../../static/js/visits/lookup.js"

const NAMES = [
  ["องค์การบริหารส่วนตำบลบ้านทุ่งแก", "เจริญศิลป์", "สกลนคร"],
  ["องค์การบริหารส่วนตำบลทุ่งแก", "เจริญศิลป์", "สกลนคร"],
  ["เทศบาลตำบลนาดี", "เมืองขอนแก่น", "ขอนแก่น"],
  ["เทศบาลเมืองสว่าง", "ชุมแพ", "ขอนแก่น"],
]
const AGENCIES = NAMES.map(([name = "", district, province], place) => ({
  id: `a${place}`,
  name,
  type: "sao",
  district,
  province,
}))
const ENTRIES = indexed(AGENCIES)

/** @param {string} typed */
function found(typed) {
  return search(ENTRIES, typed, 20).found.map((agency) => agency.id)
}

test("a name that begins so comes before one that holds it", () => assert.deepEqual(found("ทุ่งแก"), ["a1", "a0"]))

for (const typed of ["อบต.ทุ่งแก", "อบต ทุงแก", "ตำบลทุ่งแก"]) {
  test(`"${typed}" finds it`, () => assert.equal(found(typed)[0], "a1"))
}

test("a district narrows", () => assert.deepEqual(found("นาดี ขอนแก่น"), ["a2"]))
test("only the kind, typed so far, narrows too", () => assert.deepEqual(found("เทศบาล"), ["a2", "a3"]))
test("what is nowhere is not found", () => assert.deepEqual(found("โคกม้า"), []))
test("nothing typed shows the first of the register", () => assert.deepEqual(found(""), ["a0", "a1", "a2", "a3"]))

test("more than fit are counted", () => {
  assert.deepEqual(search(ENTRIES, "", 2), { found: AGENCIES.slice(0, 2), total: 4 })
})

test("an agency that is no more is not offered", () => {
  const closed = AGENCIES.map((agency) => ({ ...agency, active: agency.id !== "a2" }))
  assert.deepEqual(search(indexed(closed), "นาดี", 20).found, [])
})
