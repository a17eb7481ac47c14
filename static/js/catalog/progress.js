// @ts-check
/** How far a plan was carried out, the level that the form's own bands give it, and what children make of
 * their parent. Twin of checklist_app/catalog/progress.py. */

import { MILLION, millionths, quotient } from "./figures.js"

/** @typedef {{ readonly option: string, readonly start: string, readonly below: string | null }} Band */
/** @typedef {{ readonly id: string, readonly bands: readonly Band[] }} Round */
/** @typedef {{ readonly done: number, readonly planned: number }} Progress */

/**
 * @param {Progress} progress
 * @returns {string | null} null for a plan without projects
 */
export function percentDone({ done, planned }) {
  return planned > 0 ? quotient(100n * BigInt(done), BigInt(planned)) : null
}

/**
 * The option of the band that the share falls in; null where the form has no bands for the round.
 * The exact share decides, not its rounded figure.
 * @template {{ readonly id: string }} Option
 * @param {{ readonly rounds: readonly Round[], readonly options: readonly Option[] }} question
 * @param {Progress & { readonly round: string }} progress
 * @returns {Option | null}
 */
export function levelFor(question, { round, done, planned }) {
  const bands = question.rounds.find(({ id }) => id === round)?.bands ?? []
  if (planned <= 0) return null
  const [share, whole] = [100n * BigInt(done) * MILLION, BigInt(planned)]
  const band = bands.find(
    ({ start, below }) =>
      millionths(start) * whole <= share && (below === null || share < millionths(below) * whole),
  )
  return question.options.find(({ id }) => id === band?.option) ?? null
}

/**
 * @param {readonly boolean[]} marks of the children
 * @returns {"all" | "some" | "none"}
 */
export function parentState(marks) {
  if (marks.length > 0 && marks.every(Boolean)) return "all"
  return marks.some(Boolean) ? "some" : "none"
}
