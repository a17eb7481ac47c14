// @ts-check
/** How a QR symbol (ISO/IEC 18004, model 2) is laid out: what reading and writing have to agree on.
 * Cells are numbered row by row. */

/** @typedef {"L" | "M" | "Q" | "H"} Level */
/** @typedef {{ checks: number, lengths: number[] }} Blocks check bytes of each block, data bytes of each */

export const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
export const MODES = Object.freeze({ end: 0, numeric: 1, alphanumeric: 2, bytes: 4, encoding: 7 })
export const LEVELS = /** @type {readonly Level[]} */ (Object.freeze(["M", "L", "H", "Q"])) // as format bits count
export const MOST = 40

/** @type {Readonly<Record<Level, readonly number[]>>} check bytes per block, by version */
const CHECKS = {
  L: numbers(
    "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 " +
      "28 28 30 30 26 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
  ),
  M: numbers(
    "10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 " +
      "26 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28",
  ),
  Q: numbers(
    "13 22 18 26 18 24 18 22 20 24 28 26 24 20 30 24 28 28 26 30 " +
      "28 30 30 30 30 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
  ),
  H: numbers(
    "17 28 22 16 22 28 26 26 24 28 24 28 22 24 24 30 28 28 26 28 " +
      "30 24 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
  ),
}
/** @type {Readonly<Record<Level, readonly number[]>>} blocks, by version */
const BLOCKS = {
  L: numbers(
    "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 " + "8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25",
  ),
  M: numbers(
    "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 " +
      "17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40 43 45 47 49",
  ),
  Q: numbers(
    "1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 " +
      "23 23 25 27 29 34 34 35 38 40 43 45 48 51 53 56 59 62 65 68",
  ),
  H: numbers(
    "1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 " +
      "25 34 30 32 35 37 40 42 45 48 51 54 57 60 63 66 70 74 77 81",
  ),
}

/** @type {readonly ((row: number, column: number) => boolean)[]} which cells a mask turns over */
export const MASKS = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => ((row >> 1) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
]

/** @param {number} version */
export function sizeOf(version) {
  return 17 + 4 * version
}

/**
 * @param {number} mode
 * @param {number} version
 */
export function countBits(mode, version) {
  const step = version < 10 ? 0 : version < 27 ? 1 : 2
  /** @type {Record<number, number[]>} */
  const bits = { [MODES.numeric]: [10, 12, 14], [MODES.alphanumeric]: [9, 11, 13], [MODES.bytes]: [8, 16, 16] }
  return bits[mode]?.[step] ?? 0
}

/**
 * @param {number} version
 * @param {Level} level
 * @returns {Blocks}
 */
export function blocksOf(version, level) {
  const all = dataCells(version).length >> 3
  const count = BLOCKS[level][version - 1] ?? 1
  const checks = CHECKS[level][version - 1] ?? 0
  const short = Math.floor(all / count) - checks
  return { checks, lengths: Array.from({ length: count }, (_, i) => short + (i >= count - (all % count) ? 1 : 0)) }
}

/**
 * Centres of the alignment patterns, on each axis.
 * @param {number} version
 */
export function alignments(version) {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2
  const last = sizeOf(version) - 7
  return Array.from({ length: count }, (_, i) => (i === 0 ? 6 : last - (count - 1 - i) * step))
}

/**
 * Row and column of every alignment pattern that is not hidden by a finder pattern.
 * @param {number} version
 */
export function alignmentCentres(version) {
  const axis = alignments(version)
  const last = axis.length - 1
  return axis.flatMap((row, r) =>
    axis.flatMap((column, c) => ((r || c) && (r || c !== last) && (r !== last || c) ? [{ row, column }] : [])),
  )
}

/** @type {Map<number, Int8Array>} */
const patterns = new Map()

/**
 * What every symbol of a version has in common: 1 dark, 0 light, -1 the data, -2 format and version.
 * @param {number} version
 */
export function patternOf(version) {
  const known = patterns.get(version)
  if (known) return known
  const size = sizeOf(version)
  const cells = new Int8Array(size * size).fill(-1)
  /** @type {(row: number, column: number, value: number) => void} */
  const set = (row, column, value) => {
    if (row >= 0 && column >= 0 && row < size && column < size) cells[row * size + column] = value
  }
  for (let i = 0; i < size; i += 1) {
    set(6, i, 1 - (i % 2))
    set(i, 6, 1 - (i % 2))
  }
  for (const { row, column } of alignmentCentres(version)) square(set, row, column, 2, [1])
  for (const [row, column] of /** @type {const} */ ([
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ]))
    square(set, row, column, 4, [2, 4])
  for (const cell of [...formatCells(size).flat(), ...versionCells(version).flat()]) cells[cell] = -2
  set(size - 8, 8, 1)
  patterns.set(version, cells)
  return cells
}

/**
 * Rings around a centre, dark but for some.
 * @param {(row: number, column: number, value: number) => void} set
 * @param {number} row
 * @param {number} column
 * @param {number} reach
 * @param {number[]} light
 */
function square(set, row, column, reach, light) {
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      set(row + y, column + x, light.includes(Math.max(Math.abs(x), Math.abs(y))) ? 0 : 1)
    }
  }
}

/**
 * The cells of the 15 format bits, lowest first, in both places.
 * @param {number} size
 */
export function formatCells(size) {
  const bits = Array.from({ length: 15 }, (_, bit) => bit)
  const near = bits.map((bit) =>
    bit < 8 ? (bit < 6 ? bit : bit + 1) * size + 8 : 8 * size + (bit === 8 ? 7 : 14 - bit),
  )
  const far = bits.map((bit) => (bit < 8 ? 8 * size + size - 1 - bit : (size - 15 + bit) * size + 8))
  return [near, far]
}

/**
 * The cells of the 18 version bits, lowest first, in both places; none below version 7.
 * @param {number} version
 */
export function versionCells(version) {
  if (version < 7) return []
  const size = sizeOf(version)
  const bits = Array.from({ length: 18 }, (_, bit) => [Math.floor(bit / 3), size - 11 + (bit % 3)])
  return [
    bits.map(([row = 0, column = 0]) => row * size + column),
    bits.map(([row = 0, column = 0]) => column * size + row),
  ]
}

/** @type {Map<number, Int32Array>} */
const paths = new Map()

/**
 * The data cells in the order of their bits: two columns at a time from the right, up and down.
 * @param {number} version
 */
export function dataCells(version) {
  const known = paths.get(version)
  if (known) return known
  const size = sizeOf(version)
  const pattern = patternOf(version)
  const cells = []
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step += 1) {
      const row = up ? size - 1 - step : step
      for (const cell of [row * size + right, row * size + right - 1]) if (pattern[cell] === -1) cells.push(cell)
    }
  }
  const made = Int32Array.from(cells)
  paths.set(version, made)
  return made
}

/**
 * @param {Level} level
 * @param {number} mask
 */
export function formatBits(level, mask) {
  const data = (LEVELS.indexOf(level) << 3) | mask
  return ((data << 10) | remainder(data << 10, 0x537)) ^ 0x5412
}

/** @param {number} version */
export function versionBits(version) {
  return (version << 12) | remainder(version << 12, 0x1f25)
}

/**
 * @param {number} value
 * @param {number} divisor
 */
function remainder(value, divisor) {
  const width = 32 - Math.clz32(divisor)
  let rest = value
  while (32 - Math.clz32(rest) >= width) rest ^= divisor << (32 - Math.clz32(rest) - width)
  return rest
}

/** @param {string} listed */
function numbers(listed) {
  return listed.split(" ").map(Number)
}
