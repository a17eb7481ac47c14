// @ts-check
/** The figures of the ITA by the rules of one edition. Scores and figures are decimal text ("98.57"),
 * computed exactly in whole millionths. Twin of checklist_app/catalog/editions.py. */

/** @typedef {{ readonly id: string, readonly name: string, readonly weight: string }} Instrument */
/** @typedef {{ readonly id: string, readonly name: string, readonly instrument: string, readonly parts: readonly string[] }} Indicator */
/** @typedef {{ readonly id: string, readonly name: string, readonly total: string, readonly each_instrument: string | null }} Level */
/**
 * @typedef {object} Edition the part of a form's definition with the rules of a year
 * @property {readonly Instrument[]} instruments
 * @property {readonly Indicator[]} indicators
 * @property {readonly Level[]} levels highest first
 * @property {string} pass_mark
 */
/** @typedef {Readonly<Record<string, string>>} Scores by the id of the indicator or part; a missing one is absent */
/** @typedef {Readonly<Record<string, string | null>>} Means by the id of the instrument */
/** @typedef {{ rank: number, indicator: string, score: string }} Ranked */
/** @typedef {{ means: Means, total: string | null, level: Level | null, ranking: Ranked[], failing: Ranked[] }} Figures */

const DECIMAL = /^([0-9]+)(?:\.([0-9]{1,6}))?$/
export const MILLION = 1_000_000n

/**
 * All that follows from the scores of one agency; null where scores are missing.
 * @param {Edition} edition
 * @param {Scores} scores
 * @returns {Figures}
 */
export function figures(edition, scores) {
  const means = instrumentMeans(edition, scores)
  const total = weightedTotal(edition, means)
  return {
    means,
    total,
    level: levelOf(edition, total, means),
    ranking: ranking(edition, scores),
    failing: failing(edition, scores),
  }
}

/**
 * @param {Edition} edition
 * @param {Scores} scores
 * @returns {Means}
 */
export function instrumentMeans(edition, scores) {
  return Object.fromEntries(
    edition.instruments.map(({ id }) => {
      const own = edition.indicators.filter((indicator) => indicator.instrument === id)
      return [id, mean(own.map((indicator) => scores[indicator.id]))]
    }),
  )
}

/**
 * Each mean counts as published, rounded to two decimals before it is weighted: the only order that
 * reproduces the published totals.
 * @param {Edition} edition
 * @param {Means} means
 * @returns {string | null}
 */
export function weightedTotal(edition, means) {
  let total = 0n
  for (const { id, weight } of edition.instruments) {
    const value = means[id]
    if (value == null) return null
    total += millionths(value) * millionths(weight)
  }
  return quotient(total, 100n * MILLION * MILLION)
}

/**
 * @param {Edition} edition
 * @param {string | null} total
 * @param {Means} means
 * @returns {Level | null}
 */
export function levelOf(edition, total, means) {
  if (total === null) return null
  return edition.levels.find((level) => reaches(level, total, Object.values(means))) ?? null
}

/**
 * Highest first; equal scores in the order of their numbers, and no rank is shared.
 * @param {Edition} edition
 * @param {Scores} scores
 * @returns {Ranked[]}
 */
export function ranking(edition, scores) {
  const known = edition.indicators.flatMap(({ id }) => {
    const score = scores[id]
    return score === undefined ? [] : [{ id, score, height: millionths(score) }]
  })
  known.sort((one, other) => Number(other.height - one.height) || Number(one.id) - Number(other.id))
  return known.map(({ id, score }, index) => ({ rank: index + 1, indicator: id, score }))
}

/**
 * @param {Edition} edition
 * @param {Scores} scores
 * @returns {Ranked[]}
 */
export function failing(edition, scores) {
  return ranking(edition, scores).filter(({ score }) => millionths(score) < millionths(edition.pass_mark))
}

/**
 * An indicator with parts is the plain mean of its parts, however many questions each has.
 * @param {{ readonly parts: readonly string[] }} indicator
 * @param {Scores} partScores
 * @returns {string | null}
 */
export function indicatorScore(indicator, partScores) {
  return mean(indicator.parts.map((part) => partScores[part]))
}

/**
 * @param {readonly (string | null | undefined)[]} values
 * @returns {string | null} null also where one is missing
 */
export function mean(values) {
  const known = values.filter((value) => value != null)
  if (known.length === 0 || known.length < values.length) return null
  const sum = known.reduce((total, value) => total + millionths(value), 0n)
  return quotient(sum, BigInt(known.length) * MILLION)
}

/**
 * @param {string} text decimal text without a sign, at most six decimals
 * @returns {bigint}
 */
export function millionths(text) {
  const match = DECIMAL.exec(text)
  if (!match) throw new TypeError(`not a decimal text: ${text}`)
  return BigInt((match[1] ?? "") + (match[2] ?? "").padEnd(6, "0"))
}

/**
 * Two decimals, half rounded up.
 * @param {bigint} dividend not negative
 * @param {bigint} divisor positive
 * @returns {string}
 */
export function quotient(dividend, divisor) {
  const digits = String((200n * dividend + divisor) / (2n * divisor)).padStart(3, "0")
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/**
 * @param {Level} level
 * @param {string} total
 * @param {readonly (string | null)[]} means
 */
function reaches(level, total, means) {
  const { total: from, each_instrument: least } = level
  if (millionths(total) < millionths(from)) return false
  return least === null || means.every((value) => value !== null && millionths(value) >= millionths(least))
}
