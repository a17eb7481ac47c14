// @ts-check
/** What an answer may be, for every question type: its canonical value or the reason why not, and its text
 * for a person. Twin of checklist_app/catalog/types. No DOM. */

import { formatDate } from "../thai/dates.js"
import {
  PLAIN, acceptDate, acceptScore, isEmpty, limit, lineOf, listOf, objectOf, textOf, withoutEmpty, wrong,
} from "./plain.js"

/** @typedef {import("./plain.js").Question} Question */
/** @typedef {import("./plain.js").AnswerType} AnswerType */
/** @typedef {{ readonly option: string, readonly text?: string }} Choice */
/** @typedef {{ readonly name?: string, readonly position?: string, readonly signed_on?: string }} Named */

const LONGEST_REASON = 2000
const LONGEST_NAME = 200
const LONGEST_CAPTION = 300
const MOST_PEOPLE = 50
const MOST_SIGNERS = 20
const MOST_PHOTOS = 40
const MOST_STROKES = 300
const MOST_POINTS = 5_000
const LARGEST_COORDINATE = 10_000
const SHA256 = /^[0-9a-f]{64}$/

/** @type {AnswerType} */
const ONE_OPTION = { accept: acceptOne, shown: oneShown }

/** @type {Readonly<Record<string, AnswerType>>} */
const TYPES = {
  ...PLAIN,
  single_choice: ONE_OPTION,
  multiple_choice: { accept: acceptSeveral, shown: joined(oneShown) },
  level: ONE_OPTION,
  yes_no: ONE_OPTION,
  complete: ONE_OPTION,
  score_table: { accept: acceptScores, shown: scoresShown },
  people: { accept: acceptPeople, shown: joined(personShown) },
  signature: { accept: acceptSignatures, shown: joined(personShown) },
  photo: { accept: acceptPhotos, shown: joined((_, photo) => photo.file) },
}

/**
 * The value as it is stored; null, an empty text, an empty list and an empty object mean no answer.
 * @param {Question} question
 * @param {unknown} value
 * @returns {unknown}
 * @throws {import("../thai/problem.js").Problem}
 */
export function canonical(question, value) {
  return isEmpty(value) ? null : typeOf(question).accept(question, value)
}

/**
 * A canonical value as a person reads it: the cell of an export, but with dates, numbers and ticks as they
 * are written on paper.
 * @param {Question} question
 * @param {unknown} value
 */
export function shown(question, value) {
  return value === null ? "" : typeOf(question).shown(question, value)
}

/** @param {Question} question */
function typeOf(question) {
  const type = TYPES[question.type]
  if (!type) throw new TypeError(`no such type of question: ${question.type}`)
  return type
}

/**
 * The bare id of an option is understood too.
 * @param {Question} question
 * @param {unknown} value
 * @returns {Choice}
 */
function acceptOne(question, value) {
  const { option: id, text } = objectOf(
    question, typeof value === "string" ? { option: value } : value, ["option", "text"],
  )
  const option = question.options?.find((known) => known.id === id)
  if (!option) throw wrong(question, "catalog.answer_unknown_option")
  if (text === undefined || text === null || text === "") return { option: option.id }
  if (!option.asks_text) throw wrong(question, "catalog.answer_text_not_asked", { option: option.label })
  const said = textOf(question, text, LONGEST_REASON)
  return said ? { option: option.id, text: said } : { option: option.id }
}

/**
 * In the order of the form, whatever the order of ticking.
 * @param {Question} question
 * @param {unknown} value
 */
function acceptSeveral(question, value) {
  const options = question.options ?? []
  /** @type {Map<string, Choice>} */
  const chosen = new Map()
  for (const member of listOf(question, value, options.length)) {
    const choice = acceptOne(question, member)
    if (chosen.has(choice.option)) throw wrong(question, "catalog.answer_twice", { option: choice.option })
    chosen.set(choice.option, choice)
  }
  return options.flatMap(({ id }) => chosen.get(id) ?? [])
}

/**
 * {row: score}: the rows are those of the edition that the form was rendered with.
 * @param {Question} question
 * @param {unknown} value
 */
function acceptScores(question, value) {
  const rows = rowsOf(question)
  const given = objectOf(question, value, rows)
  const filled = rows.filter((row) => given[row] !== undefined && given[row] !== null && given[row] !== "")
  return orNull(Object.fromEntries(filled.map((row) => [row, acceptScore(question, given[row])])))
}

/**
 * @param {Question} question
 * @param {unknown} value
 */
function acceptPeople(question, value) {
  const people = listOf(question, value, MOST_PEOPLE).map((member) => {
    const given = objectOf(question, member, ["name", "position"])
    return withoutEmpty(named(question, given))
  })
  return orNull(people.filter((person) => !isEmpty(person)))
}

/**
 * One signature; where several people sign, a list of them.
 * @param {Question} question
 * @param {unknown} value
 */
function acceptSignatures(question, value) {
  if (question.settings?.["several"] !== true) return orNull(signature(question, value))
  const signed = listOf(question, value, MOST_SIGNERS).map((member) => signature(question, member))
  return orNull(signed.filter((one) => !isEmpty(one)))
}

/**
 * `content` is the digest of what was signed, so that a later change shows.
 * @param {Question} question
 * @param {unknown} value
 */
function signature(question, value) {
  const given = objectOf(question, value, ["name", "position", "signed_on", "strokes", "content"])
  return withoutEmpty({
    ...named(question, given),
    signed_on: isEmpty(given["signed_on"]) ? null : acceptDate(question, given["signed_on"]),
    strokes: strokes(question, given["strokes"] ?? null),
    content: digest(question, given["content"] ?? null),
  })
}

/**
 * @param {Question} question
 * @param {Readonly<Record<string, unknown>>} given
 */
function named(question, given) {
  return { name: line(question, given["name"], LONGEST_NAME), position: line(question, given["position"], LONGEST_NAME) }
}

/**
 * @param {Question} question
 * @param {unknown} value
 */
function strokes(question, value) {
  if (value === null) return null
  const drawn = listOf(question, value, MOST_STROKES)
  if (!drawn.every((stroke) => Array.isArray(stroke) && stroke.every(isPoint))) {
    throw wrong(question, "catalog.answer_not_strokes")
  }
  if (drawn.flat().length > MOST_POINTS) throw wrong(question, "catalog.answer_too_many", { limit: MOST_POINTS })
  return drawn
}

/** @param {unknown} point */
function isPoint(point) {
  return Array.isArray(point) && point.length === 2 && point.every(isCoordinate)
}

/** @param {unknown} number */
function isCoordinate(number) {
  return Number.isInteger(number) && Number(number) >= 0 && Number(number) <= LARGEST_COORDINATE
}

/**
 * @param {Question} question
 * @param {unknown} value
 */
function acceptPhotos(question, value) {
  const photos = listOf(question, value, limit(question, "maximum", MOST_PHOTOS)).map((member) => {
    const given = objectOf(question, member, ["file", "caption"])
    const file = digest(question, given["file"] ?? null)
    if (file === null) throw wrong(question, "catalog.answer_not_a_digest")
    return withoutEmpty({ file, caption: line(question, given["caption"], LONGEST_CAPTION) })
  })
  const files = new Set(photos.map((photo) => photo["file"]))
  if (files.size < photos.length) throw wrong(question, "catalog.answer_photo_twice")
  return photos
}

/**
 * @param {Question} question
 * @param {unknown} value
 */
function digest(question, value) {
  if (value === null) return null
  if (typeof value !== "string" || !SHA256.test(value)) throw wrong(question, "catalog.answer_not_a_digest")
  return value
}

/**
 * @param {Question} question
 * @param {unknown} value
 * @param {number} longest
 */
function line(question, value, longest) {
  return lineOf(question, value ?? "", longest)
}

/**
 * @param {Question} question
 * @param {Choice} choice
 */
function oneShown(question, { option: id, text }) {
  const label = question.options?.find((option) => option.id === id)?.label ?? id
  return text ? `${label}: ${text}` : label
}

/**
 * @param {Question} question
 * @param {Readonly<Record<string, string>>} scores
 */
function scoresShown(question, scores) {
  const filled = rowsOf(question).filter((row) => row in scores)
  return filled.map((row) => `${row}=${scores[row]}`).join("; ")
}

/**
 * @param {Question} _question
 * @param {Named} person
 */
function personShown(_question, { name, position, signed_on }) {
  const text = [name, position].filter((part) => part !== undefined).join(", ")
  return signed_on ? `${text} (${formatDate(signed_on)})` : text
}

/**
 * @param {(question: Question, member: any) => string} one
 * @returns {AnswerType["shown"]}
 */
function joined(one) {
  return (question, value) => [value].flat().map((member) => one(question, member)).join("; ")
}

/** @param {Question} question */
function rowsOf(question) {
  return (question.score_rows ?? []).map((row) => row.id)
}

/** @param {object} value */
function orNull(value) {
  return isEmpty(value) ? null : value
}
