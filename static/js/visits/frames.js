// @ts-check
/** Bytes as a film of QR codes, and back. After each part was shown once, mixtures of parts follow without
 * end: whoever missed some needs about as many mixtures, no matter which. Text that every QR reader hands
 * on unharmed: capital letters and digits (base 45). No DOM. */

import { Problem } from "../thai/problem.js"

/** @typedef {{ count: number, text: (index: number) => string }} Film */
/** @typedef {{ transfer: number, count: number, index: number, length: number, part: Uint8Array }} Frame */

export const MOST_FRAMES = 64
/** With its header a part just fits version 15 at level L, which cheap cameras read from a phone's screen. */
const LONGEST_PART = 486
const HEADER = 11
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
/** Spaces at either end could be cut off by a reader. */
const SHAPE = /^N1:([0-9A-Z $%*+\-./:]+)\.$/

/**
 * @param {Uint8Array} bytes
 * @returns {Film}
 * @throws {Problem} when a file is the better way
 */
export function filmOf(bytes) {
  const count = Math.max(1, Math.ceil(bytes.length / LONGEST_PART))
  if (count > MOST_FRAMES)
    throw new Problem("transfer.too_much_for_codes", { kilobytes: Math.ceil(bytes.length / 1000) })
  const length = Math.ceil(bytes.length / count)
  const padded = new Uint8Array(length * count)
  padded.set(bytes)
  const transfer = checksum(bytes)
  const parts = Array.from({ length: count }, (_, i) => padded.subarray(i * length, (i + 1) * length))
  return {
    count,
    text(shown) {
      const index = shown % 0x10000
      const mixed = new Uint8Array(length)
      for (const [i, part] of parts.entries()) if ((mixture(index, count) >> BigInt(i)) & 1n) mix(mixed, part)
      return written({ transfer, count, index, length: bytes.length, part: mixed })
    },
  }
}

/** What has been seen of a film. A frame of another film begins anew. */
export class Collector {
  #transfer = -1
  #length = 0
  #of = 0
  /** @type {Map<number, { mask: bigint, part: Uint8Array }>} by the lowest part that is mixed in */
  #rows = new Map()

  get progress() {
    return { done: this.#rows.size, of: this.#of }
  }

  /**
   * @param {string} text of a code; what is no frame is passed over
   * @returns {Uint8Array<ArrayBuffer> | null} the whole, once it is there
   */
  add(text) {
    const frame = readFrame(text)
    if (!frame) return null
    if (frame.transfer !== this.#transfer || frame.count !== this.#of || frame.length !== this.#length)
      this.#begin(frame)
    let mask = mixture(frame.index, frame.count)
    const part = frame.part.slice()
    for (let row; (row = this.#rows.get(lowest(mask))); mask ^= row.mask) mix(part, row.part)
    if (mask !== 0n) this.#rows.set(lowest(mask), { mask, part })
    return this.#rows.size === this.#of ? this.#whole() : null
  }

  /** @param {Frame} frame */
  #begin(frame) {
    this.#transfer = frame.transfer
    this.#length = frame.length
    this.#of = frame.count
    this.#rows.clear()
  }

  #whole() {
    const parts = /** @type {Uint8Array[]} */ ([])
    for (let i = this.#of - 1; i >= 0; i -= 1) {
      const { mask, part } = /** @type {{ mask: bigint, part: Uint8Array }} */ (this.#rows.get(i))
      for (let k = i + 1; k < this.#of; k += 1)
        if ((mask >> BigInt(k)) & 1n) mix(part, /** @type {Uint8Array} */ (parts[k]))
      parts[i] = part
      this.#rows.set(i, { mask: 1n << BigInt(i), part })
    }
    const whole = Uint8Array.from(parts.flatMap((part) => Array.from(part))).slice(0, this.#length)
    if (checksum(whole) === this.#transfer) return whole
    this.#rows.clear()
    return null
  }
}

/** @param {Frame} frame */
function written({ transfer, count, index, length, part }) {
  const bytes = new Uint8Array(HEADER + part.length + 4)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, transfer)
  view.setUint8(4, count)
  view.setUint16(5, index)
  view.setUint32(7, length)
  bytes.set(part, HEADER)
  view.setUint32(bytes.length - 4, checksum(bytes.subarray(0, -4)))
  return `N1:${toLetters(bytes)}.`
}

/**
 * @param {string} text
 * @returns {Frame | null}
 */
function readFrame(text) {
  const bytes = fromLetters(SHAPE.exec(text)?.[1] ?? "")
  if (!bytes || bytes.length < HEADER + 4) return null
  const view = new DataView(bytes.buffer)
  if (view.getUint32(bytes.length - 4) !== checksum(bytes.subarray(0, -4))) return null
  const [transfer, count, index, length] = [
    view.getUint32(0),
    view.getUint8(4),
    view.getUint16(5),
    view.getUint32(7),
  ]
  const part = bytes.subarray(HEADER, -4)
  const isSound = count > 0 && count <= MOST_FRAMES && part.length === Math.ceil(length / count)
  return isSound ? { transfer, count, index, length, part } : null
}

/**
 * Which parts a frame mixes, as bits: one each at first, then about half of them, by chance that both sides share.
 * @param {number} index
 * @param {number} count
 */
function mixture(index, count) {
  if (index < count) return 1n << BigInt(index)
  let [state, bits] = [Math.imul(index, 0x9e3779b1) >>> 0 || 1, 0n]
  for (let i = 0; i < count; i += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bits = (bits << 1n) | BigInt((state >>> 16) & 1)
  }
  return bits || 1n << BigInt(index % count)
}

/** @param {bigint} mask -1 for none */
function lowest(mask) {
  if (mask === 0n) return -1
  let bit = 0
  while (!((mask >> BigInt(bit)) & 1n)) bit += 1
  return bit
}

/**
 * @param {Uint8Array} into
 * @param {Uint8Array} part
 */
function mix(into, part) {
  for (let i = 0; i < into.length; i += 1) into[i] = (into[i] ?? 0) ^ (part[i] ?? 0)
}

/** @param {Uint8Array} bytes CRC-32 */
export function checksum(bytes) {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return ~sum >>> 0
}

/** @param {Uint8Array} bytes base 45 (RFC 9285) */
export function toLetters(bytes) {
  let text = ""
  for (let i = 0; i < bytes.length; i += 2) {
    const isPair = i + 1 < bytes.length
    let value = isPair ? (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0) : (bytes[i] ?? 0)
    for (let letters = isPair ? 3 : 2; letters > 0; letters -= 1) {
      text += LETTERS[value % 45]
      value = Math.floor(value / 45)
    }
  }
  return text
}

/**
 * @param {string} text
 * @returns {Uint8Array | null}
 */
export function fromLetters(text) {
  const bytes = []
  for (let i = 0; i < text.length; i += 3) {
    const digits = Array.from(text.slice(i, i + 3), (letter) => LETTERS.indexOf(letter))
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0)
    if (digits.includes(-1) || digits.length === 1 || value >= 256 ** (digits.length - 1)) return null
    bytes.push(...(digits.length === 3 ? [value >> 8, value & 255] : [value]))
  }
  return Uint8Array.from(bytes)
}
