// @ts-check
/** Where one is in the form and where else one can go: sections with their progress, the failing ones
 * first if wanted, a search over every question, and the next question without an answer. */

import { searchKey } from "../thai/text.js"
import { toast } from "../web/toasts.js"
import { say } from "../web/words.js"
import { figures } from "./figures.js"
import { questionLabel } from "./labels.js"
import { badge, byId, element, fill, one } from "./parts.js"

/** @typedef {import("./form.js").Page} Page */
/** @typedef {{ sections: Readonly<Record<string, { done: number, of: number }>>, failing: readonly string[], missing: readonly string[] }} Facts */
/** @typedef {{ id: string, title: string, number?: string, parent?: string, indicators: string[], questions: string[] }} Section */

const MOST_FOUND = 30
const UPPER_THIRD = "1000000px 0px -66% 0px" // and whatever is above the screen

const dialog = /** @type {HTMLDialogElement} */ (byId("outline"))
const finder = /** @type {HTMLInputElement} */ (byId("find"))
const failingFirst = /** @type {HTMLInputElement} */ (byId("failing-first"))

/** @type {Facts} as far as they are computed */
let facts = { sections: {}, failing: [], missing: [] }
/** @type {Section[]} */
let sections = []
/** @type {{ id: string, label: string, key: string }[]} */
let questions = []
let here = ""
/** @type {Map<string, string>} as they are shown, by section */
const tallies = new Map()

dialog.addEventListener("click", clicked)
finder.addEventListener("input", showPlaces)
failingFirst.addEventListener("change", showPlaces)
byId("next-missing").addEventListener("click", nextMissing)
watchSections()

/**
 * @param {Page} page
 * @param {Facts} now
 */
export async function showFacts(page, now) {
  facts = now
  await know(page)
  showHere()
  for (const section of sections) showTally(section)
  if (dialog.open) showPlaces()
}

/** @param {Page} page */
export async function open(page) {
  await know(page)
  if (Object.keys(facts.sections).length === 0) facts = figures(page.state, await page.definition())
  finder.value = ""
  showPlaces()
  dialog.showModal()
}

/** @param {Page} page */
async function know(page) {
  if (sections.length > 0) return
  const definition = await page.definition()
  sections = definition.sections
  questions = Object.values(/** @type {Record<string, any>} */ (definition.questions)).map((question) => {
    const label = questionLabel(question)
    return { id: question.id, label, key: searchKey(`${question.id} ${label}`) }
  })
}

/** @param {Event} event */
function clicked(event) {
  const target = /** @type {Element} */ (event.target)
  if (target === dialog || target.closest("[data-closes], a")) dialog.close()
}

function showPlaces() {
  const typed = searchKey(finder.value)
  fill(byId("places"), ...(typed ? found(typed) : inOrder().map(sectionRow)))
}

/** @param {string} typed */
function found(typed) {
  const fitting = questions.filter(({ key }) => key.includes(typed))
  const rows = fitting.slice(0, MOST_FOUND).map(({ id, label }) => element("li", {}, element("a", { href: `#${id}`, class: "inner" }, label)))
  return rows.length > 0 ? rows : [element("li", {}, say("form_not_found"))]
}

function inOrder() {
  const shown = sections.filter(({ title }) => title)
  if (!failingFirst.checked) return shown
  const failing = shown.filter(isFailing)
  return [...failing, ...shown.filter((section) => !isFailing(section))]
}

/** @param {Section} section */
function isFailing({ indicators }) {
  return indicators.some((indicator) => facts.failing.includes(indicator))
}

/** @param {Section} section */
function sectionRow(section) {
  const attributes = {
    href: `#s-${section.id}`,
    class: section.parent ? "inner" : "",
    "aria-current": section.id === here ? "location" : null,
  }
  const failing = isFailing(section) && badge("bad", say("form_failing"))
  return element("li", {}, element("a", attributes, element("span", {}, titleOf(section), " ", failing), element("span", { class: "number" }, tallyOf(section))))
}

/** @param {Section} section */
function titleOf({ number, title }) {
  return number ? `${number} ${title}` : title
}

/** @param {Section} section */
function tallyOf({ id }) {
  const count = facts.sections[id]
  return count?.of ? `${count.done}/${count.of}` : ""
}

/** @param {Section} section */
function showTally(section) {
  const count = facts.sections[section.id]
  const shown = `${count?.done}/${count?.of} ${isFailing(section)}`
  if (!count || tallies.get(section.id) === shown) return
  tallies.set(section.id, shown)
  const place = document.querySelector(`[data-tally="${section.id}"]`)
  if (!place) return
  const said = say("form_tally", { done: count.done, of: count.of })
  fill(place, said, " ", isFailing(section) && badge("bad", say("form_failing")))
}

/** A person is in the last of the sections that begin above a third of the screen. */
function watchSections() {
  const parts = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("section[data-section]")])
  const begun = new Set()
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) begun.add(target)
      else begun.delete(target)
    }
    const now = parts.findLast((part) => begun.has(part))?.dataset.section ?? ""
    if (now === here) return
    here = now
    showHere()
  }, { rootMargin: UPPER_THIRD })
  for (const part of parts) observer.observe(part)
}

function showHere() {
  const section = sections.find(({ id }) => id === here)
  fill(one("[data-where]"), section ? titleOf(section) : say("form_outline"))
  fill(one("[data-where-tally]"), section ? tallyOf(section) : "")
}

function nextMissing() {
  const below = facts.missing.find((id) => (document.getElementById(id)?.getBoundingClientRect().top ?? 0) > innerHeight / 2)
  const next = below ?? facts.missing[0]
  dialog.close()
  if (next === undefined) return toast(say("form_nothing_missing"))
  const place = document.getElementById(next)
  place?.scrollIntoView({ block: "center" })
  const control = place?.querySelector("input, textarea, a, button")
  if (control instanceof HTMLElement) control.focus({ preventScroll: true })
}
