// @ts-check
/** Sentences of scripts, as the page brought them along: by key, or by the code of a Problem. */

/** @typedef {Readonly<Record<string, string | number>>} Parameters */
/** @typedef {{code?: string, message?: string, parameters?: Parameters}} Told */

/** @type {Readonly<Record<string, string>> | undefined} */
let known

/**
 * A gap without a value stays as it is; a sentence that is missing shows as missing.
 * @param {string} key
 * @param {Parameters} [parameters]
 */
export function say(key, parameters = {}) {
  const sentence = words()[key]
  return sentence === undefined ? `⟦${key}⟧` : fill(sentence, parameters)
}

/**
 * What to tell about anything that was thrown.
 * @param {unknown} error
 */
export function sayProblem(error) {
  const { code, message, parameters } = /** @type {Told} */ (error ?? {})
  if (code !== undefined && words()[code] !== undefined) return say(code, parameters)
  const isRefusal = !(error instanceof Error) && message // the office has said it in words
  return isRefusal || say("unexpected", { what: message ?? String(error) })
}

/**
 * @param {string} sentence
 * @param {Parameters} values
 */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap))
}

function words() {
  known ??= read()
  return known
}

/** @returns {Readonly<Record<string, string>>} */
function read() {
  const text = typeof document === "undefined" ? null : document.getElementById("words")?.textContent
  return text ? JSON.parse(text) : {}
}
