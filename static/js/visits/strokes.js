// @ts-check
/** The ink of a signature as vectors: whole numbers, both axes in ten-thousandths of the longer side of the
 * pad, so that a signature keeps its shape whatever is turned, scrolled or printed. Pure. */

/** @typedef {[number, number]} Point */
/** @typedef {Point[]} Stroke */
/** @typedef {{ left: number, top: number, width: number, height: number }} Box */
/** @typedef {{ scale: number, left: number, top: number }} View pixels of the pad = units × scale + left, top */

export const UNITS = 10_000
export const MOST_STROKES = 300
export const MOST_POINTS = 5_000

const FINE = 6 // units, well below a pixel of any phone
const LEAST_INK = 800 // a signature is longer than a finger that slipped
const MARGIN = 0.04

/** @param {readonly Stroke[]} strokes */
export function pointsOf(strokes) {
  return strokes.reduce((sum, stroke) => sum + stroke.length, 0)
}

/**
 * Too little to be anybody's signature.
 * @param {readonly Stroke[]} strokes
 */
export function isBlank(strokes) {
  return strokes.reduce((sum, stroke) => sum + lengthOf(stroke), 0) < LEAST_INK
}

/** @param {Stroke} stroke */
function lengthOf(stroke) {
  return stroke.slice(1).reduce((sum, point, index) => sum + distance(point, stroke[index] ?? point), 0)
}

/**
 * @param {Point} one
 * @param {Point} other
 */
export function distance(one, other) {
  return Math.hypot(one[0] - other[0], one[1] - other[1])
}

/**
 * What is left when points go that lie on the way between others (Ramer, Douglas and Peucker): at most
 * `most`, in whole numbers.
 * @param {Stroke} stroke
 * @param {number} [most]
 * @returns {Stroke}
 */
export function thinned(stroke, most = MOST_POINTS) {
  const whole = stroke.map(([x, y]) => /** @type {Point} */ ([Math.round(x), Math.round(y)]))
  for (let coarse = FINE; ; coarse *= 2) {
    const kept = kinks(whole, coarse)
    if (kept.length <= Math.max(2, most)) return kept
  }
}

/**
 * @param {Stroke} stroke
 * @param {number} tolerance
 */
function kinks(stroke, tolerance) {
  const keep = new Set([0, stroke.length - 1])
  /** @type {[number, number][]} */
  const open = [[0, stroke.length - 1]]
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span
    const farthest = farthestBetween(stroke, from, to)
    if (farthest.away <= tolerance) continue
    keep.add(farthest.at)
    open.push([from, farthest.at], [farthest.at, to])
  }
  const kept = stroke.filter((_, index) => keep.has(index))
  return kept.filter((point, index) => index === 0 || distance(point, kept[index - 1] ?? point) > 0)
}

/**
 * @param {Stroke} stroke
 * @param {number} from
 * @param {number} to
 */
function farthestBetween(stroke, from, to) {
  const [start, end] = [stroke[from], stroke[to]]
  let farthest = { at: from, away: 0 }
  if (!start || !end) return farthest
  for (let at = from + 1; at < to; at += 1) {
    const away = awayFrom(stroke[at] ?? start, start, end)
    if (away > farthest.away) farthest = { at, away }
  }
  return farthest
}

/**
 * From a point to the line between two others, ends included.
 * @param {Point} point
 * @param {Point} start
 * @param {Point} end
 */
function awayFrom(point, start, end) {
  const [alongX, alongY] = [end[0] - start[0], end[1] - start[1]]
  const squared = alongX ** 2 + alongY ** 2
  if (squared === 0) return distance(point, start)
  const share = ((point[0] - start[0]) * alongX + (point[1] - start[1]) * alongY) / squared
  const at = Math.min(1, Math.max(0, share))
  return distance(point, [start[0] + at * alongX, start[1] + at * alongY])
}

/**
 * @param {readonly Stroke[]} strokes
 * @returns {Box}
 */
export function boxOf(strokes) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of strokes.flat()) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  return left > right ? { left: 0, top: 0, width: 0, height: 0 } : { left, top, width: right - left, height: bottom - top }
}

/**
 * The same ink within 0 to UNITS: ink that was added after the pad was turned may lie outside.
 * @param {readonly Stroke[]} strokes
 * @returns {Stroke[]}
 */
export function settled(strokes) {
  const { left, top, width, height } = boxOf(strokes)
  const scale = Math.min(1, UNITS / Math.max(width, height, 1))
  const [x, y] = [shift(left, width, scale), shift(top, height, scale)]
  if (scale === 1 && x === 0 && y === 0) return strokes.map((stroke) => [...stroke])
  return strokes.map((stroke) =>
    stroke.map((point) => [inside((point[0] - left) * scale + left + x), inside((point[1] - top) * scale + top + y)]),
  )
}

/**
 * @param {number} start
 * @param {number} length
 * @param {number} scale
 */
function shift(start, length, scale) {
  if (start < 0) return -start
  return Math.min(0, UNITS - (start + length * scale))
}

/** @param {number} number */
function inside(number) {
  return Math.min(UNITS, Math.max(0, Math.round(number)))
}

/**
 * How ink is shown on a pad of this size: as large as it was drawn, smaller where it would not fit, in the
 * middle once it does not lie within the pad.
 * @param {readonly Stroke[]} strokes
 * @param {number} width
 * @param {number} height
 * @returns {View}
 */
export function viewOf(strokes, width, height) {
  const natural = Math.max(width, height, 1) / UNITS
  const box = boxOf(strokes)
  const room = 1 - 2 * MARGIN
  const fits = (box.left + box.width) * natural <= width && (box.top + box.height) * natural <= height
  if (fits && box.left >= 0 && box.top >= 0) return { scale: natural, left: 0, top: 0 }
  const scale = Math.min(natural, (width * room) / Math.max(box.width, 1), (height * room) / Math.max(box.height, 1))
  return {
    scale,
    left: width / 2 - (box.left + box.width / 2) * scale,
    top: height / 2 - (box.top + box.height / 2) * scale,
  }
}

/**
 * Smooth through the middles between the points, as the pen went.
 * @param {Stroke} stroke
 */
export function pathOf(stroke) {
  const [first, ...rest] = stroke
  if (!first) return ""
  const last = rest.at(-1)
  if (!last) return `M${spot(first)}h1`
  const bends = rest.slice(0, -1).map((point, index) => `Q${spot(point)} ${spot(middle(point, rest[index + 1] ?? point))}`)
  return `M${spot(first)}${bends.join("")}L${spot(last)}`
}

/** @param {Point} point */
function spot([x, y]) {
  return `${Math.round(x)} ${Math.round(y)}`
}

/**
 * @param {Point} one
 * @param {Point} other
 * @returns {Point}
 */
function middle(one, other) {
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2]
}
