// @ts-check
/** One page to read on the way: what is known of an agency, from what the phone holds. */

import { formatScore } from "../thai/digits.js"
import { say } from "../web/words.js"
import { definitionOf } from "./definition.js"
import * as journal from "./journal.js"
import { questionLabel } from "./labels.js"
import { measuredOf } from "./measured.js"
import { formatDate } from "../web/moments.js"
import { badge, button, element } from "./parts.js"
import { surveyedOf } from "./surveyed.js"

/** @typedef {import("./labels.js").Definition} Definition */
/** @typedef {import("./lookup.js").Agency} Agency */
/** @typedef {{ id: string, name: string }} Indicator */
/** @typedef {{ year: number, indicators: Indicator[], pass_mark: string }} Edition */
/** @typedef {{ visit: string, on: string, year: number, values: Record<string, any> }} Last */
/** @typedef {Record<string, Record<string, string>>} Scores by year and indicator */

const YEARS = 3
const MOST_OPEN = 12
const FULFILLED = { tick: true, yes_no: "yes", complete: "complete" }

/**
 * @param {Agency} agency
 * @returns {Promise<HTMLElement[]>}
 */
export async function briefOf(agency) {
  const last = /** @type {Last | undefined} */ ((await journal.pack("last"))?.[agency.id])
  const published = /** @type {Scores} */ ((await journal.pack("scores"))?.[agency.id] ?? {})
  const definition = await anyDefinition(last)
  const edition = /** @type {Edition | undefined} */ (definition && /** @type {any} */ (definition).edition)
  const scores = { ...found(last, definition), ...published }
  const place = [agency.district, agency.province].filter(Boolean).join(" · ")
  return [
    element("h2", {}, agency.name),
    element("p", { class: "soft" }, place),
    ...lastPart(last),
    ...scorePart(scores, edition),
    ...openPart(last, definition, failingIn(scores, edition)),
    ...(await measuredOf(agency.id)),
    ...(await surveyedOf(agency.id)),
    element("div", { class: "tools-line" }, button(say("brief_print"), () => print(), { kind: "" })),
  ]
}

/**
 * The form of the last visit, or else any that this phone holds: the names of indicators stay.
 * @param {Last | undefined} last
 * @returns {Promise<Definition | null>}
 */
async function anyDefinition(last) {
  const forms = /** @type {{ digest: string }[]} */ ((await journal.pack("forms")) ?? [])
  for (const id of [last?.visit, ...forms.map(({ digest }) => digest)]) {
    const found = id && (await definitionOf(id).catch(() => null))
    if (found) return found
  }
  return null
}

/**
 * What the last visit copied from the results of the year before it, where nothing was published to us.
 * @param {Last | undefined} last
 * @param {Definition | null} definition
 * @returns {Scores}
 */
function found(last, definition) {
  const table = Object.values(definition?.questions ?? {}).find(({ type }) => type === "score_table")
  const start = `answer:${table?.id}:`
  const copied = Object.entries(last?.values ?? {}).filter(([field]) => field.startsWith(start))
  if (!last || !copied.length) return {}
  return { [last.year - 1]: Object.fromEntries(copied.map(([field, score]) => [field.slice(start.length), score])) }
}

/**
 * The indicators below the pass mark in the newest year; null where no scores are known.
 * @param {Scores} scores
 * @param {Edition | undefined} edition
 */
function failingIn(scores, edition) {
  const newest = scores[Object.keys(scores).sort().at(-1) ?? ""]
  return newest && edition ? edition.indicators.filter(({ id }) => failed(newest[id], edition)).map(({ id }) => id) : null
}

/** @param {Last | undefined} last */
function lastPart(last) {
  if (!last) return [element("p", {}, say("brief_never"))]
  return [element("p", {}, say("brief_last", { day: formatDate(last.on), year: last.year }))]
}

/**
 * @param {Scores} scores
 * @param {Edition | undefined} edition
 */
function scorePart(scores, edition) {
  const years = Object.keys(scores).sort().reverse().slice(0, YEARS)
  if (!years.length || !edition) return [element("p", { class: "soft" }, say("brief_no_scores"))]
  const [newest = ""] = years
  const rows = edition.indicators.filter(({ id }) => years.some((year) => scores[year]?.[id])).map((indicator) => scoreRow(indicator, years, scores, failed(scores[newest]?.[indicator.id], edition)))
  const head = element("tr", {}, element("th", { scope: "col" }, say("brief_indicator")), ...years.map((year) => element("th", { scope: "col", class: "number" }, year)))
  const table = element("table", {}, element("caption", {}, say("brief_scores", { mark: edition.pass_mark })), element("thead", {}, head), element("tbody", {}, ...rows))
  return [element("div", { class: "table-box" }, table)]
}

/**
 * @param {Indicator} indicator
 * @param {string[]} years
 * @param {Scores} scores
 * @param {boolean} fails
 */
function scoreRow({ id, name }, years, scores, fails) {
  const mark = fails ? [" ", badge("warn", say("brief_failing"))] : []
  const title = element("th", { scope: "row", class: "entry" }, `${id}. ${name}`, ...mark)
  return element("tr", {}, title, ...years.map((year) => element("td", { class: "number" }, scores[year]?.[id] ? formatScore(scores[year][id]) : "–")))
}

/**
 * @param {string | undefined} score
 * @param {Edition} edition
 */
function failed(score, edition) {
  return score !== undefined && Number(score) < Number(edition.pass_mark)
}

/**
 * What the last visit found not done, in the order of the form: of the failing indicators, so that it
 * stays one page, or of all where nobody knows which fail.
 * @param {Last | undefined} last
 * @param {Definition | null} definition
 * @param {string[] | null} failing
 */
function openPart(last, definition, failing) {
  if (!last || !definition) return []
  const about = (/** @type {string[]} */ indicators) => indicators.some((id) => !failing || failing.includes(id))
  const items = definition.sections.filter(({ indicators }) => about(indicators)).flatMap(({ questions }) => questions)
  const open = items.flatMap((id) => definition.questions[id] ?? []).filter((question) => isOpen(question, last.values))
  if (!open.length) return [element("p", {}, badge("good", say("brief_nothing_open")))]
  const rows = open.slice(0, MOST_OPEN).map((question) => element("li", {}, questionLabel(question)))
  const more = open.length - rows.length
  const rest = more > 0 ? [element("p", { class: "soft" }, say("brief_more", { more }))] : []
  return [element("h3", {}, say("brief_open", { count: open.length })), element("ul", {}, ...rows), ...rest]
}

/**
 * @param {import("./labels.js").Question} question
 * @param {Record<string, any>} values
 */
function isOpen({ id, type, derived }, values) {
  const fulfilled = FULFILLED[/** @type {keyof typeof FULFILLED} */ (type)]
  if (fulfilled === undefined || derived) return false
  const value = values[`answer:${id}`]
  return (value?.option ?? value) !== fulfilled
}
