// @ts-check
/** Scores that the office has published already, as answers of the form. No DOM. */

import { figures } from "../catalog/figures.js"
import { accepted } from "./accepting.js"

/** @typedef {import("./reading.js").Definition} Definition */
/** @typedef {import("./reading.js").Question} Question */
/** @typedef {Readonly<Record<string, Readonly<Record<string, string>>>>} Published scores of one agency by year and by
 * the number of the indicator or part; `total` is the published total */
/** @typedef {{ year: number, answers: { field: string, value: unknown }[] }} Known */

/**
 * What is known of the rows of a table, or of a total. A table holds the scores of the year before, which are
 * the last there are while a visit goes on, in the rows of its own year.
 * @param {Definition} definition
 * @param {Question} question
 * @param {Published} published
 * @returns {Known | null}
 */
export function knownAnswers(definition, question, published) {
  const isOfYear = question.type === "score" && question.settings.edition === "year"
  const edition = isOfYear ? definition.edition : definition.previous_edition
  const scores = edition && published[String(edition.year)]
  if (!scores) return null
  const said = question.type === "score" ? [[question.id, scores.total ?? figures(edition, scores).total]] : question.score_rows.map(({ id }) => [`${question.id}:${id}`, scores[id]])
  const answers = said.filter(([, score]) => score).map(([name, score]) => answer(definition, `answer:${name}`, score))
  return answers.length > 0 ? { year: edition.year, answers } : null
}

/**
 * Of all questions of the form that follow an edition.
 * @param {Definition} definition
 * @param {Published} published
 * @returns {Known[]}
 */
export function allKnown(definition, published) {
  const asked = Object.values(definition.questions).filter(({ settings }) => settings?.edition)
  return asked.flatMap((question) => knownAnswers(definition, question, published) ?? [])
}

/**
 * @param {Definition} definition
 * @param {string} field
 * @param {unknown} score
 */
function answer({ questions }, field, score) {
  return { field, value: accepted(questions, field, score) }
}
