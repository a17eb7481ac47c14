// @ts-check
/** What an agency does because of its ITA result, as the phone knew it when it last took data along: to be asked
 * about on the spot and before new recommendations are written. It only tells. */

import { formatMoment, formatShortDate } from "../web/moments.js"
import { say } from "../web/words.js"
import { today } from "./clock.js"
import * as journal from "./journal.js"
import { badge, element, icon } from "./parts.js"

/** @typedef {"planned" | "doing" | "done" | "postponed" | "dropped"} State */
/** @typedef {{ year: number, title: string, state: State, due?: string, results?: number, reported?: string }} Measure */
/** @typedef {Measure & { overdue: boolean }} Followed */

const MOST = 15
/** @type {Readonly<Record<State, import("./parts.js").Kind>>} */
const KINDS = { planned: "plain", doing: "warn", done: "good", postponed: "warn", dropped: "bad" }

/**
 * What is overdue first, then what is not over, each in the order of the office.
 * @param {readonly Measure[]} measures
 * @param {string} day ISO date
 * @returns {Followed[]}
 */
export function followed(measures, day) {
  const marked = measures.map((measure) => ({ ...measure, overdue: !isOver(measure) && Boolean(measure.due) && String(measure.due) < day }))
  return marked.sort((one, other) => rank(one) - rank(other))
}

/**
 * Nothing where the phone does not know: an older pack, or an agency of another province.
 * @param {string} agency
 */
export async function measuredOf(agency) {
  const [measures, agencies, pack] = await Promise.all([journal.pack("measures"), journal.pack("agencies"), journal.meta("pack")])
  if (!measures || !agencies?.some((/** @type {{ id: string, active: boolean }} */ { id, active }) => active && id === agency)) return []
  const all = followed(/** @type {Measure[]} */ (measures[agency] ?? []), today())
  const rows = all.slice(0, MOST).map(measureRow)
  const list = all.length ? element("ul", {}, ...rows) : element("p", {}, say("measured_none"))
  const more = all.length > MOST ? element("p", {}, say("measured_more", { n: all.length - MOST })) : null
  const at = pack?.at ? element("small", {}, say("measured_as_of", { at: formatMoment(pack.at) })) : null
  const title = element("strong", {}, icon("info"), say("measured_title"))
  return [element("div", { class: "surveyed measured", lang: document.documentElement.lang }, title, list, more, at)]
}

/** @param {Followed} measure */
function measureRow({ year, title, state, due, results = 0, reported, overdue }) {
  const facts = [
    say("measured_year", { year }),
    due && say("measured_due", { day: formatShortDate(due) }),
    reported ? say("measured_reported", { n: results, day: formatShortDate(reported) }) : say("measured_unreported"),
  ]
  const marks = [badge(KINDS[state], say(`measured_${state}`)), " ", overdue && badge("bad", say("measured_overdue"))]
  const told = element("div", {}, element("small", {}, facts.filter(Boolean).join(" · ")))
  return element("li", {}, element("span", { lang: "th" }, title), " ", ...marks, told)
}

/** @param {Measure} measure */
function isOver({ state }) {
  return state === "done" || state === "dropped"
}

/** @param {Followed} measure */
function rank(measure) {
  if (measure.overdue) return 0
  return isOver(measure) ? 2 : 1
}
