// @ts-check
/** Identifiers and codes made on a phone. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { newCode, newId, tidyCode } from "../../../static/js/visits/ids.js"

const CODE = /^[0-9a-hjkmnp-tv-z]+$/

test("an id has 26 letters of the alphabet and begins with the time of its birth", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 32 ** 9 + 31 })
  const id = newId()
  assert.equal(id.length, 26)
  assert.match(id, CODE)
  assert.equal(id.slice(0, 10), "100000000z")
})

test("ids are in the order in which they were made, even within a millisecond and when the clock goes back", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 2_000_000_000_000 })
  const made = Array.from({ length: 50 }, newId)
  t.mock.timers.setTime(1_000_000_000_000)
  made.push(newId())
  assert.deepEqual(made.toSorted(), made)
  assert.equal(new Set(made).size, 51)
})

test("a code has the length that was asked for, and every letter of the alphabet comes up", () => {
  const code = newCode(5_000)
  assert.equal(code.length, 5_000)
  assert.match(code, CODE)
  assert.equal(new Set(code).size, 32)
})

for (const [typed, meant] of [
  ["AB12-CD34", "ab12cd34"],
  [" ab 12\tcd\u00a034\n", "ab12cd34"],
  ["ab–12—cd−34", "ab12cd34"],
  ["oO il IL", "001111"],
  ["๑๒๓ x", "123x"],
  ["ก?", "ก?"],
]) {
  test(`${JSON.stringify(typed)} means ${meant}`, () => assert.equal(tidyCode(typed ?? ""), meant))
}
