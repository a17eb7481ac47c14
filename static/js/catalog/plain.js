// @ts-check
/** Answers that are one plain value: text, numbers, a date, a tick; and the checks that all types share.
 * Twin of checklist_app/catalog/types/base.py and plain.py. No DOM. */

import { compareCodePoints } from "../store/canonical.js"
import { formatDate, isoDate, parseDate } from "../thai/dates.js"
import { formatMoney, formatWhole, parseDecimal, parseWhole } from "../thai/digits.js"
import { Problem } from "../thai/problem.js"
import { clean } from "../thai/text.js"
import { MILLION, millionths, quotient } from "./figures.js"

/** @typedef {{ readonly id: string, readonly label: string, readonly asks_text?: boolean }} Option */
/**
 * @typedef {object} Question the part of a form's definition that an answer is judged by
 * @property {string} id
 * @property {string} type
 * @property {readonly Option[]} [options]
 * @property {Readonly<Record<string, unknown>>} [settings]
 * @property {readonly { readonly id: string }[]} [score_rows]
 */
/**
 * @typedef {object} AnswerType
 * @property {(question: Question, value: any) => unknown} accept the canonical value of an answer that is
 *   not empty; null when nothing is left of it
 * @property {(question: Question, value: any) => string} shown a canonical value, for a person
 */

const LONGEST_LINE = 500
const LONGEST_TEXT = 10_000
const LARGEST_WHOLE = 1_000_000_000
const LARGEST_MONEY = 1_000_000_000_000n
const INCOMPLETE = "incomplete" // instead of a score: the agency did not finish the assessment
const ISO_DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/

/** @type {Readonly<Record<string, AnswerType>>} */
export const PLAIN = {
  text: {
    accept: (question, value) => lineOf(question, value, limit(question, "max_length", LONGEST_LINE)) || null,
    shown: asItIs,
  },
  long_text: {
    accept: (question, value) => textOf(question, value, limit(question, "max_length", LONGEST_TEXT)) || null,
    shown: asItIs,
  },
  integer: { accept: acceptInteger, shown: (_, value) => formatWhole(value) },
  money: {
    accept: (question, value) => hundredths(question, value, LARGEST_MONEY),
    shown: (_, value) => formatMoney(value),
  },
  score: {
    accept: acceptScore,
    shown: (question, value) => (value === INCOMPLETE ? setting(question, "incomplete") : value),
  },
  date: { accept: acceptDate, shown: (_, value) => formatDate(value) },
  tick: { accept: acceptTick, shown: (_, value) => (value ? "✓" : "✗") },
}

/** @param {unknown} value */
export function isEmpty(value) {
  if (value === null || value === undefined || value === "") return true
  return typeof value === "object" && Object.keys(value).length === 0
}

/**
 * @param {Question} question
 * @param {string} code
 * @param {import("../thai/problem.js").Parameters} [parameters]
 */
export function wrong(question, code, parameters) {
  return new Problem(code, parameters, question.id)
}

/**
 * Clean text of one or more lines, at most `longest` characters.
 * @param {Question} question
 * @param {unknown} value
 * @param {number} longest
 */
export function textOf(question, value, longest) {
  if (typeof value !== "string") throw wrong(question, "catalog.answer_not_text")
  // Four times the limit is refused before any work is spent on it.
  if (!isLonger(value, 4 * longest)) {
    const text = clean(value)
    if (!isLonger(text, longest)) return text
  }
  throw wrong(question, "catalog.answer_too_long", { limit: longest })
}

/**
 * @param {Question} question
 * @param {unknown} value
 * @param {number} longest
 */
export function lineOf(question, value, longest) {
  return textOf(question, value, longest)
    .split(/[ \n]+/)
    .join(" ")
}

/**
 * @param {Question} question
 * @param {unknown} value
 * @param {readonly string[]} known
 * @returns {Readonly<Record<string, unknown>>}
 */
export function objectOf(question, value, known) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(question, "catalog.answer_not_an_object")
  }
  const unknown = Object.keys(value).filter((part) => !known.includes(part))
  const [first] = unknown.sort(compareCodePoints)
  if (first !== undefined) {
    throw wrong(question, "catalog.answer_unknown_part", { part: [...first].slice(0, 40).join("") })
  }
  return { ...value }
}

/**
 * @param {Question} question
 * @param {unknown} value
 * @param {number} most
 * @returns {readonly unknown[]}
 */
export function listOf(question, value, most) {
  if (!Array.isArray(value)) throw wrong(question, "catalog.answer_not_a_list")
  if (value.length > most) throw wrong(question, "catalog.answer_too_many", { limit: most })
  return value
}

/**
 * @param {Record<string, unknown>} parts
 * @returns {Record<string, unknown>}
 */
export function withoutEmpty(parts) {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => !isEmpty(value)))
}

/**
 * @param {Question} question
 * @param {string} name
 * @param {number} otherwise
 */
export function limit(question, name, otherwise) {
  const value = question.settings?.[name]
  return typeof value === "number" ? value : otherwise
}

/**
 * @param {Question} question
 * @param {unknown} value
 */
export function acceptScore(question, value) {
  if (value === INCOMPLETE && setting(question, "incomplete")) return INCOMPLETE
  return hundredths(question, value, 100n)
}

/**
 * @param {Question} question
 * @param {unknown} value
 */
export function acceptDate(question, value) {
  if (typeof value !== "string") throw wrong(question, "catalog.answer_not_a_date")
  // A machine's date; a year of the Buddhist Era in it was typed by a person.
  if (!ISO_DATE.test(value) || Number(value.slice(0, 4)) > 2400) {
    return read(question, () => parseDate(value))
  }
  if (!isDay(value)) throw wrong(question, "catalog.answer_not_a_date")
  return value
}

/** @param {string} day */
function isDay(day) {
  // Years before 100 mean the twentieth century to Date, and the calendar repeats every 400 years.
  const year = Number(day.slice(0, 4))
  return year > 0 && isoDate(year + 400, Number(day.slice(5, 7)), Number(day.slice(8))) !== null
}

/**
 * @param {Question} question
 * @param {unknown} value
 */
function acceptInteger(question, value) {
  const number = typeof value === "string" ? read(question, () => parseWhole(value)) : value
  if (typeof number !== "number" || !Number.isInteger(number)) {
    throw wrong(question, "catalog.answer_not_a_number")
  }
  const [least, most] = [limit(question, "minimum", 0), limit(question, "maximum", LARGEST_WHOLE)]
  if (number < least || number > most) throw wrong(question, "catalog.answer_out_of_range", { least, most })
  return number
}

/**
 * Text with exactly two decimals; fractions never arrive as JSON numbers, which would round them.
 * @param {Question} question
 * @param {unknown} value
 * @param {bigint} most
 */
function hundredths(question, value, most) {
  const number = decimalOf(question, value)
  if (number.startsWith("-") || millionths(number) > most * MILLION) {
    throw wrong(question, "catalog.answer_out_of_range", { least: 0, most: String(most) })
  }
  if (millionths(number) % 10_000n) throw wrong(question, "catalog.answer_too_fine")
  return quotient(millionths(number), MILLION)
}

/**
 * @param {Question} question
 * @param {unknown} value
 * @returns {string} decimal text
 */
function decimalOf(question, value) {
  if (typeof value === "string") return read(question, () => parseDecimal(value))
  if (typeof value === "number" && Number.isInteger(value)) return String(BigInt(value))
  throw wrong(question, "catalog.answer_not_a_number")
}

/**
 * False is an answer too: looked at, and not there.
 * @param {Question} question
 * @param {unknown} value
 */
function acceptTick(question, value) {
  if (typeof value !== "boolean") throw wrong(question, "catalog.answer_not_a_tick")
  return value
}

/**
 * What was typed as the reader understands it; a refusal names the question.
 * @template Value
 * @param {Question} question
 * @param {() => Value} reader
 */
function read(question, reader) {
  try {
    return reader()
  } catch (problem) {
    throw problem instanceof Problem ? wrong(question, problem.code, problem.parameters) : problem
  }
}

/**
 * Characters are counted as Python does, not halves of surrogate pairs.
 * @param {string} text
 * @param {number} longest
 */
function isLonger(text, longest) {
  return text.length > longest && [...text].length > longest
}

/**
 * A setting that is text or a whole number, as text; empty when it is not set.
 * @param {Question} question
 * @param {string} name
 */
function setting(question, name) {
  const value = question.settings?.[name]
  return typeof value === "string" || typeof value === "number" ? String(value) : ""
}

/**
 * @param {Question} _question
 * @param {string} value
 */
function asItIs(_question, value) {
  return value
}
