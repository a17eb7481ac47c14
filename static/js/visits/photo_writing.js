// @ts-check
/** Changes of photos, one after the other, each upon what the journal holds at that moment. The pages that
 * show the visit hear of them as of everything that is written. */

import { fold } from "./fold.js"
import * as journal from "./journal.js"
import { weighPhotos } from "./upkeep.js"

/** @typedef {import("./fold.js").State} State */
/** @typedef {import("./photo_facts.js").PhotoValue} PhotoValue */
/** @typedef {{ field: string, value: PhotoValue | null }} Change */

/** @type {Promise<unknown>} */
let last = Promise.resolve()

/** @param {string} visit */
export async function stateNow(visit) {
  return fold(await journal.operations(visit))
}

/**
 * Stored when this resolves; what could not be stored is thrown.
 * @param {string} visit
 * @param {(state: State) => Change[]} decide
 */
export function change(visit, decide) {
  const turn = last.then(() => write(visit, decide))
  last = turn.catch(() => undefined)
  return turn
}

/**
 * @param {string} visit
 * @param {(state: State) => Change[]} decide
 */
async function write(visit, decide) {
  const state = await stateNow(visit)
  const changes = decide(state).map((one) => ({ ...one, replaces: state.heads(one.field).map(({ id }) => id) }))
  if (changes.length === 0) return
  await journal.recordMany(visit, changes)
  await weighPhotos(visit)
  document.dispatchEvent(new CustomEvent("visit:stored", { detail: { at: new Date().toISOString() } }))
}
