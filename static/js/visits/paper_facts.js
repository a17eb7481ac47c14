// @ts-check
/** What a visit on paper says besides its answers: numbered photos, what is not settled, who took part, and
 * whether the office has issued the genuine paper. No DOM. */

import { compareCodePoints } from "../store/canonical.js"
import { photosOf } from "./photo_facts.js"
import { boxOf } from "./strokes.js"

/** @typedef {import("./fold.js").State} State */
/** @typedef {import("./issued.js").Issued} Issued */
/** @typedef {import("./photo_facts.js").Photo} Photo */
/** @typedef {import("./strokes.js").Stroke} Stroke */
/** @typedef {Photo & { number: number }} Numbered */
/** @typedef {{ id: string, name: string, position?: string }} Member */
/** @typedef {{ indicator: string, texts: string[] }} Advised */

// Where both answers of a question are shown at the question itself.
const AT_QUESTIONS = new Set(["answer", "row"])

/**
 * All photos of a visit as they stand in its annex.
 * @param {Parameters<typeof photosOf>[0]} state
 * @returns {Numbered[]}
 */
export function numbered(state) {
  return photosOf(state).map((photo, index) => ({ ...photo, number: index + 1 }))
}

/**
 * @param {readonly Numbered[]} photos
 * @param {string} item
 */
export function numbersOf(photos, item) {
  return photos.filter(({ value }) => value.item === item).map(({ number }) => number)
}

/**
 * The fields of a question that are not settled.
 * @param {State} state
 * @param {string} question
 */
export function disputesAt(state, question) {
  return state.disputed().filter((field) => AT_QUESTIONS.has(kindOf(field)) && subjectOf(field) === question)
}

/**
 * The fields that are not settled and belong to no question of the form.
 * @param {State} state
 * @param {Readonly<Record<string, unknown>>} questions
 */
export function disputesElsewhere(state, questions) {
  return state.disputed().filter((field) => !AT_QUESTIONS.has(kindOf(field)) || !(subjectOf(field) in questions))
}

/**
 * Recommendations by indicator, in the order in which they were given.
 * @param {readonly { indicator: string, text: string, state: string }[]} advice
 * @returns {Advised[]}
 */
export function advisedBy(advice) {
  /** @type {Map<string, string[]>} */
  const groups = new Map()
  for (const { indicator, text, state } of advice) {
    if (state !== "kept" || !text) continue
    const texts = groups.get(indicator)
    if (texts) texts.push(text)
    else groups.set(indicator, [text])
  }
  return [...groups].map(([indicator, texts]) => ({ indicator, texts }))
}

/**
 * Those who have said so themselves and those whom the office knows, each once.
 * @param {State} state
 * @param {readonly Member[]} known
 * @returns {Member[]}
 */
export function membersOf(state, known) {
  const fields = state.fields().filter((field) => kindOf(field) === "member").sort(compareCodePoints)
  const said = fields.flatMap((field) => {
    const value = state.value(field)
    return value?.name ? [/** @type {const} */ ([subjectOf(field), { ...value, id: subjectOf(field) }])] : []
  })
  const people = new Map([...said, ...known.map((member) => /** @type {const} */ ([member.id, member]))])
  return [...people.values()].sort((one, other) => compareCodePoints(one.id, other.id))
}

/**
 * The devices that anything was written on.
 * @param {State} state
 */
export function devicesOf(state) {
  return [...new Set(state.operations().map(({ device }) => device))].sort(compareCodePoints)
}

/**
 * Ink that can be drawn; whatever else a colleague's file may hold in its place is no ink.
 * @param {unknown} strokes
 * @returns {Stroke[]}
 */
export function inkOf(strokes) {
  if (!Array.isArray(strokes)) return []
  return strokes.filter((stroke) => Array.isArray(stroke) && stroke.length > 0 && stroke.every(isPoint))
}

/**
 * Struck through, from corner to corner, as one does on paper.
 * @param {Stroke[]} ink
 * @returns {Stroke[]}
 */
export function crossed(ink) {
  const { left, top, width, height } = boxOf(ink)
  return [...ink, [[left, top + height], [left + width, top]]]
}

/**
 * What this phone may say of its paper: it is a draft until the office has issued one, and again once
 * something changes that the issued paper does not say.
 * @param {Issued | null} paper
 * @param {string} content the digest of what this phone holds
 * @returns {"draft" | "changed" | "issued"}
 */
export function standingOf(paper, content) {
  if (!paper) return "draft"
  return paper.changed || paper.content !== content ? "changed" : "issued"
}

/** @param {unknown} point */
function isPoint(point) {
  return Array.isArray(point) && point.length === 2 && point.every(Number.isFinite)
}

/** @param {string} field */
function kindOf(field) {
  return field.split(":")[0] ?? ""
}

/** @param {string} field */
function subjectOf(field) {
  return field.split(":")[1] ?? ""
}
