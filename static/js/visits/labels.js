// @ts-check
/** Fields and their values in the words of the form, for lists of what is missing, disputed or changed. No DOM. */

import { formatShortDate } from "../web/moments.js"

/** @typedef {{ id: string, label: string }} Option */
/** @typedef {{ id: string, type: string, number?: string, label?: string, name?: string, section?: string, required?: boolean, derived?: boolean, options?: Option[], items?: string[], settings?: Record<string, unknown>, score_rows?: { id: string, name: string }[], progress?: { done: string, planned: string, round: string } | null }} Question */
/** @typedef {{ id: string, number?: string, title?: string, indicators: string[], questions: string[] }} Section */
/** @typedef {{ questions: Record<string, Question>, sections: Section[] }} Definition */
/** @typedef {(key: string, parameters?: Record<string, string | number>) => string} Say */

const DAY = /^\d{4}-\d{2}-\d{2}$/
const LONGEST = 120

/**
 * The number and label of what a field is about.
 * @param {string} field
 * @param {Definition} definition
 * @param {Say} say
 */
export function fieldLabel(field, definition, say) {
  const [kind = "", subject = "", key = ""] = field.split(":")
  const question = definition.questions[subject]
  if (!question) return say(`pages_field_${kind}`)
  const part = partLabel(question, key)
  const label = [questionLabel(question), part].filter(Boolean).join(" · ")
  return kind === "answer" || kind === "row" || kind === "sign" ? label : `${say(`pages_field_${kind}`)}: ${label}`
}

/** @param {Question} question */
export function questionLabel(question) {
  const label = question.label || question.name || question.id
  const text = question.number && !label.startsWith(question.number) ? `${question.number} ${label}` : label
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

/**
 * The question that a field stands at, where the form page can be opened.
 * @param {string} field
 * @param {Definition} definition
 */
export function questionOf(field, definition) {
  const subject = field.split(":")[1] ?? ""
  return definition.questions[subject] ? subject : ""
}

/**
 * @param {string} field
 * @param {unknown} value
 * @param {Definition} definition
 * @param {Say} say
 * @returns {string}
 */
export function valueLabel(field, value, definition, say) {
  const question = definition.questions[field.split(":")[1] ?? ""]
  if (value === null || value === undefined) return say("pages_nothing")
  if (typeof value === "boolean") return say(value ? "pages_yes" : "pages_no")
  if (typeof value === "string") return DAY.test(value) ? formatShortDate(value) : value
  if (typeof value !== "object") return String(value)
  return composed(/** @type {Record<string, unknown>} */ (value), question, say)
}

/**
 * @param {Record<string, unknown>} value
 * @param {Question | undefined} question
 * @param {Say} say
 */
function composed(value, question, say) {
  if (typeof value.state === "string" && "content" in value) return say(`pages_status_${value.state}`)
  const option = question?.options?.find(({ id }) => id === value.option)?.label ?? value.option
  const said = [option, value.name, value.position, value.text, value.caption]
  return said.filter((part) => typeof part === "string" && part).join(" · ") || say("pages_something")
}

/**
 * @param {Question} question
 * @param {string} key
 */
function partLabel(question, key) {
  const parts = [...(question.options ?? []), ...(question.score_rows ?? []).map((row) => ({ ...row, label: row.name }))]
  return parts.find(({ id }) => id === key)?.label ?? ""
}
