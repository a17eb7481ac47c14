// @ts-check
/** Changes that are not stored yet when the page is left: no database is fast enough then. They are noted
 * where that takes no waiting, and the next page stores them. */

import { absence, onLeave } from "../web/presence.js"

/** @typedef {import("./shapes.js").Visit} Visit */
/** @typedef {{ id: string, at: string, field: string, value: unknown, replaces: string[] }} Draft */
/** @typedef {{ visit: string, drafts: Draft[], fresh?: Visit }} Unfinished `fresh`: of a visit that begins with them */

const PREFIX = "unfinished "
/** @type {Map<string, Unfinished>} */
const storing = new Map()

/**
 * @template T
 * @param {Unfinished} changes
 * @param {() => Promise<T>} store
 * @returns {Promise<T>}
 */
export async function guarded(changes, store) {
  const key = keyOf(changes)
  storing.set(key, changes)
  if (absence.isNow) note(changes, key)
  try {
    return await store()
  } finally {
    storing.delete(key)
    localStorage.removeItem(key)
  }
}

/** @returns {Unfinished[]} of pages that were left */
export function unfinished() {
  return keys().map((key) => JSON.parse(localStorage.getItem(key) ?? "null"))
}

/** @param {Unfinished} changes */
export function finished(changes) {
  localStorage.removeItem(keyOf(changes))
}

export function forgetUnfinished() {
  for (const key of keys()) localStorage.removeItem(key)
}

/**
 * @param {Unfinished} changes
 * @param {string} key
 */
function note(changes, key) {
  try {
    localStorage.setItem(key, JSON.stringify(changes))
  } catch {
    // no room: nothing was called stored, and the way back to this page stores it
  }
}

/** @param {Unfinished} changes */
function keyOf({ drafts }) {
  return PREFIX + drafts[0]?.id
}

function keys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).sort()
}

onLeave(() => storing.forEach(note))
