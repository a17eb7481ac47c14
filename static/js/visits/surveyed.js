// @ts-check
/** Beside the items that ask for satisfaction surveys: what became of the agency's rounds in the survey system,
 * as the phone knew it when it last took data along. It only tells: whether the item is fulfilled is the
 * inspector's answer, and surveys may be made elsewhere. */

import { formatMoment, formatShortDate } from "../web/moments.js"
import { say } from "../web/words.js"
import * as journal from "./journal.js"
import { element, icon } from "./parts.js"

/** @typedef {{ year: number, number: number, state: "none" | "open" | "closed" | "decided", answers?: number, decided?: string }} Round */

/** @type {Readonly<Record<string, readonly string[]>>} by form */
const ITEMS = { "nacc-2563": ["3.2.1-6/01", "3.2.8/03"] }

/** @param {import("./form.js").Page} page */
export async function mountSurveyed({ facts }) {
  for (const id of ITEMS[facts.form] ?? []) {
    const [place, parts] = [document.getElementById(id), await surveyedOf(facts.agency)]
    if (place && parts.length > 0) whileBelow(place, () => place.append(...parts))
  }
}

/**
 * Only while the place is still further down: what moved under a finger would make it tap another item.
 * @param {HTMLElement} place
 * @param {() => void} put makes it taller
 */
function whileBelow(place, put) {
  const watcher = new IntersectionObserver((seen) => {
    if (place.getBoundingClientRect().top < innerHeight || seen.at(-1)?.isIntersecting) return
    watcher.disconnect()
    put()
  })
  watcher.observe(place)
}

/**
 * Nothing where the phone does not know, as with an agency of another province.
 * @param {string} agency
 */
export async function surveyedOf(agency) {
  const [surveys, agencies, pack] = await Promise.all([journal.pack("surveys"), journal.pack("agencies"), journal.meta("pack")])
  if (!surveys || !agencies?.some((/** @type {{ id: string, active: boolean }} */ { id, active }) => active && id === agency)) return []
  const rounds = /** @type {Round[] | undefined} */ (surveys[agency])
  const lines = rounds ? rounds.map(roundLine) : [say("surveys_unused")]
  const at = pack?.at ? element("small", {}, say("surveys_as_of", { at: formatMoment(pack.at) })) : null
  const rows = element("ul", {}, ...lines.map((line) => element("li", {}, line)))
  const title = element("strong", {}, icon("info"), say("surveys_title"))
  return [element("div", { class: "surveyed", lang: document.documentElement.lang }, title, rows, at)]
}

/** @param {Round} round */
function roundLine({ year, number, state, answers = 0, decided = "" }) {
  const round = `${number}/${year}`
  if (state === "decided") return say("surveys_decided", { round, day: formatShortDate(decided), n: answers })
  if (state === "closed") return say("surveys_closed", { round, n: answers })
  if (state === "open") return answers ? say("surveys_open", { round, n: answers }) : say("surveys_open_empty", { round })
  return say("surveys_none", { round })
}
