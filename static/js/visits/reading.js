// @ts-check
/** The answers of a visit as figures need them: numbers, chosen options, scores. Whatever does not look like
 * what it should is no answer. Twin of checklist_app/visits/reading.py. */

import { figures } from "../catalog/figures.js"

/** @typedef {import("./fold.js").State} State */
/** @typedef {import("../catalog/figures.js").Edition & { readonly year: number }} Edition */
/** @typedef {import("../catalog/progress.js").Progress} Plan */
/** @typedef {{ readonly id: string, readonly label: string, readonly asks_text: boolean }} Option */
/** @typedef {{ readonly done: string, readonly planned: string, readonly round: string }} Sources the questions that a level is computed from */
/** @typedef {{ readonly id: string, readonly name: string, readonly indicator: string, readonly is_part: boolean }} ScoreRow */
/**
 * @typedef {object} Question
 * @property {string} id
 * @property {string} type
 * @property {string} section
 * @property {boolean} required
 * @property {boolean} derived
 * @property {readonly Option[]} options
 * @property {Readonly<Record<string, unknown>>} settings
 * @property {Sources | null} progress
 * @property {readonly import("../catalog/progress.js").Round[]} rounds
 * @property {readonly ScoreRow[]} score_rows
 * @property {string} advice what the item proposes by itself
 */
/** @typedef {Question & { readonly progress: Sources }} LevelQuestion */
/** @typedef {{ readonly id: string, readonly indicators: readonly string[], readonly questions: readonly string[], readonly parent: string }} Section */
/**
 * @typedef {object} Definition a form as checklist_app/visits/definition.py writes it
 * @property {number} year
 * @property {readonly Section[]} sections
 * @property {Readonly<Record<string, Question>>} questions
 * @property {readonly { readonly parts: readonly string[], readonly whole: string }[]} sums
 * @property {Edition | null} edition
 * @property {Edition | null} previous_edition
 */

const SCORE = /^[0-9]{1,3}\.[0-9]{2}$/
/** @type {import("../catalog/figures.js").Figures} */
const NOTHING = { means: {}, total: null, level: null, ranking: [], failing: [] }

export class Answers {
  /**
   * @param {State} state
   * @param {Definition} definition
   */
  constructor(state, definition) {
    this.state = state
    this.definition = definition
    const { sections, questions } = definition
    /** In the order of the form; the order of keys in JSON is nobody's promise. */
    this.questions = sections.flatMap((section) =>
      section.questions.map((id) => /** @type {Question} */ (questions[id])),
    )
  }

  /** @param {string} type */
  ofType(type) {
    return this.questions.filter((question) => question.type === type)
  }

  /** The questions about a level that can be computed. */
  levels() {
    return /** @type {LevelQuestion[]} */ (this.ofType("level").filter(({ progress }) => progress))
  }

  /** @param {string} id */
  value(id) {
    return this.state.value(`answer:${id}`)
  }

  /**
   * @param {string} id
   * @returns {number | null}
   */
  whole(id) {
    const value = this.value(id)
    return Number.isInteger(value) && value >= 0 ? value : null
  }

  /**
   * The chosen option; empty when none is.
   * @param {string} id
   * @returns {string}
   */
  choice(id) {
    const chosen = this.value(id)?.option
    return typeof chosen === "string" ? chosen : ""
  }

  /**
   * The score of a question, or of a row when `name` is question:row.
   * @param {string} name
   * @returns {string | null}
   */
  score(name) {
    const value = this.value(name)
    return typeof value === "string" && SCORE.test(value) ? value : null
  }

  /**
   * What the level is computed from; null while one of the numbers is missing.
   * @param {LevelQuestion} level
   * @returns {Plan | null}
   */
  plan({ progress }) {
    const [done, planned] = [this.whole(progress.done), this.whole(progress.planned)]
    return done === null || planned === null ? null : { done, planned }
  }

  /**
   * By the id of the indicator or of the part.
   * @param {Question} table
   * @returns {Record<string, string>}
   */
  scores(table) {
    return Object.fromEntries(
      table.score_rows.flatMap(({ id }) => {
        const score = this.score(`${table.id}:${id}`)
        return score === null ? [] : [[id, score]]
      }),
    )
  }

  /**
   * The edition that a question follows; null where the form knows none for that year.
   * @param {Question} question
   * @returns {Edition | null}
   */
  edition({ settings }) {
    if (settings.edition === "year") return this.definition.edition
    return settings.edition === "previous_year" ? this.definition.previous_edition : null
  }

  /** All that follows from the score table, the first of the form. */
  yearFigures() {
    const table = this.ofType("score_table")[0]
    const edition = table && this.edition(table)
    return table && edition ? figures(edition, this.scores(table)) : NOTHING
  }
}
