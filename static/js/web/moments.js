// @ts-check
/** Days and moments as the reader of the page expects them: in Thai of the Buddhist Era, in English of the
 * Christian one, always of Bangkok. Documents keep to thai/dates.js. No DOM but the page's language. */

import * as thai from "../thai/dates.js"

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
const BANGKOK_AHEAD = 7 * 60 * 60 * 1000

/** @param {string} day ISO date */
export function formatDate(day) {
  return isEnglish() ? englishDay(day) : thai.formatDate(day)
}

/** @param {string} day ISO date */
export function formatShortDate(day) {
  return isEnglish() ? englishDay(day) : thai.formatShortDate(day)
}

/** @param {string} moment ISO moment */
export function formatTime(moment) {
  return isEnglish() ? inBangkok(moment).slice(11, 16) : thai.formatTime(moment)
}

/** @param {string} moment ISO moment */
export function formatMoment(moment) {
  return isEnglish() ? `${englishDay(inBangkok(moment))} ${formatTime(moment)}` : thai.formatMoment(moment)
}

/**
 * The time alone where that says it all: a moment of another day needs its day.
 * @param {string} moment ISO moment
 * @param {string} [now] ISO moment
 */
export function formatSince(moment, now = new Date().toISOString()) {
  const day = inBangkok(moment).slice(0, 10)
  const time = formatTime(moment)
  return day === inBangkok(now).slice(0, 10) ? time : `${formatShortDate(day)} ${time}`
}

function isEnglish() {
  return typeof document !== "undefined" && document.documentElement.lang === "en"
}

/** @param {string} day ISO date, whatever follows it */
function englishDay(day) {
  return `${Number(day.slice(8, 10))} ${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`
}

/** @param {string} moment */
function inBangkok(moment) {
  return new Date(Date.parse(moment) + BANGKOK_AHEAD).toISOString()
}
