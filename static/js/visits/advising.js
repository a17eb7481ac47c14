// @ts-check
/** The recommendation list before signing: proposals and own phrases, edited, dropped, restored, added. */

import { clean } from "../thai/text.js"
import { say } from "../web/words.js"
import { advice } from "./advice.js"
import { newId } from "./ids.js"
import { badge, button, element, field as labelled } from "./parts.js"

/** @typedef {{ key: string, indicator: string, text: string, own: boolean, state: string }} Entry */
/** @typedef {{ indicator: string, text: string, used: number }} Phrase */
/** @typedef {import("./opened.js").OpenVisit} OpenVisit */

const MOST_PHRASES = 30
const LONGEST = 4000

/**
 * @param {OpenVisit} open
 * @returns {Entry[]}
 */
export function advised(open) {
  return /** @type {Entry[]} */ (advice(open.state, /** @type {any} */ (open.definition)))
}

/**
 * @param {OpenVisit} open
 * @param {readonly Phrase[]} phrases
 * @returns {HTMLElement[]}
 */
export function advicePart(open, phrases) {
  const entries = advised(open)
  const kept = entries.filter(({ state }) => state === "kept").length
  const count = element("p", {}, badge(kept ? "good" : "plain", say("close_advice_count", { kept })))
  const indicators = [...new Set(entries.map(({ indicator }) => indicator))]
  const lists = indicators.flatMap((of) => [
    element("h3", {}, indicatorName(open, of)),
    element("ol", { class: "advice-rows" }, ...entries.filter(({ indicator }) => indicator === of).map((entry) => row(open, entry))),
  ])
  return [count, ...lists, ...(open.isEditable ? [adding(open, phrases)] : [])]
}

/**
 * @param {OpenVisit} open
 * @param {string} indicator
 */
export function indicatorName(open, indicator) {
  const known = editionIndicators(open).find(({ id }) => id === indicator)
  return known ? say("close_indicator", { number: indicator, name: known.name }) : say("close_general")
}

/** @param {OpenVisit} open */
function editionIndicators(open) {
  const edition = /** @type {{ edition: { indicators: { id: string, name: string }[] } | null }} */ (/** @type {unknown} */ (open.definition)).edition
  return edition?.indicators ?? []
}

/**
 * @param {OpenVisit} open
 * @param {Entry} entry
 */
function row(open, entry) {
  const { key, indicator, text, state } = entry
  const replaces = open.heads(`advice:${key}`)
  const put = (/** @type {object} */ change) =>
    open.write({ field: `advice:${key}`, value: { indicator, text, state, ...change }, replaces })
  const item = element("li", { "data-key": key }, element("p", { class: state === "dropped" ? "dropped" : "" }, text))
  if (!open.isEditable) return item
  const edit = button(say("close_edit"), () => editInPlace(item, text, put), { icon: "pen", name: say("close_edit_named", { text }), key: `edit-${key}` })
  const turn = `turn-${key}`
  const other =
    state === "dropped"
      ? button(say("close_restore"), () => put({ state: "kept" }), { name: say("close_restore_named", { text }), key: turn })
      : button(say("close_drop"), () => put({ state: "dropped" }), { icon: "cross", name: say("close_drop_named", { text }), key: turn })
  item.append(element("div", { class: "tools-line" }, state === "dropped" ? null : edit, other))
  return item
}

/**
 * @param {HTMLElement} item
 * @param {string} text
 * @param {(change: object) => Promise<void>} put
 */
function editInPlace(item, text, put) {
  const area = element("textarea", { maxlength: LONGEST, "aria-label": say("close_advice_text") })
  area.value = text
  const before = [...item.childNodes]
  const back = () => {
    item.replaceChildren(...before)
    item.querySelector("button")?.focus()
  }
  const save = button(say("close_save"), async () => {
    const typed = clean(area.value)
    if (typed && typed !== text) await put({ text: typed, state: "kept" })
    else back()
  }, { kind: "" })
  item.replaceChildren(area, element("div", { class: "tools-line" }, save, button(say("close_cancel"), back)))
  area.focus()
}

/**
 * @param {OpenVisit} open
 * @param {readonly Phrase[]} phrases
 */
function adding(open, phrases) {
  const select = element("select", {}, ...["", ...editionIndicators(open).map(({ id }) => id)].map((id) => element("option", { value: id }, indicatorName(open, id))))
  const area = element("textarea", { maxlength: LONGEST })
  const known = element("div", { class: "tools-line" })
  const offer = () => known.replaceChildren(...fitting(phrases, select.value).map(({ text }) => button(text, () => void (area.value = text))))
  select.addEventListener("change", offer)
  offer()
  const add = button(say("close_add_advice"), async () => {
    const text = clean(area.value)
    if (!text) return area.focus()
    await open.write({ field: `advice:${newId()}`, value: { indicator: select.value, text, state: "kept" }, replaces: [] })
    area.value = ""
  }, { icon: "plus" })
  const summary = element("summary", {}, say("close_own_advice"))
  return element("details", { class: "more" }, summary, labelled(say("close_about"), select), labelled(say("close_advice_text"), area, phrases.length ? say("close_phrases_help") : ""), known, element("div", { class: "tools-line" }, add))
}

/**
 * The most used ones, those about this indicator first.
 * @param {readonly Phrase[]} phrases
 * @param {string} indicator
 */
function fitting(phrases, indicator) {
  const about = phrases.filter((phrase) => phrase.indicator === indicator)
  return (about.length ? about : phrases).slice(0, MOST_PHRASES)
}
