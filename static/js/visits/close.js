// @ts-check
/** Closing a visit with the agency: what is missing, disputed or odd, the summary that is read back, the
 * recommendations, the signatures, the end. Every part is drawn from the fold and drawn anew with it. */

import { formatScore } from "../thai/digits.js"
import { say } from "../web/words.js"
import { advicePart, advised, indicatorName } from "./advising.js"
import { open as openQuestions } from "./closing.js"
import { visitAt } from "./definition.js"
import { disputeRows } from "./disputes.js"
import { redraw } from "./drawing.js"
import { commenting, commentRows, endingPart, standing } from "./ending.js"
import { figures } from "./figures.js"
import * as journal from "./journal.js"
import { fieldLabel, questionLabel, questionOf } from "./labels.js"
import { measuredOf } from "./measured.js"
import { openVisit } from "./opened.js"
import { waysToPapers } from "./papers.js"
import { badge, byId, doorTo, element, icon, showFailure } from "./parts.js"
import { phrasesOf } from "./phrases.js"
import { signatureQuestions, signaturePart, signed } from "./signing.js"
import { showUnknown } from "./unknown.js"

/** @typedef {import("./opened.js").OpenVisit} OpenVisit */
/** @typedef {import("./content.js").Signature} Signature */
/** @typedef {{ code: string, fields: string[], parameters: Record<string, string | number> }} Caution */
/** @typedef {{ percent_done: string | null, suggested: Record<string, string | null>, total: string | null, level_of_year: string | null, previous_level: string | null, ranking: { indicator: string, score: string }[], failing: string[], answered: number, of: number, warnings: Caution[], missing: string[] }} Figures */

async function start() {
  const id = visitAt(location.pathname)
  const open = await openVisit(id)
  if (!open) return showUnknown(id, byId("content"))
  byId("back").setAttribute("href", `/visits/${id}`)
  byId("agency").textContent = open.visit.agency_name
  const phrases = await phrasesOf(await journal.pack("phrases"), id)
  const draw = () => void drawAll(open, phrases).catch(showFailure)
  open.onChange(draw)
  redraw(byId("measured"), await measuredOf(open.visit.agency)) // before all, so that nothing moves for it later
  await drawAll(open, phrases)
  // Only now is there anything that the address may have pointed at.
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView()
}

/** @param {Element} section @param {boolean} shown */
function show(section, shown) {
  if (section instanceof HTMLElement) section.hidden = !shown
}

/**
 * @param {OpenVisit} open
 * @param {import("./advising.js").Phrase[]} phrases
 */
async function drawAll(open, phrases) {
  const known = /** @type {Figures} */ (figures(open.state, /** @type {any} */ (open.definition)))
  const all = await signed(open)
  const missing = openQuestions(known.missing.filter((id) => !isSignature(open, id)), open.definition.questions)
  const warnings = known.warnings.filter(({ code }) => code !== "caution_disputed")
  redraw(byId("standing"), [standing(open)])
  drawComments(open)
  drawDisputes(open)
  redraw(byId("missing-list"), missingPart(open, missing))
  show(byId("warnings"), warnings.length > 0)
  redraw(byId("warning-list"), warnings.map((caution) => warningRow(open, caution)))
  redraw(byId("figures"), summaryPart(open, known))
  redraw(byId("advice-list"), advicePart(open, phrases))
  redraw(byId("signature-list"), signaturePart(open, all))
  const concerns = concernsOf(open, missing.missing.length, warnings.length, all)
  redraw(byId("moves"), [...endingPart(open, { blocking: missing.blocking, concerns }), papersPart(open)])
}

/** @param {OpenVisit} open @param {string} id */
function isSignature(open, id) {
  return open.definition.questions[id]?.type === "signature"
}

/** @param {OpenVisit} open */
function papersPart({ visit }) {
  const doors = waysToPapers(visit, navigator.onLine).map(({ address, word, icon: sign }) => doorTo(say(word), address, { icon: sign }))
  return element("div", { class: "tools-line" }, ...doors)
}

/** @param {OpenVisit} open */
function drawComments(open) {
  const rows = commentRows(open)
  const add = commenting(open)
  show(byId("comments"), rows.length > 0 || add !== null)
  redraw(byId("comment-list"), [...rows, add && element("li", {}, add)])
}

/** @param {OpenVisit} open */
function drawDisputes(open) {
  const rows = disputeRows(open)
  show(byId("disputed"), rows.length > 0)
  redraw(byId("disputed-list"), rows)
}

/**
 * @param {OpenVisit} open
 * @param {import("./closing.js").Open} missing
 * @returns {HTMLElement[]}
 */
function missingPart(open, { blocking, missing }) {
  if (!blocking.length && !missing.length) return [element("p", {}, badge("good", say("close_all_answered")))]
  const must = blocking.length ? [element("p", {}, badge("bad", say("close_required", { count: blocking.length }))), links(open, blocking)] : []
  if (!missing.length) return must
  const summary = element("summary", {}, say("close_unanswered", { count: missing.length }))
  return [...must, element("details", { class: "more", open: missing.length <= 5 }, summary, links(open, missing))]
}

/**
 * @param {OpenVisit} open
 * @param {string[]} questions
 */
function links(open, questions) {
  const rows = questions.map((id) => {
    const question = open.definition.questions[id]
    return element("li", {}, element("a", { href: `/visits/${open.visit.id}#${id}` }, question ? questionLabel(question) : id, icon("next")))
  })
  return element("ul", { class: "missing-links" }, ...rows)
}

/**
 * @param {OpenVisit} open
 * @param {Caution} caution
 */
function warningRow(open, { code, fields, parameters }) {
  const question = fields.map((field) => questionOf(field, open.definition)).find(Boolean)
  const labels = fields.map((field) => fieldLabel(field, open.definition, say)).join(" · ")
  const text = element("div", {}, say(code, parameters), element("small", {}, labels))
  const place = question || fields.includes("visited_on")
  return element("li", {}, text, place ? doorTo(say("close_to_question"), `/visits/${open.visit.id}#${question || "form"}`) : null)
}

/**
 * @param {OpenVisit} open
 * @param {Figures} known
 * @returns {HTMLElement[]}
 */
function summaryPart(open, known) {
  const edition = /** @type {{ edition: { levels: { id: string, name: string }[] } | null }} */ (/** @type {unknown} */ (open.definition)).edition
  const levelName = (/** @type {string | null} */ id) => edition?.levels.find((level) => level.id === id)?.name ?? ""
  const level = levelName(known.level_of_year)
  const total = known.total ? formatScore(known.total) : say("pages_nothing")
  const pairs = [
    [say("close_answered"), say("close_of", { done: known.answered, of: known.of })],
    [say("close_percent"), known.percent_done ? `${formatScore(known.percent_done)}%` : say("pages_nothing")],
    [say("close_plan_level"), planLevel(open, known)],
    [say("close_total"), level ? `${total} (${level})` : total],
    [say("close_kept"), String(advised(open).filter(({ state }) => state === "kept").length)],
  ]
  const list = element("dl", { class: "read-back" }, ...pairs.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))))
  return [list, ...failingPart(open, known)]
}

/**
 * @param {OpenVisit} open
 * @param {Figures} known
 */
function planLevel(open, known) {
  const [question, option] = Object.entries(known.suggested).find(([, level]) => level) ?? ["", null]
  return open.definition.questions[question]?.options?.find(({ id }) => id === option)?.label ?? say("pages_nothing")
}

/**
 * @param {OpenVisit} open
 * @param {Figures} known
 */
function failingPart(open, { failing, ranking }) {
  if (!ranking.length) return [element("p", { class: "soft" }, say("close_no_scores"))]
  if (!failing.length) return [element("p", {}, badge("good", say("close_none_failing")))]
  const rows = failing.map((id) => {
    const score = ranking.find(({ indicator }) => indicator === id)?.score ?? ""
    return element("li", {}, element("span", {}, indicatorName(open, id)), element("span", { class: "number" }, formatScore(score)))
  })
  return [element("p", {}, badge("warn", say("close_failing", { count: failing.length }))), element("ul", { class: "rows" }, ...rows)]
}

/**
 * What does not keep a visit from being complete, but should be known to whoever completes it.
 * @param {OpenVisit} open
 * @param {number} unanswered
 * @param {number} warnings
 * @param {Signature[]} all
 */
function concernsOf(open, unanswered, warnings, all) {
  const isSigned = (/** @type {string} */ id) => all.some(({ field }) => field.split(":")[1] === id)
  const unsigned = signatureQuestions(open).filter(({ id }) => !isSigned(id))
  const counts = /** @type {const} */ ([
    ["close_concern_unanswered", unanswered],
    ["close_concern_disputed", open.state.disputed().length],
    ["close_concern_warnings", warnings],
    ["close_concern_unsigned", unsigned.length],
    ["close_concern_void", all.filter(({ valid }) => !valid).length],
  ])
  return counts.filter(([, count]) => count > 0).map(([word, count]) => say(word, { count }))
}

await start().catch(showFailure)
