// @ts-check
/** What stands in a control, as the value of its field: by the rules of the question's type. No DOM. */

import { canonical } from "../catalog/answers.js"

/** @typedef {import("../catalog/answers.js").Question} Question */

/**
 * @param {Readonly<Record<string, any>>} questions of the form's definition, by id
 * @param {string} field
 * @param {any} value as read from its control
 * @returns {unknown} null where nothing is left of it
 * @throws {import("../thai/problem.js").Problem}
 */
export function accepted(questions, field, value) {
  const [kind = "", subject = "", part = ""] = field.split(":")
  if (value === null || value === "") return null
  if (kind === "note") return canonical(plain("long_text"), value)
  if (kind === "visited_on") return canonical(plain("date"), value)
  const question = /** @type {Question} */ (questions[subject])
  if (kind === "row") return one(canonical(question, [value]))
  if (question.type === "multiple_choice") return option(question, part, value)
  if (question.type === "score_table") return score(question, part, value)
  return canonical(question, value)
}

/**
 * @param {string} type
 * @returns {Question}
 */
function plain(type) {
  return { id: type, type }
}

/**
 * @param {Question} question
 * @param {string} id
 * @param {any} value true, or an object with the text
 */
function option(question, id, value) {
  const chosen = one(canonical(question, [value === true ? { option: id } : { option: id, ...value }]))
  return chosen?.text ? { text: chosen.text } : true
}

/**
 * @param {Question} question
 * @param {string} row
 * @param {string} value
 */
function score(question, row, value) {
  return /** @type {any} */ (canonical(question, { [row]: value }))?.[row] ?? null
}

/**
 * @param {any} members
 * @returns {any}
 */
function one(members) {
  return members?.[0] ?? null
}
