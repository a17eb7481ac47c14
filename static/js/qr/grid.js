// @ts-check
/** Lays the grid of a symbol over three finders in a picture and reads off its cells. */

import { alignmentNear } from "./alignment.js"
import { distance, edges } from "./finders.js"
import { projection } from "./perspective.js"
import { lightAt } from "./relief.js"
import { alignmentCentres, MOST, patternOf, sizeOf, versionBits } from "./symbol.js"

/** @typedef {import("./relief.js").Relief} Relief */
/** @typedef {import("./finders.js").Triple} Triple */
/** @typedef {import("./perspective.js").Point} Point */
/** @typedef {import("./perspective.js").Pair} Pair */
/** @typedef {import("./perspective.js").Projection} Projection */
/** @typedef {{ version: number, dark: Uint8Array }} Cells */

const RIGHT_ENOUGH = 0.8

/**
 * The cells as each likely version would have them, likeliest first; made one by one, as they are asked for.
 * @param {Relief} picture
 * @param {Triple} triple
 * @returns {Generator<Cells>}
 */
export function* grids(picture, triple) {
  const scale = measured(picture, triple)
  if (!scale) return
  for (const version of versions(picture, triple, scale)) {
    const project = fitted(picture, triple, scale, version)
    if (project && agreement(picture, project, version) >= RIGHT_ENOUGH) {
      yield { version, dark: sampled(picture, project, sizeOf(version)) }
    }
  }
}

/** @typedef {{ side: number, right: number, below: number, moduleRight: number, moduleBelow: number }} Scale
 * cells from finder to finder; how much farther away than the corner the others are; sizes of their cells */

/**
 * @param {Relief} picture
 * @param {Triple} triple
 * @returns {Scale | null}
 */
function measured(picture, { corner, right, below }) {
  const [cornerAcross, rightAcross] = [moduleAlong(picture, corner, right), moduleAlong(picture, right, corner)]
  const [cornerDown, belowDown] = [moduleAlong(picture, corner, below), moduleAlong(picture, below, corner)]
  const across = distance(corner, right) / Math.sqrt(cornerAcross * rightAcross)
  const down = distance(corner, below) / Math.sqrt(cornerDown * belowDown)
  const side = (across + down) / 2
  if (!(side > 10 && side < 190)) return null
  return {
    side,
    right: Math.sqrt(cornerAcross / rightAcross),
    below: Math.sqrt(cornerDown / belowDown),
    moduleRight: rightAcross,
    moduleBelow: belowDown,
  }
}

/**
 * The side of a cell of a finder in the direction of another one.
 * @param {Relief} picture
 * @param {Point & { module: number }} finder
 * @param {Point} other
 */
function moduleAlong(picture, finder, other) {
  const length = distance(finder, other)
  const [dx, dy] = [(other.x - finder.x) / length, (other.y - finder.y) / length]
  const ahead = edges(picture, finder, dx, dy, finder.module * 7)
  const behind = edges(picture, finder, -dx, -dy, finder.module * 7)
  return ahead && behind ? (ahead[2] + behind[2]) / 7 : finder.module
}

/**
 * @param {Relief} picture
 * @param {Triple} triple
 * @param {Scale} scale
 */
function versions(picture, triple, scale) {
  const exact = (scale.side + 7 - 17) / 4
  const near = [-2, -1, 0, 1, 2]
    .map((off) => Math.round(exact) + off)
    .filter((version) => version >= 1 && version <= MOST && Math.abs(version - exact) < 0.8 + exact / 20)
    .toSorted((a, b) => Math.abs(a - exact) - Math.abs(b - exact))
  const written = exact > 5 ? versionWritten(picture, triple, scale) : []
  return [...new Set([...written, ...near])].slice(0, 4)
}

/**
 * The version as it stands beside the two outer finders.
 * @param {Relief} picture
 * @param {Triple} triple
 * @param {Scale} scale
 */
function versionWritten(picture, { corner, right, below }, scale) {
  const across = unit(corner, right)
  const down = unit(corner, below)
  /** @type {(from: Point, module: number, along: Point, beside: Point) => number} */
  const bitsAt = (from, module, along, beside) => {
    let bits = 0
    for (let bit = 0; bit < 18; bit += 1) {
      const [a, b] = [((bit % 3) - 7) * module, (Math.floor(bit / 3) - 3) * module]
      if (lightAt(picture, from.x + along.x * a + beside.x * b, from.y + along.y * a + beside.y * b) < 0)
        bits |= 1 << bit
    }
    return bits
  }
  const seen = [bitsAt(right, scale.moduleRight, across, down), bitsAt(below, scale.moduleBelow, down, across)]
  return seen.flatMap((bits) => {
    const version = Array.from({ length: MOST - 6 }, (_, i) => i + 7).find(
      (one) => ones(versionBits(one) ^ bits) <= 3,
    )
    return version === undefined ? [] : [version]
  })
}

/**
 * @param {Relief} picture
 * @param {Triple} triple
 * @param {Scale} scale
 * @param {number} version
 */
function fitted(picture, { corner, right, below }, scale, version) {
  const size = sizeOf(version)
  const far = size - 3.5
  const depth = Math.max(0.3, scale.right + scale.below - 1)
  /** @type {(axis: "x" | "y") => number} */
  const opposite = (axis) => (scale.right * right[axis] + scale.below * below[axis] - corner[axis]) / depth
  const three = [
    { from: { x: 3.5, y: 3.5 }, to: corner },
    { from: { x: far, y: 3.5 }, to: right },
    { from: { x: 3.5, y: far }, to: below },
  ]
  const guess = projection(
    [...three, { from: { x: far, y: far }, to: { x: opposite("x"), y: opposite("y") } }],
    size,
  )
  if (!guess || agreement(picture, guess, version, 7) < RIGHT_ENOUGH) return null
  const last = size - 6.5
  const seen = version > 1 ? alignmentNear(picture, guess, { x: last, y: last }, 2 + size / 24) : null
  if (!seen) return bent(picture, three, guess(far, far), version)
  return withAlignments(picture, [...three, { from: { x: last, y: last }, to: seen }], version)
}

/**
 * Every alignment pattern that can be seen helps.
 * @param {Relief} picture
 * @param {Pair[]} four
 * @param {number} version
 */
function withAlignments(picture, four, version) {
  const size = sizeOf(version)
  let project = projection(four, size)
  for (const reach of version < 7 ? [] : [2, 1]) {
    const pairs = four.slice(0, 3)
    for (const { row, column } of alignmentCentres(version)) {
      const from = { x: column + 0.5, y: row + 0.5 }
      const to = project && alignmentNear(picture, project, from, reach)
      if (to) pairs.push({ from, to })
    }
    if (pairs.length > 3) project = projection(pairs, size)
  }
  return project
}

/**
 * Without an alignment pattern the fourth corner is moved until what is known of the symbol fits best.
 * @param {Relief} picture
 * @param {Pair[]} three
 * @param {Point} fourth
 * @param {number} version
 */
function bent(picture, three, fourth, version) {
  const size = sizeOf(version)
  const far = size - 3.5
  const module = distance(/** @type {Pair} */ (three[0]).to, /** @type {Pair} */ (three[1]).to) / (size - 7)
  /** @type {(to: Point) => { to: Point, project: Projection | null, score: number }} */
  const tried = (to) => {
    const project = projection([...three, { from: { x: far, y: far }, to }], size)
    return { to, project, score: project ? agreement(picture, project, version) : 0 }
  }
  let best = tried(fourth)
  for (const step of [2, 1, 0.5, 0.25]) {
    for (const [dx, dy] of /** @type {const} */ ([
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [1, 1],
      [-1, -1],
    ])) {
      const next = tried({ x: best.to.x + dx * step * module, y: best.to.y + dy * step * module })
      if (next.score > best.score) best = next
    }
  }
  return best.project
}

/**
 * The share of known cells that are as they must be.
 * @param {Relief} picture
 * @param {Projection} project
 * @param {number} version
 * @param {number} [reach] only so far from the three corners
 */
function agreement(picture, project, version, reach = Infinity) {
  const size = sizeOf(version)
  const pattern = patternOf(version)
  let [right, all] = [0, 0]
  for (let row = 0; row < size; row += 1) {
    const outer = row < reach || row >= size - reach
    for (let column = 0; column < size; column += 1) {
      const value = pattern[row * size + column] ?? -1
      if (value < 0 || !(reach === Infinity || (outer && (column < reach || column >= size - reach)))) continue
      all += 1
      if (isDark(picture, project, column, row) === (value === 1)) right += 1
    }
  }
  return right / all
}

/**
 * @param {Relief} picture
 * @param {Projection} project
 * @param {number} size
 */
function sampled(picture, project, size) {
  const dark = new Uint8Array(size * size)
  for (let cell = 0; cell < dark.length; cell += 1) {
    dark[cell] = Number(isDark(picture, project, cell % size, Math.floor(cell / size)))
  }
  return dark
}

/**
 * @param {Relief} picture
 * @param {Projection} project
 * @param {number} column
 * @param {number} row
 */
function isDark(picture, project, column, row) {
  let light = 0
  for (const [dx, dy] of /** @type {const} */ ([
    [0.5, 0.5],
    [0.3, 0.5],
    [0.7, 0.5],
    [0.5, 0.3],
    [0.5, 0.7],
  ])) {
    const { x, y } = project(column + dx, row + dy)
    light += lightAt(picture, x, y)
  }
  return light < 0
}

/**
 * @param {Point} from
 * @param {Point} to
 * @returns {Point}
 */
function unit(from, to) {
  const length = distance(from, to)
  return { x: (to.x - from.x) / length, y: (to.y - from.y) / length }
}

/** @param {number} bits */
function ones(bits) {
  let count = 0
  for (let rest = bits; rest; rest &= rest - 1) count += 1
  return count
}
