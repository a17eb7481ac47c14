// @ts-check
/** Advice as it was worded before: by the province, from the pack, and on this phone. */

import { fold } from "./fold.js"
import * as journal from "./journal.js"

/** @typedef {import("./advising.js").Phrase} Phrase */

/**
 * The most used first.
 * @param {readonly Phrase[] | undefined} packed
 * @param {string} visit the one whose own advice is on the page anyway
 * @returns {Promise<Phrase[]>}
 */
export async function phrasesOf(packed, visit) {
  const others = (await journal.visits()).filter(({ id }) => id !== visit)
  const states = await Promise.all(others.map(async ({ id }) => fold(await journal.operations(id))))
  const own = states.flatMap((state) => state.fields().filter(isAdvice).map((field) => state.value(field)))
  return counted(packed ?? [], own)
}

/**
 * What stands in both is the same advice: the province's count already holds it.
 * @param {readonly Phrase[]} packed
 * @param {readonly ({ indicator: string, text: string, state: string } | null)[]} own
 * @returns {Phrase[]}
 */
export function counted(packed, own) {
  const phrases = new Map(packed.map((phrase) => [phrase.text, { ...phrase }]))
  const known = new Set(phrases.keys())
  for (const value of own) {
    if (!value?.text || value.state !== "kept" || known.has(value.text)) continue
    const phrase = phrases.get(value.text) ?? { indicator: value.indicator, text: value.text, used: 0 }
    phrases.set(value.text, { ...phrase, used: phrase.used + 1 })
  }
  return [...phrases.values()].sort((one, other) => other.used - one.used)
}

/** @param {string} field */
function isAdvice(field) {
  return field.startsWith("advice:")
}
