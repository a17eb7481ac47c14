// @ts-check
/** What is asked of a symbol is kept; the symbols themselves are compared with other software in tests/qr. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { outline } from "../../../static/js/qr/draw.js"
import { encode, penalty, roomForText } from "../../../static/js/qr/encode.js"
import { Problem } from "../../../static/js/thai/problem.js"

test("the smallest version that holds the text is taken, and no smaller than was asked for", () => {
  assert.equal(encode("A".repeat(25), { level: "L" }).version, 1)
  assert.equal(encode("A".repeat(26), { level: "L" }).version, 2)
  assert.equal(encode("A", { least: 9 }).version, 9)
})

test("the room for letters of a version is exactly what fits", () => {
  for (const level of /** @type {const} */ (["L", "M", "Q"])) {
    for (const version of [1, 9, 10, 15, 20, 25, 26, 27]) {
      const room = roomForText(version, level)
      assert.equal(encode("A".repeat(room), { level }).version, version)
      assert.equal(encode("A".repeat(room + 1), { level }).version, version + 1)
    }
  }
})

test("what is longer than the largest symbol is refused in words", () => {
  assert.throws(
    () => encode(new Uint8Array(3000)),
    (problem) => problem instanceof Problem && problem.code === "transfer.too_long_for_a_code",
  )
})

test("without a wish the mask is the one that is easiest to read", () => {
  const text = "https://nithet.example/visits/join"
  const masks = Array.from({ length: 8 }, (_, mask) => encode(text, { mask }))
  const points = masks.map(({ dark, size }) => penalty(dark, size))
  assert.equal(encode(text).mask, points.indexOf(Math.min(...points)))
})

test("a mask that does not exist is a defect", () => assert.throws(() => encode("A", { mask: 8 }), RangeError))

test("the drawing covers every dark cell once, inside of the quiet zone", () => {
  const symbol = encode("นิเทศ")
  const runs = Array.from(outline(symbol).matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g), (found) =>
    found.slice(1).map(Number),
  )
  const covered = new Uint8Array(symbol.size ** 2)
  for (const [x = 0, y = 0, width = 0, back] of runs) {
    assert.equal(width, back)
    for (let cell = (y - 4) * symbol.size + x - 4; cell < (y - 4) * symbol.size + x - 4 + width; cell += 1) {
      covered[cell] = (covered[cell] ?? 0) + 1
    }
  }
  assert.deepEqual(covered, symbol.dark)
})
