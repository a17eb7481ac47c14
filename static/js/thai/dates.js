// @ts-check
/** Dates as Thai people write them: Buddhist Era outside, ISO text inside ("2023-03-13"), moments in
 * Asia/Bangkok. Twin of checklist_app/thai/dates.py. */

import { inStyle, toArabic } from "./digits.js"
import { Problem } from "./problem.js"
import { clean } from "./text.js"

/** @typedef {import("./digits.js").DigitStyle} DigitStyle */
/** @typedef {{ year: string, month: number, day: number }} WrittenDate the year as it was written */

const MONTHS = [
  "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
  "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
]
const SHORT_MONTHS = [
  "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
  "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
]
export const ERA = 543
const LONGEST_DATE = 60

// Both calendars are understood because their years cannot be confused.
const FIRST_CHRISTIAN_YEAR = 1900
const LAST_CHRISTIAN_YEAR = 2100
// Two digits mean the Buddhist Era; below 50 they could as well be a Christian year, so we ask.
const FIRST_SHORT_YEAR = 50

const BANGKOK_AHEAD = 7 * 60 * 60 * 1000 // Thailand has no daylight saving time

const DAY_FIRST = /^([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})$/
const YEAR_FIRST = /^([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})$/
const NAMED =
  /^(?:วันที่)? *([0-9]{1,2}) *([\u0e01-\u0e4c.]{2,20}?) *(?:พ\.?ศ\.? *(?=[0-9]{2}$|2[4-6]))?([0-9]{4}|[0-9]{2})$/

/**
 * 13 มีนาคม 2566
 * @param {string} day ISO date
 * @param {DigitStyle} [style]
 */
export function formatDate(day, style = "arabic") {
  return inStyle(`${Number(day.slice(8, 10))} ${formatMonth(day)}`, style)
}

/**
 * 13 มี.ค. 2566
 * @param {string} day ISO date
 * @param {DigitStyle} [style]
 */
export function formatShortDate(day, style = "arabic") {
  const month = SHORT_MONTHS[Number(day.slice(5, 7)) - 1]
  return inStyle(`${Number(day.slice(8, 10))} ${month} ${buddhistYear(day)}`, style)
}

/**
 * มีนาคม 2566
 * @param {string} day ISO date
 * @param {DigitStyle} [style]
 */
export function formatMonth(day, style = "arabic") {
  return inStyle(`${MONTHS[Number(day.slice(5, 7)) - 1]} ${buddhistYear(day)}`, style)
}

/**
 * 14.30 น.
 * @param {string} moment ISO moment with its offset or Z
 * @param {DigitStyle} [style]
 */
export function formatTime(moment, style = "arabic") {
  const [hours, minutes] = inBangkok(moment).slice(11, 16).split(":")
  return inStyle(`${hours}.${minutes} น.`, style)
}

/**
 * 13 มีนาคม 2566 เวลา 14.30 น.
 * @param {string} moment ISO moment with its offset or Z
 * @param {DigitStyle} [style]
 */
export function formatMoment(moment, style = "arabic") {
  return `${formatDate(inBangkok(moment).slice(0, 10), style)} เวลา ${formatTime(moment, style)}`
}

/**
 * The day a person typed (13/3/2566, 13 มี.ค. 66, ๑๓ มีนาคม ๒๕๖๖, 2023-03-13) as an ISO date.
 * @param {string} text
 * @returns {string}
 * @throws {Problem}
 */
export function parseDate(text) {
  if (text.length > LONGEST_DATE && [...text].length > LONGEST_DATE) {
    throw new Problem("thai.date_too_long", { limit: LONGEST_DATE })
  }
  const typed = clean(text)
  if (!typed) throw new Problem("thai.date_missing")
  const written = parts(toArabic(typed))
  if (!written) throw new Problem("thai.not_a_date", { value: typed })
  const day = isoDate(christianYear(written.year), written.month, written.day)
  if (!day) throw new Problem("thai.no_such_date", { value: typed })
  return day
}

/**
 * @param {string} typed
 * @returns {WrittenDate | null}
 */
function parts(typed) {
  const yearFirst = YEAR_FIRST.exec(typed)
  if (yearFirst) return written(yearFirst[1], yearFirst[3], yearFirst[4])
  const dayFirst = DAY_FIRST.exec(typed)
  if (dayFirst) return written(dayFirst[4], dayFirst[3], dayFirst[1])
  const named = NAMED.exec(typed)
  const month = named && monthNamed(named[2] ?? "")
  return named && month ? written(named[3], String(month), named[1]) : null
}

/**
 * @param {string | undefined} year
 * @param {string | undefined} month
 * @param {string | undefined} day
 * @returns {WrittenDate}
 */
function written(year = "", month = "", day = "") {
  return { year, month: Number(month), day: Number(day) }
}

/**
 * 1 to 12 from a full or short name, the dots of which may be missing; 0 for anything else.
 * @param {string} name
 */
function monthNamed(name) {
  const bare = name.replaceAll(".", "")
  const place = MONTHS.indexOf(bare)
  return 1 + (place >= 0 ? place : SHORT_MONTHS.findIndex((short) => short.replaceAll(".", "") === bare))
}

/** @param {string} digits */
function christianYear(digits) {
  const year = Number(digits)
  if (digits.length === 2) {
    if (year < FIRST_SHORT_YEAR) throw new Problem("thai.year_unclear", { value: digits })
    return 2500 + year - ERA
  }
  for (const candidate of [year, year - ERA]) {
    if (candidate >= FIRST_CHRISTIAN_YEAR && candidate <= LAST_CHRISTIAN_YEAR) return candidate
  }
  throw new Problem("thai.year_out_of_range", {
    value: digits,
    first: FIRST_CHRISTIAN_YEAR + ERA,
    last: LAST_CHRISTIAN_YEAR + ERA,
  })
}

/**
 * The ISO date, or null when the calendar has no such day.
 * @param {number} year
 * @param {number} month
 * @param {number} day
 */
export function isoDate(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? date.toISOString().slice(0, 10) : null
}

/** @param {string} day */
function buddhistYear(day) {
  return Number(day.slice(0, 4)) + ERA
}

/** @param {string} moment */
function inBangkok(moment) {
  if (!/(?:Z|[+-][0-9]{2}:[0-9]{2})$/.test(moment)) throw new TypeError("a moment without a time zone")
  return new Date(Date.parse(moment) + BANGKOK_AHEAD).toISOString()
}
