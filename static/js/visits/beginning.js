// @ts-check
/** What is known of a visit the moment it begins, as its first changes. No DOM. */

import { newId } from "./ids.js"

/** @typedef {import("./labels.js").Definition} Definition */
/** @typedef {import("./lookup.js").Agency} Agency */
/** @typedef {import("./shapes.js").Change} Change */
/** @typedef {import("./shapes.js").Person} Person */
/** @typedef {{ form: string, name: string, year: number, digest: string }} OfferedForm */
/** @typedef {{ name: string, position: string }} Named */
/** @typedef {{ agency: Agency, day: string | null, round: string, me: Person, team: Named[], scores: { field: string, value: unknown }[] }} Known */

/** Questions of the heading that the register answers already. */
const TYPE = "header.agency_type"
const NAME = "header.agency_name"
const DISTRICT = "header.district"
const TEAM = "header.team"

/**
 * Without the definition of the form only what belongs to every visit.
 * @param {Known} known
 * @param {Definition | null} definition
 * @returns {Change[]}
 */
export function firstChanges(known, definition) {
  const { id, name, position } = known.me
  const changes = [change(`member:${id}`, person({ name, position }))]
  if (known.day) changes.push(change("visited_on", known.day))
  if (definition) changes.push(...heading(known, definition))
  return changes
}

/**
 * @param {Known} known
 * @param {Definition} definition
 */
function heading({ agency, round, team, scores }, definition) {
  const asked = definition.questions
  const changes = []
  if (asked[TYPE]?.options?.some(({ id }) => id === agency.type)) {
    changes.push(change(`answer:${TYPE}`, { option: agency.type }))
  }
  if (asked[NAME]) changes.push(change(`answer:${NAME}`, agency.name))
  if (asked[DISTRICT] && agency.district) changes.push(change(`answer:${DISTRICT}`, agency.district))
  const roundQuestion = Object.values(asked).find((question) => question.progress)?.progress?.round ?? ""
  if (asked[roundQuestion]?.options?.some(({ id }) => id === round)) {
    changes.push(change(`answer:${roundQuestion}`, { option: round }))
  }
  if (asked[TEAM]) changes.push(...team.map((one) => change(`row:${TEAM}:${newId()}`, person(one))))
  return [...changes, ...scores.map(({ field, value }) => change(field, value))]
}

/**
 * Who was in a team at the last visits, each once.
 * @param {Readonly<Record<string, { values: Readonly<Record<string, any>> }>>} last visits by agency
 * @returns {Named[]}
 */
export function earlierPeople(last) {
  const rows = Object.values(last).flatMap(({ values }) => Object.entries(values))
  const named = rows.filter(([field, value]) => field.startsWith(`row:${TEAM}:`) && value?.name)
  return [...new Map(named.map(([, { name, position = "" }]) => [name, { name, position }])).values()]
}

/**
 * @param {string} field
 * @param {unknown} value
 * @returns {Change}
 */
function change(field, value) {
  return { field, value, replaces: [] }
}

/**
 * An empty position is left out, as the server keeps it.
 * @param {Named} one
 */
function person({ name, position }) {
  return position ? { name, position } : { name }
}
