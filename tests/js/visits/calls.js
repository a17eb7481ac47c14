// @ts-check
/** What can be asked of both twins of visits, by name, JSON in and JSON out; tests/visits/calls.py is the
 * other. Operations are given as they come over the wire. */

import { readFileSync } from "node:fs"
import { advice } from "../../../static/js/visits/advice.js"
import { changesSince, contentDigest, seen, signatures } from "../../../static/js/visits/content.js"
import { figures } from "../../../static/js/visits/figures.js"
import { fold, State } from "../../../static/js/visits/fold.js"

/** @typedef {import("../../../static/js/visits/fold.js").Operation} Operation */

const DEFAULTS = { replaces: [], at: "2026-11-21T06:02:11.123Z", by: "2".repeat(26), device: "d".repeat(10), n: 1 }

/** @type {import("../answers.js").Calls} */
export const CALLS = {
  fold: (operations) => shown(grown(operations)),
  content_digest: (operations) => contentDigest(grown(operations)),
  changes_since: (operations, known) => changesSince(grown(operations), known).map(({ id }) => id),
  signatures: async (operations) =>
    (await signatures(grown(operations))).map((signature) => ({
      ...signature,
      changes: signature.changes.map(({ id }) => id),
    })),
  figures: (pairs, definition) => figures(said(pairs), definition),
  advice: (pairs, definition) => advice(said(pairs), definition),
}

/**
 * Of fields and values that nobody replaced: a field named twice is in dispute.
 * @param {readonly (readonly [string, unknown])[]} pairs
 */
export function said(pairs) {
  return fold(
    pairs.map(([field, value], index) =>
      operation({ id: String(index + 1).padStart(26, "0"), field, value, n: index + 1 }),
    ),
  )
}

/**
 * @param {Partial<Operation>} wire
 * @returns {Operation}
 */
export function operation(wire) {
  return { id: "", field: "", value: null, ...DEFAULTS, ...wire }
}

/**
 * Read at every step, so that nothing that was computed before may linger.
 * @param {Partial<Operation>[]} operations
 */
export function grown(operations) {
  const state = new State()
  for (const wire of operations) {
    state.add(operation(wire))
    state.fields().forEach((field) => state.values(field))
  }
  return state
}

/** @param {State} state */
export function shown(state) {
  const fields = state.fields().map((field) => {
    const [heads, history] = [state.heads(field), state.history(field)].map((held) => held.map(({ id }) => id))
    return [field, { values: state.values(field), heads, history }]
  })
  return { fields: Object.fromEntries(fields), disputed: state.disputed(), seen: seen(state) }
}

/**
 * @param {string} name
 * @returns {any}
 */
export function vectors(name) {
  return JSON.parse(readFileSync(new URL(`../../vectors/visit-${name}.json`, import.meta.url), "utf-8"))
}
