// @ts-check
/** Canonical JSON: keys sorted by code point, no white space, no fractions, whole numbers that are held
 * exactly. Twin of `canonical` in checklist_app/store/chain.py, which writes the same bytes in UTF-8. */

import { Problem } from "../thai/problem.js"

const DEEPEST_NESTING = 32
const HALF_SURROGATE = /[\ud800-\udfff]/u

/**
 * @param {unknown} value any JSON value; a body (chain.js) is an object
 * @returns {string}
 * @throws {Problem}
 */
export function canonical(value) {
  check(value, 0)
  return written(value)
}

/**
 * The order of UTF-8 and of Python, where JavaScript's own puts emoji before U+E000 to U+FFFF.
 * @param {string} one
 * @param {string} other
 * @returns {number} negative, 0 or positive
 */
export function compareCodePoints(one, other) {
  const shorter = Math.min(one.length, other.length)
  for (let index = 0; index < shorter; index++) {
    const difference = place(one.charCodeAt(index)) - place(other.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return one.length - other.length
}

/**
 * Characters that need two units belong after all that need one.
 * @param {number} unit
 */
function place(unit) {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/**
 * @param {unknown} value
 * @param {number} depth
 */
function check(value, depth) {
  if (typeof value === "string") return
  if (depth > DEEPEST_NESTING) throw new Problem("store.too_deep", { limit: DEEPEST_NESTING })
  if (typeof value === "boolean" || value === null) return
  if (typeof value === "number") return checkNumber(value)
  if (!Array.isArray(value) && !isPlain(value)) {
    throw new Problem("store.not_json", { type: typeof value })
  }
  for (const member of Object.values(value)) check(member, depth + 1)
}

/** @param {number} number */
function checkNumber(number) {
  if (!Number.isInteger(number)) throw new Problem("store.not_json", { type: "float" })
  if (!Number.isSafeInteger(number)) throw new Problem("store.number_too_large")
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isPlain(value) {
  if (typeof value !== "object" || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function written(value) {
  if (typeof value === "string") return quoted(value)
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`
  return isPlain(value) ? object(value) : JSON.stringify(value)
}

/** @param {Record<string, unknown>} value */
function object(value) {
  const keys = Object.keys(value).sort(compareCodePoints)
  return `{${keys.map((key) => `${quoted(key)}:${written(value[key])}`).join(",")}}`
}

/** @param {string} text */
function quoted(text) {
  if (HALF_SURROGATE.test(text)) throw new Problem("store.not_text")
  return JSON.stringify(text)
}
