// @ts-check
/** Writes text or bytes as a QR symbol. No DOM, no quiet zone. */

import { Problem } from "../thai/problem.js"
import { checkBytes } from "./reed_solomon.js"
import * as symbol from "./symbol.js"

/** @typedef {import("./symbol.js").Level} Level */
/** @typedef {{ version: number, level: Level, mask: number, size: number, dark: Uint8Array }} Symbol cells row by row */
/** @typedef {{ level?: Level, least?: number, mask?: number }} Wishes `least`: the smallest version; without `mask` the best */

/**
 * @param {string | Uint8Array} content
 * @param {Wishes} [wishes]
 * @returns {Symbol}
 */
export function encode(content, { level = "M", least = 1, mask } = {}) {
  const segment = segmentOf(content)
  const version = versionFor(segment, level, least)
  const cells = plain(version, interleaved(codewords(segment, version, level), symbol.blocksOf(version, level)))
  const masks = mask === undefined ? symbol.MASKS.keys() : [mask]
  const choices = Array.from(masks, (one) => ({ mask: one, dark: masked(cells, version, level, one) }))
  const size = symbol.sizeOf(version)
  const best = choices.length === 1 ? choices[0] : lowest(choices, ({ dark }) => penalty(dark, size))
  if (!best) throw new RangeError("no such mask")
  return { version, level, size, ...best }
}

/**
 * How many characters of the alphanumeric set fit.
 * @param {number} version
 * @param {Level} level
 */
export function roomForText(version, level) {
  const bits = roomFor(version, level) - 4 - symbol.countBits(symbol.MODES.alphanumeric, version)
  return Math.floor(bits / 11) * 2 + (bits % 11 >= 6 ? 1 : 0)
}

/** @typedef {{ mode: number, count: number, bits: number[][] }} Segment bits: [value, width] */

/**
 * @param {string | Uint8Array} content
 * @returns {Segment}
 */
function segmentOf(content) {
  if (typeof content === "string" && /^[0-9A-Z $%*+\-./:]+$/.test(content)) {
    const pairs = content.match(/..?/g) ?? []
    return { mode: symbol.MODES.alphanumeric, count: content.length, bits: pairs.map(pairBits) }
  }
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content
  return { mode: symbol.MODES.bytes, count: bytes.length, bits: Array.from(bytes, (byte) => [byte, 8]) }
}

/** @param {string} pair one or two characters */
function pairBits(pair) {
  const [first = 0, second] = Array.from(pair, (letter) => symbol.ALPHABET.indexOf(letter))
  return second === undefined ? [first, 6] : [first * 45 + second, 11]
}

/**
 * @param {number} version
 * @param {Level} level
 */
function roomFor(version, level) {
  return 8 * symbol.blocksOf(version, level).lengths.reduce((sum, length) => sum + length, 0)
}

/**
 * @param {Segment} segment
 * @param {Level} level
 * @param {number} least
 */
function versionFor({ mode, count, bits }, level, least) {
  const needed = bits.reduce((sum, [, width = 0]) => sum + width, 4)
  for (let version = least; version <= symbol.MOST; version += 1) {
    const width = symbol.countBits(mode, version)
    if (count < 2 ** width && needed + width <= roomFor(version, level)) return version
  }
  throw new Problem("transfer.too_long_for_a_code", { length: count })
}

/**
 * @param {Segment} segment
 * @param {number} version
 * @param {Level} level
 */
function codewords(segment, version, level) {
  const room = roomFor(version, level)
  const bytes = new Uint8Array(room >> 3)
  const all = [[segment.mode, 4], [segment.count, symbol.countBits(segment.mode, version)], ...segment.bits]
  let length = 0
  for (const [value = 0, width = 0] of all) {
    for (let bit = width - 1; bit >= 0; bit -= 1, length += 1) {
      bytes[length >> 3] = (bytes[length >> 3] ?? 0) | (((value >> bit) & 1) << (7 - (length & 7)))
    }
  }
  const used = Math.ceil(Math.min(length + 4, room) / 8)
  for (let i = used; i < bytes.length; i += 1) bytes[i] = (i - used) % 2 === 0 ? 0xec : 0x11
  return bytes
}

/**
 * @param {Uint8Array} data
 * @param {import("./symbol.js").Blocks} blocks
 */
function interleaved(data, { checks, lengths }) {
  let start = 0
  const parts = lengths.map((length) => data.subarray(start, (start += length)))
  const checked = parts.map((part) => checkBytes(part, checks))
  const made = []
  for (let i = 0; i < Math.max(...lengths); i += 1)
    for (const part of parts) if (i < part.length) made.push(part[i] ?? 0)
  for (let i = 0; i < checks; i += 1) for (const part of checked) made.push(part[i] ?? 0)
  return made
}

/**
 * @param {number} version
 * @param {number[]} bytes
 */
function plain(version, bytes) {
  const cells = Uint8Array.from(symbol.patternOf(version), (value) => (value === 1 ? 1 : 0))
  for (const [bit, cell] of symbol.dataCells(version).entries()) {
    cells[cell] = ((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1
  }
  for (const place of symbol.versionCells(version)) write(cells, place, symbol.versionBits(version))
  return cells
}

/**
 * @param {Uint8Array} cells
 * @param {number} version
 * @param {Level} level
 * @param {number} mask
 */
function masked(cells, version, level, mask) {
  const turned = symbol.MASKS[mask]
  if (!turned) throw new RangeError("no such mask")
  const dark = cells.slice()
  const size = symbol.sizeOf(version)
  for (const cell of symbol.dataCells(version)) {
    if (turned(Math.floor(cell / size), cell % size)) dark[cell] = 1 - (dark[cell] ?? 0)
  }
  for (const place of symbol.formatCells(size)) write(dark, place, symbol.formatBits(level, mask))
  return dark
}

/**
 * @param {Uint8Array} cells
 * @param {number[]} place lowest bit first
 * @param {number} bits
 */
function write(cells, place, bits) {
  for (const [bit, cell] of place.entries()) cells[cell] = (bits >> bit) & 1
}

/**
 * How hard a symbol is to read, by the four rules of the standard.
 * @param {Uint8Array} dark
 * @param {number} size
 */
export function penalty(dark, size) {
  let points = 0
  for (let line = 0; line < size; line += 1) {
    points += linePenalty(dark, line * size, 1, size) + linePenalty(dark, line, size, size)
  }
  for (let row = 1; row < size; row += 1) {
    for (let cell = row * size + 1; cell < row * size + size; cell += 1) {
      const sum =
        (dark[cell] ?? 0) + (dark[cell - 1] ?? 0) + (dark[cell - size] ?? 0) + (dark[cell - size - 1] ?? 0)
      if (sum === 0 || sum === 4) points += 3
    }
  }
  const share = (dark.reduce((sum, one) => sum + one, 0) * 100) / (size * size)
  return points + Math.floor(Math.abs(share - 50) / 5) * 10
}

/**
 * Runs of five and more, and what looks like a finder pattern, in one row or column.
 * @param {Uint8Array} dark
 * @param {number} start
 * @param {number} step
 * @param {number} size
 */
function linePenalty(dark, start, step, size) {
  let [points, run, before, seen] = [0, 0, -1, 0]
  for (let i = 0; i < size; i += 1) {
    const value = dark[start + i * step] ?? 0
    run = value === before ? run + 1 : 1
    before = value
    if (run === 5) points += 3
    else if (run > 5) points += 1
    seen = ((seen << 1) | value) & 0x7ff
    if (i >= 10 && (seen === 0b10111010000 || seen === 0b00001011101)) points += 40
  }
  return points
}

/**
 * @template T
 * @param {T[]} choices
 * @param {(choice: T) => number} cost
 */
function lowest(choices, cost) {
  const costs = choices.map(cost)
  return choices[costs.indexOf(Math.min(...costs))]
}
