// @ts-check
/** What can be asked of both twins, by name, with JSON in and JSON out; tests/thai/calls.py is the other. */

import * as dates from "../../../static/js/thai/dates.js"
import * as digits from "../../../static/js/thai/digits.js"
import * as fiscal from "../../../static/js/thai/fiscal.js"
import * as text from "../../../static/js/thai/text.js"

/** @type {import("../answers.js").Calls} */
export const CALLS = {
  parse_whole: digits.parseWhole,
  parse_decimal: digits.parseDecimal,
  format_whole: digits.formatWhole,
  format_money: digits.formatMoney,
  format_score: digits.formatScore,
  to_thai: digits.toThai,
  to_arabic: digits.toArabic,
  in_style: digits.inStyle,
  parse_date: dates.parseDate,
  format_date: dates.formatDate,
  format_short_date: dates.formatShortDate,
  format_month: dates.formatMonth,
  format_time: dates.formatTime,
  format_moment: dates.formatMoment,
  fiscal_year: (year) => {
    const { reportRounds, surveyRounds, ...rest } = fiscal.fiscalYear(year)
    return { ...rest, report_rounds: reportRounds, survey_rounds: surveyRounds }
  },
  fiscal_year_of: (day) => fiscal.fiscalYearOf(day).year,
  parse_fiscal_year: (typed) => fiscal.parseFiscalYear(typed).year,
  survey_round_of: (day) => fiscal.surveyRoundOf(day).number,
  clean: text.clean,
  search_key: text.searchKey,
  sort_key: text.sortKey,
  found: (typed, name) => text.searchKey(name).includes(text.searchKey(typed)),
  sorted: (words) => words.toSorted(byKey),
}

/**
 * @param {string} one
 * @param {string} other
 */
function byKey(one, other) {
  const [first, second] = [text.sortKey(one), text.sortKey(other)]
  return first < second ? -1 : Number(first > second)
}
