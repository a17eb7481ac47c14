// @ts-check
/** The small line for the staff: what is still on the tablet, and whether somebody must do something. Pure. */

import { dayAt, timeAt } from "./kiosk_ids.js"
import { FIRST, say } from "./kiosk_words.js"

/** @typedef {import("./kiosk_delivery.js").Stock} Stock */
/** @typedef {import("./kiosk_memory.js").Known} Known */
/** @typedef {import("./kiosk_words.js").Language} Language */

const A_DAY = 24 * 60 * 60 * 1000

/**
 * Every sentence of its own that somebody must act on, the most urgent first.
 * @param {Stock} stock
 * @param {Known} known
 * @param {number} at the tablet's clock
 * @param {Language} language
 */
export function warnings(stock, known, at, language) {
  const found = []
  if (!stock.readable) found.push(say(language, "unreadable"))
  if (known.pass && known.dead) found.push(say(language, known.dead))
  if (stock.refused) found.push(say(language, "refused", { count: stock.refused, reason: stock.reason }))
  if (known.pass && at - known.heard > A_DAY) found.push(say(language, "silent"))
  return found
}

/**
 * ยังไม่ส่ง 3 คำตอบ · ส่งล่าสุด 14.02 น.
 * @param {Stock} stock
 * @param {Known} known
 * @param {number} at the tablet's clock
 * @param {Language} language
 */
export function account(stock, known, at, language) {
  const waiting = stock.waiting ? say(language, "waiting", { count: stock.waiting }) : say(language, "all_sent")
  const sent = known.sent ? say(language, "sent_at", { time: since(known, at, language) }) : say(language, "never_sent")
  return `${waiting} · ${sent}`
}

/**
 * With the day where it is another one.
 * @param {Known} known
 * @param {number} at
 * @param {Language} language
 */
function since({ sent, offset }, at, language) {
  const time = say(language, "clock", timeAt(sent + offset))
  return dayAt(sent + offset) === dayAt(at + offset) ? time : `${shownDay(sent + offset, language)} ${time}`
}

/**
 * @param {number} at
 * @param {Language} language
 */
function shownDay(at, language) {
  const wanted = language.id === FIRST ? "th-TH-u-ca-buddhist-nu-latn" : language.id
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { timeZone: "Asia/Bangkok", day: "numeric", month: "short", year: "numeric" }
  const [day, month, year] = ["day", "month", "year"].map(
    (type) => new Intl.DateTimeFormat(wanted, parts).formatToParts(at).find((part) => part.type === type)?.value,
  )
  return `${day} ${month} ${year}`
}
