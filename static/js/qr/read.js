// @ts-check
/** From the cells of a symbol to what it says: format, mask, mending of errors, segments. */

import { mend } from "./reed_solomon.js"
import {
  ALPHABET,
  blocksOf,
  countBits,
  dataCells,
  formatBits,
  formatCells,
  LEVELS,
  MASKS,
  MODES,
  sizeOf,
} from "./symbol.js"

/** @typedef {{ version: number, dark: Uint8Array }} Cells */
/** @typedef {{ text: string, bytes: Uint8Array }} Reading */

/**
 * @param {Cells} cells
 * @returns {Reading | null} null when too much of it is damaged
 */
export function read({ version, dark }) {
  const format = formatOf(dark, sizeOf(version))
  if (!format) return null
  const data = dataOf(codewords(dark, version, format.mask), blocksOf(version, format.level))
  const bytes = data && bytesOf(data, version)
  return bytes && { bytes, text: textOf(bytes) }
}

/**
 * @param {Uint8Array} dark
 * @param {number} size
 */
function formatOf(dark, size) {
  const seen = formatCells(size).map((place) =>
    place.reduce((bits, cell, i) => bits | ((dark[cell] ?? 0) << i), 0),
  )
  for (let errors = 0; errors <= 3; errors += 1) {
    for (const level of LEVELS) {
      for (const mask of MASKS.keys()) {
        if (seen.some((bits) => differences(bits, formatBits(level, mask)) === errors)) return { level, mask }
      }
    }
  }
  return null
}

/**
 * @param {Uint8Array} dark
 * @param {number} version
 * @param {number} mask
 */
function codewords(dark, version, mask) {
  const path = dataCells(version)
  const size = sizeOf(version)
  const turned = /** @type {(row: number, column: number) => boolean} */ (MASKS[mask])
  const bytes = new Uint8Array(path.length >> 3)
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const cell = path[bit] ?? 0
    const value = (dark[cell] ?? 0) ^ Number(turned(Math.floor(cell / size), cell % size))
    bytes[bit >> 3] = ((bytes[bit >> 3] ?? 0) << 1) | value
  }
  return bytes
}

/**
 * @param {Uint8Array} mixed
 * @param {import("./symbol.js").Blocks} blocks
 */
function dataOf(mixed, { checks, lengths }) {
  const parts = lengths.map((length) => new Uint8Array(length + checks))
  let at = 0
  for (let i = 0; i < Math.max(...lengths); i += 1) {
    for (const [k, part] of parts.entries()) if (i < (lengths[k] ?? 0)) part[i] = mixed[at++] ?? 0
  }
  for (let i = 0; i < checks; i += 1) {
    for (const [k, part] of parts.entries()) part[(lengths[k] ?? 0) + i] = mixed[at++] ?? 0
  }
  if (!parts.every((part) => mend(part, checks))) return null
  return Uint8Array.from(parts.flatMap((part, k) => Array.from(part.subarray(0, lengths[k]))))
}

/**
 * What the segments say, as bytes; null where a segment is of a kind that we do not read.
 * @param {Uint8Array} data
 * @param {number} version
 */
function bytesOf(data, version) {
  const all = data.length * 8
  let at = 0
  /** @type {(width: number) => number} */
  const take = (width) => {
    let value = 0
    for (const end = at + width; at < end; at += 1)
      value = (value << 1) | (((data[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
    return value
  }
  /** @type {number[]} */
  const bytes = []
  while (at + 4 <= all) {
    const mode = take(4)
    if (mode === MODES.end) break
    if (mode === MODES.encoding) {
      take(take(1) === 0 ? 7 : take(1) === 0 ? 14 : 21)
      continue
    }
    const width = countBits(mode, version)
    if (width === 0) return null
    const count = take(width)
    if (count > all - at) return null
    bytes.push(...segment(mode, count, take))
  }
  return at > all ? null : Uint8Array.from(bytes)
}

/**
 * @param {number} mode
 * @param {number} count
 * @param {(width: number) => number} take
 */
function segment(mode, count, take) {
  if (mode === MODES.bytes) return Array.from({ length: count }, () => take(8))
  const [group, widths] = mode === MODES.numeric ? [3, [0, 4, 7, 10]] : [2, [0, 6, 11]]
  const letters = []
  for (let left = count; left > 0; left -= group) {
    const taken = Math.min(group, left)
    const value = take(widths[taken] ?? 0)
    if (mode === MODES.numeric) letters.push(...String(value).padStart(taken, "0"))
    else
      letters.push(
        ...(taken === 2
          ? [ALPHABET[Math.floor(value / 45)] ?? "", ALPHABET[value % 45] ?? ""]
          : [ALPHABET[value] ?? ""]),
      )
  }
  return new TextEncoder().encode(letters.join(""))
}

/** @param {Uint8Array} bytes */
function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder("iso-8859-1").decode(bytes)
  }
}

/**
 * @param {number} one
 * @param {number} other
 */
function differences(one, other) {
  let count = 0
  for (let rest = one ^ other; rest; rest &= rest - 1) count += 1
  return count
}
