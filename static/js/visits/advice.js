// @ts-check
/** The recommendations of a visit: what the failing indicators leave undone, in the words of the form until
 * somebody writes better ones, then the inspectors' own phrases. Twin of checklist_app/visits/advice.py. */

import { compareCodePoints } from "../store/canonical.js"
import { Answers } from "./reading.js"

/** @typedef {import("./reading.js").Question} Question */
/** @typedef {{ key: string, indicator: string, text: string, own: boolean, state: string }} Advice state: kept or dropped */

const PREFIX = "advice:"
/** @type {Readonly<Record<string, string>>} */
const FULFILLED = { yes_no: "yes", complete: "complete" }

/**
 * An item that somebody wrote advice for stays in the list when its indicator passes after all; it leaves
 * when the item is done.
 * @param {import("./fold.js").State} state
 * @param {import("./reading.js").Definition} definition
 * @returns {Advice[]}
 */
export function advice(state, definition) {
  const answers = new Answers(state, definition)
  const failing = new Set(answers.yearFigures().failing.map(({ indicator }) => indicator))
  return [...ofItems(answers, failing), ...own(answers)]
}

/**
 * @param {Answers} answers
 * @param {ReadonlySet<string>} failing
 */
function* ofItems(answers, failing) {
  for (const { indicators, questions } of answers.definition.sections) {
    const concerned = indicators.filter((id) => failing.has(id))
    for (const id of questions) {
      const question = answers.definition.questions[id]
      const said = written(answers, id)
      const wanted = concerned.length > 0 || said !== null
      if (!wanted || !question?.advice || isFulfilled(answers, question)) continue
      const indicator = concerned[0] ?? indicators[0] ?? ""
      yield entry(id, { indicator, text: question.advice, ...said }, false)
    }
  }
}

/** @param {Answers} answers */
function* own(answers) {
  const fields = answers.state.fields().filter((field) => field.startsWith(PREFIX))
  for (const field of fields.sort(compareCodePoints)) {
    const key = field.slice(PREFIX.length)
    const said = written(answers, key)
    if (said !== null && !answers.definition.questions[key]?.advice) yield entry(key, said, true)
  }
}

/**
 * An emptied text leaves the words of the form.
 * @param {Answers} answers
 * @param {string} key
 * @returns {Partial<Advice> | null}
 */
function written({ state }, key) {
  const value = state.value(PREFIX + key)
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null
  return Object.fromEntries(Object.entries(value).filter(([, said]) => said))
}

/**
 * @param {Answers} answers
 * @param {Question} question
 */
function isFulfilled(answers, { id, type }) {
  const fulfilled = FULFILLED[type]
  return fulfilled === undefined ? answers.value(id) === true : answers.choice(id) === fulfilled
}

/**
 * @param {string} key
 * @param {Partial<Advice>} said
 * @param {boolean} own
 * @returns {Advice}
 */
function entry(key, { indicator = "", text = "", state = "kept" }, own) {
  return { key, indicator, text, own, state }
}
