// @ts-check
/** What the paper never said: numbers that do not agree, a round not chosen, two values for one field. The
 * sentence of each is in the words of the page. Twin of checklist_app/visits/cautions.py. */

import { indicatorScore, millionths } from "../catalog/figures.js"
import { percentDone } from "../catalog/progress.js"
import { fiscalYear } from "../thai/fiscal.js"

/** @typedef {import("./reading.js").Answers} Answers */
/** @typedef {import("./reading.js").Question} Question */
/** @typedef {import("./reading.js").Sources} Sources */
/** @typedef {import("../catalog/figures.js").Figures} YearFigures */
/** @typedef {ReadonlyMap<string, string | null>} Suggested */
/** @typedef {{ code: string, fields: string[], parameters: Record<string, string | number> }} Caution */

const CENT = millionths("0.01")
const NOT_WRITTEN = "–"

/**
 * @param {Answers} answers
 * @param {YearFigures} ofYear
 * @param {Suggested} suggested
 * @returns {Caution[]}
 */
export function cautions(answers, ofYear, suggested) {
  const { state } = answers
  return [
    ...ofDay(answers),
    ...ofSums(answers),
    ...ofProgress(answers),
    ...ofLevels(answers, suggested),
    ...ofTotal(answers, ofYear),
    ...ofParts(answers),
    ...state.disputed().map((field) => caution("disputed", [field], { count: state.values(field).length })),
  ]
}

/**
 * Whether two published figures differ by more than rounding can explain.
 * @param {string} one
 * @param {string} other
 */
export function differs(one, other) {
  const difference = millionths(one) - millionths(other)
  return difference > CENT || -difference > CENT
}

/** @param {Answers} answers */
function* ofDay({ state, definition: { year } }) {
  const fields = ["visited_on"]
  if (state.values("visited_on").every((day) => day === null)) yield caution("date_missing", fields, {})
  const { start: first, end: last } = fiscalYear(year).span
  const day = state.value("visited_on")
  if (typeof day === "string" && !(first <= day && day <= last)) {
    yield caution("date_outside", fields, { day, first, last, year })
  }
}

/**
 * A part that was left out counts nothing, and is shown as left out.
 * @param {Answers} answers
 */
function* ofSums(answers) {
  for (const known of answers.definition.sums) {
    const parts = known.parts.map((part) => answers.whole(part))
    const whole = answers.whole(known.whole)
    const sum = parts.reduce((total, part) => (total ?? 0) + (part ?? 0), 0) ?? 0
    if (whole === null || parts.every((part) => part === null) || sum === whole) continue
    const added = parts.map((part) => part ?? NOT_WRITTEN).join(" + ")
    const fields = [...known.parts, known.whole].map(answerOf)
    yield caution("sum", fields, { added, sum, whole, missing: whole - sum })
  }
}

/**
 * Several levels may follow one and the same plan: each plan is warned of once.
 * @param {Answers} answers
 */
function* ofProgress(answers) {
  const followed = new Map(answers.levels().map((question) => [plainly(question.progress), question]))
  for (const question of followed.values()) {
    const { progress } = question
    if (lacksRound(answers, progress)) yield caution("round", [answerOf(progress.round)], {})
    const plan = answers.plan(question)
    if (plan && plan.planned > 0 && plan.done > plan.planned) {
      const fields = [answerOf(progress.done), answerOf(progress.planned)]
      yield caution("over_hundred", fields, { ...plan, percent: percentDone(plan) ?? "" })
    }
  }
}

/** @param {Sources} progress */
function plainly({ done, planned, round }) {
  return JSON.stringify([done, planned, round])
}

/**
 * @param {Answers} answers
 * @param {Sources} progress
 */
function lacksRound(answers, { done, round }) {
  return answers.whole(done) !== null && answers.state.values(answerOf(round)).every((value) => value === null)
}

/**
 * @param {Answers} answers
 * @param {Suggested} suggested
 */
function* ofLevels(answers, suggested) {
  for (const { id, options } of answers.levels()) {
    const [chosen, computed] = [answers.choice(id), suggested.get(id)]
    if (!chosen || !computed || chosen === computed) continue
    const labels = new Map(options.map((option) => [option.id, option.label]))
    const said = { chosen: labels.get(chosen) ?? chosen, computed: labels.get(computed) ?? computed }
    yield caution("level", [answerOf(id)], said)
  }
}

/**
 * Last year's total as published, against the table of scores, which are last year's too.
 * @param {Answers} answers
 * @param {YearFigures} ofYear
 */
function* ofTotal(answers, { total }) {
  for (const { id, settings } of answers.ofType("score")) {
    const published = settings.edition ? answers.score(id) : null
    if (published === null || total === null || !differs(published, total)) continue
    yield caution("total", [answerOf(id)], { published, computed: total })
  }
}

/** @param {Answers} answers */
function* ofParts(answers) {
  for (const table of answers.ofType("score_table")) {
    const scores = answers.scores(table)
    for (const indicator of answers.edition(table)?.indicators ?? []) {
      const [own, computed] = [scores[indicator.id], indicatorScore(indicator, scores)]
      const said = { indicator: indicator.id, name: indicator.name }
      const fields = [answerOf(`${table.id}:${indicator.id}`)]
      if (own === undefined && indicator.parts.some((part) => part in scores)) {
        yield caution("part_alone", fields, { ...said, computed: computed ?? NOT_WRITTEN })
      }
      if (own !== undefined && computed !== null && differs(own, computed)) {
        yield caution("part_mean", fields, { ...said, score: own, computed })
      }
    }
  }
}

/**
 * @param {string} code
 * @param {string[]} fields
 * @param {Record<string, string | number>} parameters
 * @returns {Caution}
 */
function caution(code, fields, parameters) {
  return { code: `caution_${code}`, fields, parameters }
}

/** @param {string} question */
function answerOf(question) {
  return `answer:${question}`
}
