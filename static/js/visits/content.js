// @ts-check
/** What a signature covers: the digest of a visit's content, what its signer had seen, and which operations
 * came after. Twin of checklist_app/visits/content.py. */

import { canonical, compareCodePoints } from "../store/canonical.js"
import { sha256Hex } from "../store/chain.js"

/** @typedef {import("./fold.js").Operation} Operation */
/** @typedef {import("./fold.js").State} State */
/** @typedef {Readonly<Record<string, number>>} Seen by device */
/** @typedef {{ field: string, value: any, valid: boolean, changes: Operation[] }} Signature changes: what a signature that is no longer valid did not cover */

const NOT_CONTENT = new Set(["sign", "status", "comment", "member"])

/**
 * Over every field that says something, disputed or not.
 * @param {State} state
 * @returns {Promise<string>}
 */
export function contentDigest(state) {
  const content = state
    .fields()
    .map((field) => /** @type {const} */ ([field, state.values(field)]))
    .filter(([field, values]) => isContent(field) && values.some((value) => value !== null))
  return sha256Hex(canonical(Object.fromEntries(content)))
}

/**
 * For each device the number up to which nothing of it is missing.
 * @param {State} state
 * @returns {Record<string, number>}
 */
export function seen(state) {
  /** @type {Map<string, Set<number>>} */
  const numbers = new Map()
  for (const { device, n } of state.operations()) {
    const found = numbers.get(device)
    if (found) found.add(n)
    else numbers.set(device, new Set([n]))
  }
  const reached = [...numbers].map(([device, found]) => /** @type {const} */ ([device, withoutGap(found)]))
  return Object.fromEntries(reached.filter(([, number]) => number > 0))
}

/**
 * The operations on content that somebody who had seen so much did not know, by id.
 * @param {State} state
 * @param {Seen} seen
 */
export function changesSince(state, seen) {
  return state
    .operations()
    .filter(({ field, device, n }) => isContent(field) && n > (seen[device] ?? 0))
    .sort((one, other) => compareCodePoints(one.id, other.id))
}

/**
 * One for each value of each field of signatures.
 * @param {State} state
 * @returns {Promise<Signature[]>}
 */
export async function signatures(state) {
  const digest = await contentDigest(state)
  const fields = state.fields().filter((field) => kind(field) === "sign").sort(compareCodePoints)
  return fields.flatMap((field) =>
    state
      .values(field)
      .filter((value) => value !== null)
      .map((value) => {
        const valid = value.content === digest
        return { field, value, valid, changes: valid ? [] : changesSince(state, value.seen ?? {}) }
      }),
  )
}

/** @param {string} field */
function isContent(field) {
  return !NOT_CONTENT.has(kind(field))
}

/** @param {Set<number>} numbers */
function withoutGap(numbers) {
  let reached = 0
  while (numbers.has(reached + 1)) reached += 1
  return reached
}

/** @param {string} field */
function kind(field) {
  return field.split(":")[0] ?? ""
}
