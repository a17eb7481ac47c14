// @ts-check
/** What a twin answers to a call, in words that JSON can carry; `answer` in tests/node.py is the other. */

import { Problem } from "../../static/js/thai/problem.js"

/** @typedef {{ gives: unknown } | { refuses: string, parameters: object, field?: string }} Answer */
/** @typedef {Readonly<Record<string, (...args: any[]) => unknown>>} Calls by name; a promise is waited for */

/**
 * @param {Calls} calls
 * @param {string} call
 * @param {unknown[]} args
 * @returns {Promise<Answer>}
 */
export async function answer(calls, call, args) {
  const ask = calls[call]
  if (!ask) throw new Error(`no such call: ${call}`)
  try {
    return { gives: await ask(...args) }
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    const refused = { refuses: problem.code, parameters: problem.parameters }
    return problem.field === undefined ? refused : { ...refused, field: problem.field }
  }
}
