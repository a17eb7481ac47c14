// @ts-check
/** As many wrong bytes as half of the check bytes are mended, wherever they are; more are noticed. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { checkBytes, mend } from "../../../static/js/qr/reed_solomon.js"
import { chance } from "./scene.js"

/**
 * @param {() => number} next
 * @param {number} length
 * @param {number} checks
 */
function block(next, length, checks) {
  const data = Uint8Array.from({ length }, () => next() * 256)
  return Uint8Array.from([...data, ...checkBytes(data, checks)])
}

/**
 * @param {Uint8Array} whole
 * @param {number} errors
 * @param {() => number} next
 */
function broken(whole, errors, next) {
  const places = new Set()
  while (places.size < errors) places.add(Math.floor(next() * whole.length))
  return whole.map((byte, i) => (places.has(i) ? byte ^ (1 + Math.floor(next() * 255)) : byte))
}

for (const checks of [7, 10, 17, 30]) {
  test(`${checks} check bytes mend up to ${checks >> 1} wrong ones`, () => {
    const next = chance(checks)
    for (let round = 0; round < 40; round += 1) {
      const whole = block(next, 5 + round * 2, checks)
      const given = broken(whole, round % ((checks >> 1) + 1), next)
      assert.equal(mend(given, checks), true)
      assert.deepEqual(given, whole)
    }
  })
}

test("what cannot be mended is nearly always noticed", () => {
  const next = chance(99)
  const passed = Array.from({ length: 60 }, () => mend(broken(block(next, 60, 20), 14, next), 20)).filter(Boolean)
  assert.deepEqual(passed, [])
})

test("the first and the last byte are mended too", () => {
  const whole = block(chance(3), 20, 10)
  const given = whole.map((byte, i) => (i === 0 || i === whole.length - 1 ? byte ^ 0xff : byte))
  assert.equal(mend(given, 10), true)
  assert.deepEqual(given, whole)
})
