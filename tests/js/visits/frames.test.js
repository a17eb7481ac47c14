// @ts-check
/** A film of codes arrives whole, although frames are missed, repeated, mixed up or misread. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { encode } from "../../../static/js/qr/encode.js"
import { Problem } from "../../../static/js/thai/problem.js"
import {
  checksum,
  Collector,
  filmOf,
  fromLetters,
  MOST_FRAMES,
  toLetters,
} from "../../../static/js/visits/frames.js"
import { chance } from "../qr/scene.js"

/**
 * @param {number} length
 * @param {number} [seed]
 */
function content(length, seed = 1) {
  const next = chance(seed)
  return Uint8Array.from({ length }, () => next() * 256)
}

/**
 * How many frames were shown until all was there.
 * @param {Uint8Array} bytes
 * @param {(index: number) => boolean} isSeen
 */
function shownUntilWhole(bytes, isSeen) {
  const film = filmOf(bytes)
  const collector = new Collector()
  for (let index = 0; index < film.count * 20 + 100; index += 1) {
    const whole = isSeen(index) ? collector.add(film.text(index)) : null
    if (!whole) continue
    assert.deepEqual(whole, bytes)
    return index + 1
  }
  throw new Error("never whole")
}

for (const length of [0, 1, 2, 400, 486, 487, 5000, 15000, 486 * MOST_FRAMES]) {
  test(`${length} bytes arrive in one round when every frame is seen`, () => {
    assert.equal(
      shownUntilWhole(content(length), () => true),
      filmOf(content(length)).count,
    )
  })
}

for (const kilobytes of [2, 8, 15, 30]) {
  test(`with 30 % of the frames missed, ${kilobytes} kB need little more than what is lost`, () => {
    const count = filmOf(content(kilobytes * 1000)).count
    const shown = Array.from({ length: 30 }, (_, seed) => {
      const next = chance(seed + 100)
      return shownUntilWhole(content(kilobytes * 1000, seed + 1), () => next() > 0.3)
    })
    const mean = shown.reduce((sum, one) => sum + one, 0) / shown.length
    assert.ok(mean < count / 0.7 + 5, `${mean} of ${count}`)
  })
}

test("who begins in the middle needs no first round", () => {
  const count = filmOf(content(9000)).count
  assert.ok(shownUntilWhole(content(9000), (index) => index > 200) < 201 + count + 12)
})

test("frames may come twice and in any order", () => {
  const film = filmOf(content(6000))
  const collector = new Collector()
  const seen = Array.from({ length: film.count }, (_, i) => film.text(film.count - 1 - i)).flatMap((text) => [
    text,
    text,
  ])
  assert.deepEqual(seen.map((text) => collector.add(text)).find(Boolean), content(6000))
})

test("the progress counts parts that are known", () => {
  const film = filmOf(content(3000))
  const collector = new Collector()
  assert.deepEqual(collector.progress, { done: 0, of: 0 })
  for (const index of [0, 2, 2, 0]) collector.add(film.text(index))
  assert.deepEqual(collector.progress, { done: 2, of: 7 })
})

test("another film begins anew", () => {
  const [one, other] = [filmOf(content(3000, 1)), filmOf(content(3000, 2))]
  const collector = new Collector()
  for (let index = 0; index < 6; index += 1) collector.add(one.text(index))
  collector.add(other.text(0))
  assert.deepEqual(collector.progress, { done: 1, of: 7 })
})

test("a code that is none of ours, or misread, changes nothing", () => {
  const film = filmOf(content(3000))
  const collector = new Collector()
  collector.add(film.text(0))
  const misread = film.text(1).replace(/.(?=.{20}$)/, (letter) => (letter === "A" ? "B" : "A"))
  for (const text of ["", "https://nithet.example/", "N1:.", "N1:ABC.", misread, film.text(1).slice(0, -9)])
    collector.add(text)
  assert.deepEqual(collector.progress, { done: 1, of: 7 })
})

test("every frame fits a code that cheap cameras read", () => {
  const film = filmOf(content(486 * MOST_FRAMES))
  for (const index of [0, 63, 64, 70000]) assert.equal(encode(film.text(index), { level: "L" }).version, 15)
  assert.ok(encode(filmOf(content(500)).text(0), { level: "L" }).version < 12)
})

test("what would be too long a film is refused", () => {
  assert.throws(
    () => filmOf(content(486 * MOST_FRAMES + 1)),
    (problem) => problem instanceof Problem && problem.code === "transfer.too_much_for_codes",
  )
})

test("letters and checksums are those of their standards", () => {
  const ascii = (/** @type {string} */ text) => new TextEncoder().encode(text)
  assert.equal(toLetters(ascii("Hello!!")), "%69 VD92EX0")
  assert.deepEqual(fromLetters("QED8WEX0"), ascii("ietf!"))
  for (const text of ["A", "ab", ":::", "::"]) assert.equal(fromLetters(text), null)
  assert.equal(checksum(ascii("123456789")), 0xcbf43926)
})
