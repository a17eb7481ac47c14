// @ts-check
/** All that is computed of a visit while it is being typed: the plan's progress, the ITA figures, what is
 * answered and what is missing. Twin of checklist_app/visits/figures.py. */

import { levelOf } from "../catalog/figures.js"
import { levelFor, percentDone } from "../catalog/progress.js"
import { cautions, differs } from "./cautions.js"
import { Answers } from "./reading.js"

/** @typedef {import("./fold.js").State} State */
/** @typedef {import("./reading.js").Definition} Definition */
/** @typedef {import("./reading.js").Question} Question */
/** @typedef {import("../catalog/figures.js").Figures} YearFigures */
/** @typedef {{ done: number, of: number }} Count */

/** @type {Readonly<Record<string, string>>} the kind of field, where it is not an answer */
const KINDS = { people: "row", photo: "photo", signature: "sign" }

/**
 * @param {State} state
 * @param {Definition} definition
 */
export function figures(state, definition) {
  const answers = new Answers(state, definition)
  const ofYear = answers.yearFigures()
  const suggested = suggestedLevels(answers)
  const { sections, missing } = answered(answers)
  const whole = definition.sections.filter(({ parent }) => !parent).map(({ id }) => countOf(sections, id))
  return {
    percent_done: percent(answers),
    level: [...suggested.values()].find((level) => level !== null) ?? null,
    suggested: Object.fromEntries(suggested),
    means: ofYear.means,
    total: ofYear.total,
    level_of_year: ofYear.level?.id ?? null,
    previous_level: previousLevel(answers, ofYear),
    ranking: ofYear.ranking,
    failing: ofYear.failing.map(({ indicator }) => indicator),
    sections: Object.fromEntries(sections),
    answered: whole.reduce((sum, { done }) => sum + done, 0),
    of: whole.reduce((sum, count) => sum + count.of, 0),
    warnings: cautions(answers, ofYear, suggested),
    missing,
  }
}

/**
 * For each question about a level, the option that its own bands give.
 * @param {Answers} answers
 * @returns {Map<string, string | null>}
 */
function suggestedLevels(answers) {
  return new Map(
    answers.levels().map((question) => {
      const plan = answers.plan(question)
      const round = answers.choice(question.progress.round)
      return [question.id, plan && (levelFor(question, { ...plan, round })?.id ?? null)]
    }),
  )
}

/**
 * How much of each section, its inner ones included, is done; and the questions without an answer that
 * are required or more than a tick. An answer in dispute is an answer: its warning tells the rest.
 * @param {Answers} answers
 */
function answered(answers) {
  const given = givenIn(answers.state)
  const parents = new Map(answers.definition.sections.map(({ id, parent }) => [id, parent]))
  const sections = new Map([...parents.keys()].map((id) => [id, { done: 0, of: 0 }]))
  const missing = []
  for (const question of answers.questions.filter(counts)) {
    const done = isDone(question, answers, given)
    for (let id = question.section; id; id = parents.get(id) ?? "") {
      const count = countOf(sections, id)
      count.of += 1
      count.done += Number(done)
    }
    if (!done && (question.required || question.type !== "tick")) missing.push(question.id)
  }
  return { sections, missing }
}

/**
 * @param {ReadonlyMap<string, Count>} sections
 * @param {string} id
 */
function countOf(sections, id) {
  return /** @type {Count} */ (sections.get(id))
}

/** @param {Answers} answers */
function percent(answers) {
  const question = answers.levels()[0]
  const plan = question && answers.plan(question)
  return plan ? percentDone(plan) : null
}

/**
 * The level of last year's published total. Where the instruments decide too they must be known: from
 * the score table, if that has the same total.
 * @param {Answers} answers
 * @param {YearFigures} ofYear
 */
function previousLevel(answers, ofYear) {
  const question = answers.ofType("score").find((known) => answers.edition(known))
  const edition = question && answers.edition(question)
  const total = question && answers.score(question.id)
  if (!edition || !total) return null
  const same = ofYear.total !== null && !differs(ofYear.total, total)
  const level = levelOf(edition, total, same ? ofYear.means : {})
  return level && (same || level.each_instrument === null) ? level.id : null
}

/**
 * A table without rows, of a year that nothing is known of, cannot be answered.
 * @param {Question} question
 */
function counts({ derived, type, score_rows }) {
  return !derived && (type !== "score_table" || score_rows.length > 0)
}

/**
 * @param {Question} question
 * @param {Answers} answers
 * @param {ReadonlySet<string>} given
 */
function isDone({ id, type, score_rows }, answers, given) {
  if (type === "tick") return answers.value(id) === true
  if (type === "score_table") {
    const rows = score_rows.filter(({ is_part }) => !is_part)
    return rows.every((row) => answers.state.values(`answer:${id}:${row.id}`).some((value) => value !== null))
  }
  return given.has(`${KINDS[type] ?? "answer"}:${id}`)
}

/**
 * kind:question of everything that says something, whatever its option, row or key.
 * @param {State} state
 */
function givenIn(state) {
  const given = new Set()
  for (const field of state.fields()) {
    const [kind, subject = ""] = field.split(":")
    for (const value of state.values(field)) {
      if (value !== null) given.add(`${kind}:${kind === "photo" ? value.item : subject}`)
    }
  }
  return given
}
