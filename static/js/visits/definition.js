// @ts-check
/** The form that a visit was begun with, and which visit an address is about. */

import { Problem } from "../thai/problem.js"

/** @typedef {import("./labels.js").Definition} Definition */

const DIGEST_LETTERS = 16
const VISIT_ADDRESS = /^\/visits\/([0-9a-f]{16}-[0-9a-hjkmnp-tv-z]{26})(?:\/|$)/

/**
 * @param {string} visit
 * @returns {Promise<Definition>}
 */
export async function definitionOf(visit) {
  const answer = await fetch(`/shells/forms/${visit.slice(0, DIGEST_LETTERS)}.json`).catch(() => null)
  if (!answer?.ok) throw new Problem("pages_no_form")
  return answer.json()
}

/**
 * Empty at any other address.
 * @param {string} path
 */
export function visitAt(path) {
  return VISIT_ADDRESS.exec(path)?.[1] ?? ""
}
