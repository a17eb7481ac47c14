// @ts-check
/** The last part of closing: completing a visit, and what whoever supervises makes of it. */

import { clean } from "../thai/text.js"
import { say } from "../web/words.js"
import { moves, supervises } from "./closing.js"
import { contentDigest } from "./content.js"
import { newId } from "./ids.js"
import { fieldLabel, questionLabel, questionOf } from "./labels.js"
import { formatMoment } from "../web/moments.js"
import { badge, button, doorTo, element, field as labelled, notice } from "./parts.js"
import { statusBadge } from "./standing.js"

/** @typedef {import("./closing.js").Move} Move */
/** @typedef {import("./opened.js").OpenVisit} OpenVisit */
/** @typedef {{ blocking: string[], concerns: string[] }} Obstacles concerns: sentences */

const LONGEST = 2000
const SEALED = ["complete", "accepted", "locked"]

/**
 * @param {OpenVisit} open
 * @returns {HTMLElement}
 */
export function standing(open) {
  const state = open.status
  if (!state) return notice("warn", element("p", {}, say("close_status_disputed")))
  const heads = open.state.heads("status")
  const last = heads.at(-1)
  const origin = last ? [open.nameOf(last.by), formatMoment(last.at)].join(" · ") : ""
  const reason = open.state.value("status")?.reason
  return element("p", {}, statusBadge(state), " ", element("span", { class: "soft small" }, origin), reason && element("span", {}, element("br"), say("close_reason_was", { reason })))
}

/**
 * @param {OpenVisit} open
 * @param {Obstacles} obstacles
 * @returns {HTMLElement[]}
 */
export function endingPart(open, { blocking, concerns }) {
  const possible = moves(open.status, open.me.role ?? "")
  if (!possible.length) return [element("p", { class: "soft" }, say(open.status === "locked" ? "close_locked" : "close_nothing_to_do"))]
  const closes = possible.some(({ to }) => to === "complete")
  const worries = closes && concerns.length ? [notice("warn", element("ul", {}, ...concerns.map((text) => element("li", {}, text))))] : []
  const blocks = closes && blocking.length ? [notice("bad", element("p", {}, say("close_blocked", { count: blocking.length })))] : []
  return [...blocks, ...worries, ...possible.map((move) => act(open, move, { blocking, concerns }))]
}

/**
 * @param {OpenVisit} open
 * @param {Move} move
 * @param {Obstacles} obstacles
 */
function act(open, { to, word, needsReason, kind }, { blocking, concerns }) {
  const replaces = open.heads("status")
  const go = async (/** @type {string} */ reason) => {
    const content = SEALED.includes(to) ? await contentDigest(open.state) : ""
    await open.write({ field: "status", value: { state: to, reason, content }, replaces })
  }
  if (needsReason) return withReason(say(word), go)
  const anyway = to === "complete" && concerns.length > 0
  const made = button(anyway ? say("close_complete_anyway", { count: concerns.length }) : say(word), () => go(""), { kind, key: `move-${to}` })
  made.disabled = to === "complete" && blocking.length > 0
  return element("p", {}, made)
}

/**
 * @param {string} word
 * @param {(reason: string) => Promise<void>} go
 */
function withReason(word, go) {
  const area = element("textarea", { maxlength: LONGEST })
  const send = button(word, () => {
    const reason = clean(area.value)
    return reason ? go(reason) : area.focus()
  }, { kind: "quiet" })
  return element("details", { class: "more" }, element("summary", {}, word), labelled(say("close_reason"), area), send)
}

/**
 * Open comments first; the team marks them as done, whoever supervises writes them.
 * @param {OpenVisit} open
 * @returns {HTMLElement[]}
 */
export function commentRows(open) {
  const fields = open.state.fields().filter((field) => field.startsWith("comment:")).sort()
  const shown = fields.filter((field) => open.state.value(field)?.text)
  const isDone = (/** @type {string} */ field) => open.state.value(field).state === "done"
  return shown.sort((one, other) => Number(isDone(one)) - Number(isDone(other))).map((field) => comment(open, field))
}

/**
 * @param {OpenVisit} open
 * @param {string} field
 */
function comment(open, field) {
  const value = open.state.value(field)
  const replaces = open.heads(field)
  const [head] = open.state.heads(field)
  const done = value.state === "done"
  const question = questionOf(value.field, open.definition)
  const about = value.field ? fieldLabel(value.field, open.definition, say) : say("close_whole_visit")
  const origin = head ? [open.nameOf(head.by), formatMoment(head.at)].join(" · ") : ""
  const text = element("div", {}, badge(done ? "good" : "warn", say(done ? "close_comment_done" : "close_comment_open")), element("p", {}, value.text), element("small", {}, `${about} · ${origin}`))
  const turn = button(say(done ? "close_comment_reopen" : "close_comment_finish"), () => open.write({ field, value: { ...value, state: done ? "open" : "done" }, replaces }), { key: field })
  const door = question ? doorTo(say("close_to_question"), `/visits/${open.visit.id}#${question}`) : null
  return element("li", {}, text, door, open.isEditable && (!done || supervises(open.me.role ?? "")) ? turn : null)
}

/**
 * @param {OpenVisit} open
 * @returns {HTMLElement | null}
 */
export function commenting(open) {
  if (!supervises(open.me.role ?? "") || !open.isEditable) return null
  const questions = Object.values(open.definition.questions).filter((question) => question.label || question.name)
  const about = element("select", {}, element("option", { value: "" }, say("close_whole_visit")), ...questions.map((question) => element("option", { value: fieldOf(question) }, questionLabel(question))))
  const area = element("textarea", { maxlength: LONGEST })
  const add = button(say("close_add_comment"), async () => {
    const text = clean(area.value)
    if (!text) return area.focus()
    await open.write({ field: `comment:${newId()}`, value: { field: about.value, text, state: "open" }, replaces: [] })
    area.value = ""
  }, { icon: "plus" })
  return element("details", { class: "more" }, element("summary", {}, say("close_comment")), labelled(say("close_about"), about), labelled(say("close_comment_text"), area), add)
}

/** @param {import("./labels.js").Question} question */
function fieldOf({ id, type }) {
  const kinds = { people: "row", signature: "sign" }
  return `${kinds[/** @type {"people"} */ (type)] ?? "answer"}:${id}`
}
