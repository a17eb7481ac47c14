// @ts-check
/** Numbers as Thai people write them: ๑,๒๓๔.๕๐ or 1,234.50. Twin of checklist_app/thai/digits.py.
 * Fractions stay text ("1234.50"): a binary fraction never holds money or a score. */

import { Problem } from "./problem.js"

/** @typedef {"arabic" | "thai"} DigitStyle */

const LONGEST_NUMBER = 40
const MOST_WHOLE_DIGITS = 15
const MOST_DECIMALS = 6

const THAI_ZERO = 0x0e50
const NUMBER = /^(-?)([0-9,]*[0-9])(?:\.([0-9]+))?$/
const GROUPED = /^[1-9][0-9]{0,2}(?:,[0-9]{3})+$/
const DECIMAL_TEXT = /^(-?)([0-9]+)(?:\.([0-9]+))?$/

/**
 * The whole number a person typed.
 * @param {string} text
 * @returns {number}
 * @throws {Problem}
 */
export function parseWhole(text) {
  const [sign, whole, decimals] = parts(text)
  if (decimals) throw new Problem("thai.not_whole", { value: shown(text) })
  return whole === "0" ? 0 : Number(sign + whole)
}

/**
 * The number a person typed, as plain decimal text with the decimals that were typed.
 * @param {string} text
 * @returns {string}
 * @throws {Problem}
 */
export function parseDecimal(text) {
  const [sign, whole, decimals] = parts(text)
  const number = decimals ? `${whole}.${decimals}` : whole
  return /[1-9]/.test(number) ? sign + number : number
}

/**
 * @param {number} number
 * @param {DigitStyle} [style]
 */
export function formatWhole(number, style = "arabic") {
  return inStyle(grouped(String(number)), style)
}

/**
 * Grouped; whole baht stand alone (306,000), satang always as two digits (1,234.50).
 * @param {string} amount decimal text
 * @param {DigitStyle} [style]
 */
export function formatMoney(amount, style = "arabic") {
  const [whole, cents] = toCents(amount)
  return inStyle(cents === "00" ? grouped(whole) : `${grouped(whole)}.${cents}`, style)
}

/**
 * Always two decimals, half rounded up.
 * @param {string} score decimal text
 * @param {DigitStyle} [style]
 */
export function formatScore(score, style = "arabic") {
  return inStyle(toCents(score).join("."), style)
}

/**
 * The text with all its digits in one style.
 * @param {string} text
 * @param {DigitStyle} style
 */
export function inStyle(text, style) {
  return style === "thai" ? toThai(text) : toArabic(text)
}

/** @param {string} text */
export function toThai(text) {
  return text.replace(/[0-9]/g, (digit) => String.fromCharCode(THAI_ZERO + Number(digit)))
}

/** @param {string} text */
export function toArabic(text) {
  return text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - THAI_ZERO))
}

/**
 * Sign, whole digits without leading zeros, decimals.
 * @param {string} text
 * @returns {[string, string, string]}
 */
function parts(text) {
  // The limit counts characters, as Python does, not halves of surrogate pairs.
  if (text.length > LONGEST_NUMBER && [...text].length > LONGEST_NUMBER) {
    throw new Problem("thai.number_too_long", { limit: LONGEST_NUMBER })
  }
  const typed = toArabic(stripped(text))
  if (!typed) throw new Problem("thai.number_missing")
  const match = NUMBER.exec(typed)
  if (!match) throw new Problem("thai.not_a_number", { value: shown(text) })
  const [, sign = "", whole = "", decimals = ""] = match
  if (whole.includes(",") && !GROUPED.test(whole)) {
    throw new Problem("thai.wrong_grouping", { value: shown(text) })
  }
  const digits = whole.replaceAll(",", "")
  checkSize(digits, decimals)
  return [sign, digits.replace(/^0+(?=[0-9])/, ""), decimals]
}

/**
 * @param {string} whole
 * @param {string} decimals
 */
function checkSize(whole, decimals) {
  if (whole.length > MOST_WHOLE_DIGITS) {
    throw new Problem("thai.too_many_digits", { limit: MOST_WHOLE_DIGITS })
  }
  if (decimals.length > MOST_DECIMALS) {
    throw new Problem("thai.too_many_decimals", { limit: MOST_DECIMALS })
  }
}

/** @param {string} text */
function stripped(text) {
  return text.replace(/^[ \t\r\n\u00a0]+/, "").replace(/[ \t\r\n\u00a0]+$/, "")
}

/**
 * What was typed, fit to be shown again: half a surrogate pair cannot be encoded.
 * @param {string} text
 */
function shown(text) {
  return stripped(text).replace(/[\ud800-\udfff]/gu, "\ufffd")
}

/** @param {string} whole */
function grouped(whole) {
  return whole.replace(/\B(?=(?:[0-9]{3})+$)/g, ",")
}

/**
 * Whole part and two decimals, half rounded away from zero.
 * @param {string} amount
 * @returns {[string, string]}
 */
function toCents(amount) {
  const match = DECIMAL_TEXT.exec(amount)
  if (!match) throw new TypeError(`not a decimal text: ${amount}`)
  const [, sign = "", whole = "", decimals = ""] = match
  const kept = BigInt(whole + decimals.slice(0, 2).padEnd(2, "0"))
  const cents = decimals.charAt(2) >= "5" ? kept + 1n : kept
  const digits = String(cents).padStart(3, "0")
  return [(cents ? sign : "") + digits.slice(0, -2), digits.slice(-2)]
}
