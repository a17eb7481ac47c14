// @ts-check
/** One score as it is typed: 93.85, 93,85, ๙๓.๘๕ or ร้อยละ 93.85. Twin of `read_score` in
 * checklist_app/ita/scoring/entering.py. */

import { parseDecimal, toArabic } from "../thai/digits.js"
import { clean } from "../thai/text.js"

const DECIMAL_COMMA = /^(-?[0-9]{1,3}),([0-9]{1,2})$/
const AROUND = /^(?:ร้อยละ\s*)?([^]*?)\s*(?:คะแนน|%)?$/
const NOTHING = ["", "-", "–", "—"]
const SCORE = /^([0-9]{1,3})(?:\.([0-9]{1,2})0*)?$/

/**
 * Two decimals, as figures.js computes with; null where there is nothing, or nothing that can be a score.
 * @param {string} text
 * @returns {string | null}
 */
export function readScore(text) {
  const typed = numberIn(text)
  return typed === null ? null : scoreOf(typed)
}

/**
 * Whether the cell is left empty.
 * @param {string} text
 */
export function isNothing(text) {
  return numberIn(text) === null
}

/** @param {string} text */
function numberIn(text) {
  const typed = AROUND.exec(toArabic(clean(text)))?.[1]?.trim() ?? text
  return NOTHING.includes(typed) ? null : typed
}

/** @param {string} typed */
function scoreOf(typed) {
  try {
    const [, whole, decimals = ""] = SCORE.exec(parseDecimal(typed.replace(DECIMAL_COMMA, "$1.$2"))) ?? []
    if (whole === undefined) return null
    const score = `${Number(whole)}.${decimals.padEnd(2, "0")}`
    return Number(score) <= 100 ? score : null
  } catch {
    return null
  }
}
