// @ts-check
/** What the page brought along: the point, its questions and every sentence in all languages. */

/** @typedef {Readonly<Record<string, string>>} Texts by language; Thai is always there */
/** @typedef {{ id: string, text: Texts }} Option */
/** @typedef {{ id: string, kind: "choice" | "rating" | "text", text: Texts, hint: Texts, required: boolean, options: readonly Option[] }} Question */
/** @typedef {{ id: string, name: string, ratings: Texts, words: Texts }} Language */
/** @typedef {{ code: string, agency: string, point: Texts, opens: string | null, ends: string | null, version: string, questions: readonly Question[], languages: readonly Language[], edition: string }} Page */

export const FIRST = "th"

/** @returns {Page} */
export function readPage() {
  return JSON.parse(document.getElementById("page")?.textContent ?? "")
}

/**
 * In this language, else in Thai.
 * @param {Texts} texts
 * @param {string} language
 */
export function worded(texts, language) {
  return texts[language] || texts[FIRST] || ""
}

/**
 * @param {Page} page
 * @param {string} id
 */
export function languageOf(page, id) {
  return /** @type {Language} */ (page.languages.find((language) => language.id === id) ?? page.languages[0])
}

/**
 * A gap without a value stays as it is.
 * @param {Language} language
 * @param {string} key
 * @param {Readonly<Record<string, string | number>>} [values]
 */
export function say(language, key, values = {}) {
  const sentence = language.words[key] ?? `⟦${key}⟧`
  return sentence.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap))
}

/**
 * Whether the point takes answers on this day.
 * @param {Pick<Page, "opens" | "ends">} page
 * @param {string} day ISO date
 */
export function isOpen({ opens, ends }, day) {
  return (opens === null || opens <= day) && (ends === null || day <= ends)
}
