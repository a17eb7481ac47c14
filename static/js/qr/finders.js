// @ts-check
/** Finds the three big squares of a QR symbol in a picture, turned any way. */

import { lightAt } from "./relief.js"

/** @typedef {import("./relief.js").Relief} Relief */
/** @typedef {{ x: number, y: number }} Point */
/** @typedef {Point & { module: number, seen: number }} Finder `module`: side of a cell in pixels, up to 1.4 times
 * too large where the symbol is turned; `seen`: in how many rows */
/** @typedef {{ corner: Finder, right: Finder, below: Finder }} Triple as in an upright symbol */

const MOST_FINDERS = 10
const MOST_TRIPLES = 6
const MOST_PLACES = 400

/**
 * The likeliest groups of three, best first.
 * @param {Relief} picture
 * @returns {Triple[]}
 */
export function triples(picture) {
  const found = finders(picture)
  const groups = []
  for (const [i, one] of found.entries()) {
    for (const [k, other] of found.entries()) {
      if (k <= i) continue
      for (const third of found.slice(k + 1)) {
        const group = ordered(one, other, third)
        const fault = faultOf(group)
        if (fault < 2) groups.push({ group, fault })
      }
    }
  }
  return groups
    .toSorted((a, b) => a.fault - b.fault)
    .slice(0, MOST_TRIPLES)
    .map(({ group }) => group)
}

/** @param {Relief} picture */
function finders(picture) {
  /** @type {Finder[]} */
  const found = []
  for (let y = 1; y < picture.height && found.length < MOST_PLACES; y += 1) {
    for (const { middle, length } of alongRow(picture, y)) gather(found, confirmed(picture, middle, y, length))
  }
  return found
    .filter(({ seen }) => seen > 1)
    .toSorted((a, b) => b.seen / Math.sqrt(b.module) - a.seen / Math.sqrt(a.module))
    .slice(0, MOST_FINDERS)
}

/**
 * Where dark and light follow each other as 1:1:3:1:1 in a row.
 * @param {Relief} picture
 * @param {number} y
 */
function alongRow({ width, values }, y) {
  const found = []
  let [a, b, c, d, start] = [0, 0, 0, 0, 0]
  let dark = false
  for (let x = 0; x <= width; x += 1) {
    const now = x < width && (values[y * width + x] ?? 0) < 0
    if (now === dark) continue
    const run = x - start
    // most places are ruled out by the middle run alone
    if (dark && c > a && c > run && isFinder([a, b, c, d, run])) {
      found.push({ middle: start - d - c / 2, length: a + b + c + d + run })
    }
    ;[a, b, c, d, start, dark] = [b, c, d, run, x, now]
  }
  return found
}

/**
 * The same place looked at from above, then across, then aslant.
 * @param {Relief} picture
 * @param {number} x
 * @param {number} y
 * @param {number} length
 * @returns {Finder | null}
 */
function confirmed(picture, x, y, length) {
  const down = across(picture, { x, y: y + 0.5 }, 0, 1, length)
  if (!down) return null
  const flat = across(picture, down.centre, 1, 0, length)
  if (!flat) return null
  const aslant = across(picture, flat.centre, Math.SQRT1_2, Math.SQRT1_2, length)
  if (!aslant) return null
  return { ...flat.centre, module: (down.length + flat.length) / 14, seen: 1 }
}

/**
 * The five runs through a point in one direction, and their middle.
 * @param {Relief} picture
 * @param {Point} from
 * @param {number} dx
 * @param {number} dy
 * @param {number} expected
 */
function across(picture, from, dx, dy, expected) {
  const ahead = edges(picture, from, dx, dy, expected)
  const behind = edges(picture, from, -dx, -dy, expected)
  if (!ahead || !behind) return null
  const [a, b, c] = ahead
  const [d, e, f] = behind
  const runs = [f - e, e - d, d + a, b - a, c - b]
  const length = c + f
  if (!isFinder(runs) || length > expected * 2 || length * 2 < expected) return null
  const shift = (a - d) / 2
  return { length, centre: { x: from.x + dx * shift, y: from.y + dy * shift } }
}

/**
 * How far it is from the middle of a finder to the three changes between dark and light.
 * @param {Relief} picture
 * @param {Point} from
 * @param {number} dx
 * @param {number} dy
 * @param {number} most
 * @returns {[number, number, number] | null}
 */
export function edges(picture, from, dx, dy, most) {
  const found = []
  let dark = true
  for (let step = 0; step <= most * 1.5; step += 0.5) {
    if (lightAt(picture, from.x + dx * step, from.y + dy * step) < 0 === dark) continue
    found.push(step)
    dark = !dark
    if (found.length === 3) return /** @type {[number, number, number]} */ (found)
  }
  return null
}

/** @param {number[]} runs */
function isFinder(runs) {
  const module = sum(runs) / 7
  if (module < 1) return false
  const slack = module * 0.5 + 0.5
  return runs.every((run, i) => Math.abs(run - (i === 2 ? 3 : 1) * module) < (i === 2 ? 2 : 1) * slack)
}

/**
 * @param {Finder[]} found
 * @param {Finder | null} one
 */
function gather(found, one) {
  if (!one) return
  const near = found.find((known) => distance(known, one) < known.module * 2)
  if (!near) found.push(one)
  else {
    const seen = near.seen + 1
    for (const key of /** @type {const} */ (["x", "y", "module"])) near[key] += (one[key] - near[key]) / seen
    near.seen = seen
  }
}

/**
 * The corner lies opposite the longest side; right and below by the way round.
 * @param {Finder} one
 * @param {Finder} other
 * @param {Finder} third
 * @returns {Triple}
 */
function ordered(one, other, third) {
  const sides = /** @type {[Finder, Finder, Finder][]} */ ([
    [one, other, third],
    [other, third, one],
    [third, one, other],
  ])
  const [corner, a, b] = sides.reduce((best, side) =>
    distance(side[1], side[2]) > distance(best[1], best[2]) ? side : best,
  )
  const turn = (a.x - corner.x) * (b.y - corner.y) - (a.y - corner.y) * (b.x - corner.x)
  return turn > 0 ? { corner, right: a, below: b } : { corner, right: b, below: a }
}

/**
 * How far three finders are from the corners of a square seen not too much aslant.
 * @param {Triple} triple
 */
function faultOf({ corner, right, below }) {
  const modules = [corner.module, right.module, below.module]
  const [across, down] = [distance(corner, right), distance(corner, below)]
  const turn =
    ((right.x - corner.x) * (below.x - corner.x) + (right.y - corner.y) * (below.y - corner.y)) / (across * down)
  const module = Math.max(...modules)
  if (Math.min(across, down) < 8 * Math.min(...modules) || Math.max(across, down) > 200 * module) return Infinity
  return module / Math.min(...modules) - 1 + Math.max(across / down, down / across) - 1 + Math.abs(turn)
}

/**
 * @param {Point} one
 * @param {Point} other
 */
export function distance(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y)
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0)
}
