// @ts-check
/** Symbols are read under the conditions of a village office, and garbage is read as nothing. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { decode } from "../../../static/js/qr/decode.js"
import { encode } from "../../../static/js/qr/encode.js"
import { luminance } from "../../../static/js/qr/relief.js"
import { chance, scene } from "./scene.js"

/** @typedef {import("./scene.js").Conditions} Conditions */

const ROOM = { width: 640, height: 600 }
const THAI = "นิเทศ ติดตาม และบันทึกผลลงพื้นที่ ๒๕๖๙"

/** @type {Record<string, Conditions>} */
const CONDITIONS = {
  "held straight": {},
  "turned a little": { turn: 17 },
  "turned by half a right angle": { turn: 45 },
  "upside down": { turn: 183 },
  "seen from below": { tilt: 0.2 },
  "seen from a corner": { tilt: 0.15, across: 0.15, turn: 10 },
  "seen far aslant": { tilt: 0.35, turn: -20 },
  blurred: { blur: 1.5 },
  "in noise": { noise: 60 },
  "half in shadow": { shadow: 1.2 },
  "washed out": { contrast: 0.3, noise: 10 },
  "all of it at once": { turn: 12, tilt: 0.12, across: -0.1, blur: 0.6, noise: 30, shadow: 0.6, damage: 0.02 },
}
/** Smallest version, side in pixels: cells of 4 to 19 pixels. */
const SIZES = [
  [1, 150],
  [1, 400],
  [7, 220],
  [15, 350],
]

for (const [name, conditions] of Object.entries(CONDITIONS)) {
  test(`${name}, small and large symbols are read`, () => {
    for (const [least = 1, side = 0] of SIZES) {
      const text = `${least}:${"SAKON NAKHON ".repeat(least * least)}`.slice(0, 14 + least * 40)
      const seen = scene(encode(text, { least, level: "L" }), { ...ROOM, ...conditions, side, seed: least })
      assert.equal(decode(seen)?.text, text, `version ${least} at ${side} pixels`)
    }
  })
}

test("a twentieth of the symbol may be damaged", () => {
  for (const seed of [1, 2, 3]) {
    const symbol = encode(THAI, { level: "Q", least: seed * 5 })
    assert.equal(decode(scene(symbol, { ...ROOM, side: 400, damage: 0.05, seed }))?.text, THAI)
  }
})

test("bytes that are no text come as they are", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  assert.deepEqual(decode(scene(encode(bytes), ROOM))?.bytes, bytes)
})

test("a symbol that is too far damaged is not guessed at", () => {
  assert.equal(decode(scene(encode(THAI, { level: "L" }), { damage: 0.3 })), null)
})

test("a symbol whose corner is outside of the picture is not read", () => {
  assert.equal(decode(scene(encode(THAI), { side: 700 })), null)
})

/** @type {Record<string, (next: () => number, i: number) => number>} */
const GARBAGE = {
  noise: (next) => next() * 255,
  stripes: (_, i) => ((i % 320) % 14 < 2 ? 0 : 255),
  squares: (_, i) => ((((i % 320) >> 3) + ((i / 320) >> 3)) % 2 ? 0 : 255),
  black: () => 0,
  white: () => 255,
  "a slope": (_, i) => (i % 320) / 2,
}

for (const [name, pixel] of Object.entries(GARBAGE)) {
  test(`${name} is read as nothing`, () => {
    const next = chance(11)
    const light = Uint8Array.from({ length: 320 * 240 }, (_, i) => pixel(next, i))
    assert.equal(decode({ width: 320, height: 240, light }), null)
  })
}

test("pictures of no size or of one pixel are read as nothing", () => {
  assert.equal(decode({ width: 0, height: 0, light: new Uint8Array() }), null)
  assert.equal(decode({ width: 1, height: 1, light: new Uint8Array(1) }), null)
})

test("a symbol with parts overwritten at random is read right or not at all", () => {
  const next = chance(5)
  const whole = scene(encode(THAI, { level: "M" }), { width: 320, height: 240, side: 180 })
  const readings = new Set()
  for (let round = 0; round < 60; round += 1) {
    const light = whole.light.slice()
    const [left, top, side] = [next() * 300, next() * 220, 10 + next() * 60].map(Math.floor)
    for (let y = top ?? 0; y < Math.min(240, (top ?? 0) + (side ?? 0)); y += 1) {
      for (let x = left ?? 0; x < Math.min(320, (left ?? 0) + (side ?? 0)); x += 1)
        light[y * 320 + x] = next() * 255
    }
    readings.add(decode({ ...whole, light })?.text ?? "nothing")
  }
  assert.deepEqual(readings, new Set([THAI, "nothing"]))
})

test("the camera's colours become light and dark", () => {
  const rgba = Uint8ClampedArray.from([0, 0, 0, 255, 255, 255, 255, 255, 0, 255, 0, 255])
  assert.deepEqual(Array.from(luminance(rgba)), [0, 255, 150])
})
