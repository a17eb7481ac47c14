// @ts-check
/** What hangs on a question is shown under it, only where there is something: several answers, a note,
 * photos, a reviewer's comment, what was answered last time, and why something typed is no answer. */

import { say, sayProblem } from "../web/words.js"
import { pack } from "./journal.js"
import { valueLabel } from "./labels.js"
import { formatShortDate } from "../web/moments.js"
import { element, fill, icon } from "./parts.js"

/** @typedef {import("./form.js").Page} Page */
/** @typedef {import("./controls.js").Input} Input */
/** @typedef {{ on: string, values: Readonly<Record<string, any>> }} Last */

const ANSWERS = /^(answer|row):/

/** @type {Last | undefined} what the agency's last visit said */
let last

/** @param {Page} page */
export function mountMarks(page) {
  for (const id of markable(page)) mark(page, id)
  document.addEventListener("visit:changed", (event) => {
    for (const id of concerned(page, /** @type {CustomEvent} */ (event).detail.fields)) mark(page, id)
  })
  void showLast(page)
}

/**
 * Every field of a question that the visit knows: answers, rows, its note.
 * @param {Page} page
 * @param {string} id
 */
export function fieldsOf({ state }, id) {
  return state.fields().filter((field) => field.split(":")[1] === id && !/^(photo|comment|advice)/.test(field))
}

/**
 * @param {Page} page
 * @param {string} id
 */
export function commentsOn({ state }, id) {
  const comments = state.fields().filter((field) => field.startsWith("comment:"))
  return comments
    .map((field) => ({ field, value: state.value(field) }))
    .filter(({ value }) => value?.state === "open" && value.field.split(":")[1] === id)
}

/**
 * @param {Page} page
 * @param {string} id
 */
export function photosAt({ state }, id) {
  const photos = state.fields().filter((field) => field.startsWith("photo:"))
  return photos.filter((field) => state.history(field).some(({ value }) => value?.item === id))
}

/**
 * What was answered last time, in words; empty where nothing was.
 * @param {Page} page
 * @param {string} id
 */
export async function lastAnswer(page, id) {
  const [before, definition] = await Promise.all([lastVisit(page), page.definition()])
  const said = Object.entries(before?.values ?? {})
    .filter(([field]) => field.split(":")[1] === id && ANSWERS.test(field))
    .map(([field, value]) => saidOf(definition, field, value))
  return before && said.length > 0 ? say("form_last", { day: formatShortDate(before.on), answer: said.join(" · ") }) : ""
}

/**
 * A value with the option or row that it is about.
 * @param {import("./labels.js").Definition} definition
 * @param {string} field
 * @param {unknown} value
 */
export function saidOf(definition, field, value) {
  const [kind, id = "", part = ""] = field.split(":")
  const question = definition.questions[id]
  const option = question?.options?.find((known) => known.id === part)?.label
  const row = question?.score_rows?.find((known) => known.id === part)?.name
  const said = valueLabel(field, value, definition, say)
  if (kind === "photo") return photoSaid(value, said)
  if (kind === "note") return `${say("form_note")}: ${said}`
  if (option && value === true) return option
  return [option ?? row, said].filter(Boolean).join(": ")
}

/**
 * @param {any} value of a photo
 * @param {string} said
 */
function photoSaid(value, said) {
  if (value === null) return say("form_photo_removed")
  return `${say("form_photo")}: ${value.caption ? said : say("photos_no_caption")}`
}

/**
 * Why what was typed is no answer, at its field.
 * @param {readonly Input[]} inputs
 * @param {unknown} problem
 */
export function complain(inputs, problem) {
  const input = inputs[0]
  if (!input) return
  const error = document.getElementById(errorId(input)) ?? element("p", { class: "error", id: errorId(input) })
  fill(error, icon("warn"), element("span", {}, sayProblem(problem)))
  const holder = input.closest(".ask, .mark-row, li") ?? input
  if (!error.isConnected) holder.after(error)
  input.setAttribute("aria-invalid", "true")
  input.setAttribute("aria-describedby", error.id)
}

/** @param {readonly Input[]} inputs */
export function praise([input]) {
  if (!input) return
  document.getElementById(errorId(input))?.remove()
  input.removeAttribute("aria-invalid")
  input.removeAttribute("aria-describedby")
}

/**
 * @param {Page} page
 * @param {string} id
 */
function mark(page, id) {
  const place = placeOf(id)
  if (!place) return
  const { state } = page
  const disputes = [...fieldsOf(page, id), ...photosAt(page, id)].filter((field) => state.isDisputed(field))
  const most = Math.max(0, ...disputes.map((field) => state.values(field).length))
  const inner = itemsWithin(place).map((item) => state.value(`answer:${item.id}`) === true)
  const photos = state.fields().filter((field) => field.startsWith("photo:") && state.value(field)?.item === id).length
  const marks = [
    most > 0 && element("button", { type: "button", class: "chip" }, icon("person"), say("form_answers", { n: most })),
    state.value(`answer:${id}`) === false && badge("cross", say("form_absent")),
    commentsOn(page, id).length > 0 && badge("warn", say("form_commented")),
    state.value(`note:${id}`) && badge("pen", say("form_note")),
    photos > 0 && badge("device", say("form_photos", { n: photos })),
    inner.some(Boolean) && badge("list", say("form_within", { done: inner.filter(Boolean).length, of: inner.length })),
  ].filter(Boolean)
  const old = [...place.children].find((child) => child.matches(".marks"))
  const line = old ?? element("p", { class: "marks" })
  fill(line, ...marks)
  if (marks.length === 0) old?.remove()
  else if (!old) (place.querySelector(":scope > .opener") ?? place.firstElementChild)?.after(line)
}

/**
 * @param {import("./parts.js").IconName} sign
 * @param {string} text
 */
function badge(sign, text) {
  return element("span", { class: "mark" }, icon(sign), text)
}

/** @param {string} id */
function placeOf(id) {
  return document.getElementById(id)
}

/** @param {Page} page */
function markable(page) {
  return new Set(concerned(page, page.state.fields()))
}

/**
 * @param {Page} page
 * @param {readonly string[]} fields
 * @returns {Set<string>} questions
 */
function concerned({ state }, fields) {
  const ids = fields.flatMap((field) => {
    if (field.startsWith("photo:")) return state.history(field).map(({ value }) => value?.item ?? "")
    if (field.startsWith("comment:")) return state.history(field).map(({ value }) => value?.field.split(":")[1] ?? "")
    return [field.split(":")[1] ?? ""]
  })
  const parents = ids.map((id) => placeOf(id)?.parentElement?.closest(".q")?.id ?? "")
  return new Set([...ids, ...parents].filter(Boolean))
}

/** @param {Element} place */
function itemsWithin(place) {
  return [...place.querySelectorAll(":scope > .within > .q")].filter((item) => item.querySelector(":scope > .tap"))
}

/**
 * A tick's last answer fits beside it, so that nothing moves; others get a line.
 * @param {Page} page
 */
async function showLast(page) {
  const before = await lastVisit(page)
  if (!before) return
  const ids = new Set(Object.keys(before.values).filter((field) => ANSWERS.test(field)).map((field) => field.split(":")[1] ?? ""))
  for (const id of ids) {
    const place = placeOf(id)
    if (!place) continue
    const tick = before.values[`answer:${id}`]
    const opener = place.querySelector(":scope > .opener")
    if (typeof tick === "boolean" && opener) {
      const said = say(tick ? "form_last_ticked" : "form_last_absent")
      const seen = `${say("form_last_time")} ${tick ? "✓" : "✗"}`
      opener.append(element("small", { class: "last" }, seen))
      opener.setAttribute("aria-label", `${opener.getAttribute("aria-label")} ${seen} ${said}`)
    } else place.append(element("p", { class: "before" }, await lastAnswer(page, id)))
  }
}

/**
 * @param {Page} page
 * @returns {Promise<Last | undefined>}
 */
async function lastVisit(page) {
  last ??= (await pack("last"))?.[page.facts.agency]
  return last
}

/** @param {Input} input */
function errorId(input) {
  return `e-${input.dataset.field}`
}
