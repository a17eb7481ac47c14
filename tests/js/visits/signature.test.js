// @ts-check
/** The ink of a signature keeps its shape, stays within its limits, and is more than a slip of the finger. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { boxOf, distance, isBlank, MOST_POINTS, pathOf, pointsOf, settled, thinned, UNITS, viewOf } from "../../../static/js/visits/strokes.js"

/** @typedef {import("../../../static/js/visits/strokes.js").Stroke} Stroke */

/** @type {Stroke} */
const LOOP = Array.from({ length: 400 }, (_, at) => [3000 + 900 * Math.cos(at / 20), 2000 + 700 * Math.sin(at / 13)])

/**
 * @param {Stroke} stroke
 * @param {readonly [number, number]} point
 */
function away(stroke, [x, y]) {
  return Math.min(...stroke.slice(1).map((to, index) => toLine([x, y], stroke[index] ?? to, to)))
}

/**
 * @param {[number, number]} point
 * @param {readonly [number, number]} from
 * @param {readonly [number, number]} to
 */
function toLine(point, from, to) {
  const steps = Array.from({ length: 101 }, (_, part) => part / 100)
  return Math.min(...steps.map((part) => distance(point, [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part])))
}

test("a thinned stroke has far fewer points and is nowhere away from the pen by a pixel", () => {
  const thin = thinned(LOOP)
  assert.ok(thin.length < LOOP.length / 2)
  assert.ok(LOOP.every((point) => away(thin, point) < 10))
  assert.ok(thin.flat().every(Number.isInteger))
  assert.deepEqual([thin[0], thin.at(-1)], [LOOP[0], LOOP.at(-1)].map((point) => point?.map(Math.round)))
})

test("a straight line is its two ends, a tap is one point", () => {
  assert.deepEqual(thinned(Array.from({ length: 50 }, (_, at) => [at * 10, at * 20])), [[0, 0], [490, 980]])
  assert.deepEqual(thinned([[5.4, 5.6]]), [[5, 6]])
  assert.deepEqual(thinned([[5, 5], [5.2, 5.1], [4.9, 5]]), [[5, 5]])
})

test("a stroke that must take less room is thinned until it does", () => {
  for (const most of [50, 9, 2]) assert.ok(thinned(LOOP, most).length <= most)
})

test("thinning once more changes nothing", () => {
  const thin = thinned(LOOP)
  assert.deepEqual(thinned(thin), thin)
})

test("nothing, a tap, many taps and a slip are no signature; a short one is", () => {
  for (const strokes of [[], [[[5, 5]]], Array(40).fill([[5, 5]]), [[[5, 5], [300, 5]]]]) {
    assert.ok(isBlank(/** @type {Stroke[]} */ (strokes)))
  }
  assert.ok(!isBlank([[[100, 100], [600, 500], [100, 600]]]))
})

test("ink within the pad is left as it is, to the unit", () => {
  const strokes = [thinned(LOOP), [/** @type {[number, number]} */ ([0, UNITS])]]
  assert.deepEqual(settled(strokes), strokes)
})

test("ink beyond the pad is moved in and made smaller in its shape", () => {
  const [moved = []] = settled([[[-500, 100], [500, 1100]]])
  assert.deepEqual(moved, [[0, 100], [1000, 1100]])
  const [smaller = []] = settled([[[-10_000, 5000], [10_000, 15_000]]])
  assert.deepEqual(smaller, [[0, 5000], [10_000, 10_000]])
})

test("whatever was drawn ends within the limits", () => {
  for (let round = 0; round < 500; round += 1) {
    const at = () => (Math.sin(round * 7919 + (round % 13)) + Math.random() - 0.5) * 40_000
    const strokes = [/** @type {Stroke} */ (Array.from({ length: 5 }, () => [at(), at()]))]
    assert.ok(settled(strokes).flat(2).every((number) => Number.isInteger(number) && number >= 0 && number <= UNITS))
  }
})

test("a turned pad shows all of the ink in its own shape, and turned back shows it as before", () => {
  const strokes = [[/** @type {[number, number]} */ ([200, 9000])], thinned(LOOP)]
  const upright = viewOf(strokes, 390, 700)
  const across = viewOf(strokes, 844, 250)
  for (const [{ scale, left, top }, width, height] of /** @type {const} */ ([[upright, 390, 700], [across, 844, 250]])) {
    for (const [x, y] of strokes.flat()) {
      assert.ok(x * scale + left >= 0 && x * scale + left <= width)
      assert.ok(y * scale + top >= 0 && y * scale + top <= height)
    }
  }
  assert.deepEqual(viewOf(strokes, 390, 700), upright)
  assert.deepEqual(viewOf([], 844, 390), { scale: 0.0844, left: 0, top: 0 })
})

test("the box of ink and the number of its points", () => {
  assert.deepEqual(boxOf([[[10, 20], [30, 5]], [[12, 40]]]), { left: 10, top: 5, width: 20, height: 35 })
  assert.deepEqual(boxOf([]), { left: 0, top: 0, width: 0, height: 0 })
  assert.equal(pointsOf([LOOP, [[1, 1]]]), 401)
  assert.ok(MOST_POINTS >= 401)
})

test("a path goes through its ends, and a tap is a dot", () => {
  assert.equal(pathOf([]), "")
  assert.equal(pathOf([[5, 6]]), "M5 6h1")
  assert.equal(pathOf([[0, 0], [10, 10]]), "M0 0L10 10")
  assert.equal(pathOf([[0, 0], [10, 0], [20, 10]]), "M0 0Q10 0 15 5L20 10")
})
