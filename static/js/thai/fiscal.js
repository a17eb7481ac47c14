// @ts-check
/** The Thai fiscal year (1 October to 30 September, named after the later Buddhist year), its rounds and
 * deadlines. Days are ISO text, so they compare as text. Twin of checklist_app/thai/fiscal.py. */

import { ERA } from "./dates.js"
import { parseWhole } from "./digits.js"
import { Problem } from "./problem.js"

/** @typedef {{ readonly start: string, readonly end: string }} Span both days included */
/** @typedef {{ readonly months: number, readonly span: Span, readonly due: string }} ReportRound */
/** @typedef {{ readonly number: number, readonly span: Span }} SurveyRound */
/**
 * @typedef {object} FiscalYear
 * @property {number} year Buddhist Era
 * @property {Span} span
 * @property {readonly [ReportRound, ReportRound]} reportRounds
 * @property {readonly [SurveyRound, SurveyRound]} surveyRounds
 */

const FIRST_YEAR = 2500
const LAST_YEAR = 2640

/**
 * @param {number} year Buddhist Era
 * @returns {Readonly<FiscalYear>}
 * @throws {Problem}
 */
export function fiscalYear(year) {
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    throw new Problem("thai.fiscal_year_out_of_range", { value: year, first: FIRST_YEAR, last: LAST_YEAR })
  }
  const before = year - ERA - 1
  const after = year - ERA
  const span = Object.freeze({ start: `${before}-10-01`, end: `${after}-09-30` })
  const firstHalf = Object.freeze({ start: span.start, end: `${after}-03-31` })
  const secondHalf = Object.freeze({ start: `${after}-04-01`, end: span.end })
  return Object.freeze({
    year,
    span,
    reportRounds: pair(
      { months: 6, span: firstHalf, due: `${after}-04-30` },
      { months: 12, span, due: `${after}-10-31` },
    ),
    surveyRounds: pair({ number: 1, span: firstHalf }, { number: 2, span: secondHalf }),
  })
}

/**
 * @param {string} day ISO date
 * @throws {Problem}
 */
export function fiscalYearOf(day) {
  return fiscalYear(Number(day.slice(0, 4)) + ERA + (Number(day.slice(5, 7)) >= 10 ? 1 : 0))
}

/**
 * The fiscal year a person typed, in the Buddhist Era.
 * @param {string} text
 * @throws {Problem}
 */
export function parseFiscalYear(text) {
  return fiscalYear(parseWhole(text))
}

/**
 * @param {string} day ISO date
 * @returns {SurveyRound}
 */
export function surveyRoundOf(day) {
  const [first, second] = fiscalYearOf(day).surveyRounds
  return day <= first.span.end ? first : second
}

/**
 * @template {object} Round
 * @param {Round} first
 * @param {Round} second
 * @returns {readonly [Round, Round]}
 */
function pair(first, second) {
  return Object.freeze([Object.freeze(first), Object.freeze(second)])
}
