// @ts-check
/** The blanks of the official form, filled with what was answered: ticks, dotted lines, the rows of tables,
 * signatures; and where two people have said different things, both. */

import { shown } from "../catalog/answers.js"
import { parentState } from "../catalog/progress.js"
import { formatDate } from "../thai/dates.js"
import { formatMoment } from "../web/moments.js"
import { say } from "../web/words.js"
import { figures } from "./figures.js"
import { fieldLabel, valueLabel } from "./labels.js"
import { crossed, disputesAt, inkOf, numbersOf } from "./paper_facts.js"
import { element, fill } from "./parts.js"
import { drawStrokes } from "./signature.js"

/** @typedef {import("./content.js").Signature} Signature */
/** @typedef {import("./opened.js").OpenVisit} OpenVisit */
/** @typedef {import("./paper_facts.js").Numbered} Numbered */
/** @typedef {any} Question as the definition has it */
/** @typedef {{ open: OpenVisit, signatures: Signature[], photos: Numbered[] }} Known */
/** @typedef {Known & { question: Question, asked: HTMLElement }} Place */
/** @typedef {(place: Place) => void} Filler */

const TICKED = "☑"
const ROUND = /รอบ \.{5}/

/** @type {Readonly<Record<string, Filler>>} a line to be filled, unless it says otherwise */
const FILLERS = {
  tick: fillTick,
  single_choice: fillOptions,
  multiple_choice: fillOptions,
  level: fillOptions,
  yes_no: fillOptions,
  complete: fillOptions,
  long_text: fillLongText,
  score: fillScore,
  score_table: fillScoreTable,
  people: fillPeople,
  signature: fillSignatures,
  photo: fillPhotos,
}

/**
 * @param {Element} paper
 * @param {Known} known
 */
export function fillForm(paper, known) {
  fillHead(paper, known.open)
  for (const block of /** @type {NodeListOf<HTMLElement>} */ (paper.querySelectorAll("[data-question]"))) {
    const question = /** @type {Question} */ (known.open.definition.questions)[block.dataset.question ?? ""]
    const asked = block.querySelector(":scope > .asked")
    if (question && asked instanceof HTMLElement) fillQuestion({ ...known, question, asked })
  }
}

/**
 * What the office has not seen yet may be anything: one answer that cannot be read leaves the others.
 * @param {Place} place
 */
function fillQuestion(place) {
  const { open, question, asked, photos } = place
  try {
    const filler = FILLERS[question.type] ?? fillLine
    filler(place)
  } catch {
    asked.append(element("p", { class: "remark" }, say("paper_unreadable")))
  }
  asked.append(...disputesAt(open.state, question.id).map((field) => bothAnswers(open, field)))
  const numbers = question.type === "photo" ? [] : numbersOf(photos, question.id)
  if (numbers.length) asked.append(element("p", { class: "remark" }, say("paper_see_photos", { numbers: numbers.join(", ") })))
}

/**
 * Everything that is said of a field that nobody has settled, with who said it, when and on which phone.
 * @param {OpenVisit} open
 * @param {string} field
 */
export function bothAnswers(open, field) {
  const answers = open.state.heads(field).map(({ value, by, at, device }) => {
    const origin = [open.nameOf(by), formatMoment(at), open.deviceName(device)].join(" · ")
    return element("li", {}, element("strong", {}, valueLabel(field, value, open.definition, say)), ` (${origin})`)
  })
  const title = say("paper_unsettled", { n: answers.length })
  return element("div", { class: "both" }, element("p", {}, `${title}: ${fieldLabel(field, open.definition, say)}`), element("ul", {}, ...answers))
}

/** @param {string} text */
export function paragraphs(text) {
  return text.split("\n").map((line) => element("p", {}, line))
}

/**
 * @param {Element} paper
 * @param {OpenVisit} open
 */
function fillHead(paper, { state, definition, visit }) {
  const day = state.value("visited_on")
  fill(/** @type {Element} */ (paper.querySelector("[data-visited]")), [visit.agency_name, day && formatDate(day)].filter(Boolean).join(" · "))
  const levels = /** @type {Question[]} */ (Object.values(definition.questions)).filter(({ progress }) => progress)
  const round = state.value(`answer:${levels[0]?.progress.round}`)?.option
  if (!round) return
  for (const heading of paper.querySelectorAll(".paper-section > :is(h2, h3, h4)")) {
    heading.textContent = (heading.textContent ?? "").replace(ROUND, `รอบ ${round}`)
  }
}

/** @param {Element | null} box */
function tick(box) {
  if (!box) return
  box.textContent = TICKED
  box.removeAttribute("aria-hidden")
  box.setAttribute("role", "img")
  box.setAttribute("aria-label", say("paper_ticked"))
}

/** @type {Filler} */
function fillTick({ open: { state }, question, asked }) {
  const marks = question.items.map((/** @type {string} */ id) => state.value(`answer:${id}`) === true)
  const isTicked = state.value(`answer:${question.id}`) === true || (question.derived && parentState(marks) === "all")
  if (isTicked) tick(asked.querySelector(".box"))
}

/** @type {Filler} */
function fillOptions({ open: { state }, question, asked }) {
  for (const [index, row] of [...asked.querySelectorAll(".options > li")].entries()) {
    const { id } = question.options[index]
    const own = state.value(`answer:${question.id}:${id}`)
    const chosen = state.value(`answer:${question.id}`)
    const value = chosen?.option === id ? chosen : own
    if (!value) continue
    tick(row.querySelector(".box"))
    row.classList.add("picked")
    write(row.querySelector(".blank"), value.text)
  }
}

/** @type {Filler} */
function fillLine({ open, question, asked }) {
  const value = open.state.value(`answer:${question.id}`)
  if (value !== null) write(asked.querySelector(".blank"), shown(question, value))
}

/**
 * On the dotted line, over as many lines as it takes.
 * @param {Element | null | undefined} blank
 * @param {string | undefined} text
 */
function write(blank, text) {
  if (blank && text) fill(blank, element("span", { class: "written" }, text))
}

/** @type {Filler} */
function fillLongText({ open, question, asked }) {
  const value = open.state.value(`answer:${question.id}`)
  if (value) asked.querySelector(".blank-lines")?.replaceWith(element("div", { class: "written-lines" }, ...paragraphs(value)))
}

/** @type {Filler} */
function fillScore(place) {
  const { open, question, asked } = place
  const value = open.state.value(`answer:${question.id}`)
  const rows = [...asked.querySelectorAll(".levels tbody tr")]
  if (rows.length === 0 || value === null) return fillLine(place)
  const { previous_edition: edition } = /** @type {any} */ (open.definition)
  const level = figures(open.state, /** @type {any} */ (open.definition)).previous_level
  const reached = value === "incomplete" ? rows.length - 1 : edition?.levels.findIndex((/** @type {any} */ known) => known.id === level)
  const cell = rows[reached ?? -1]?.lastElementChild
  if (cell) fill(cell, element("strong", {}, value === "incomplete" ? TICKED : value))
  else asked.append(element("p", {}, shown(question, value)))
}

/** @type {Filler} */
function fillScoreTable({ open: { state }, question, asked }) {
  for (const [index, row] of [...asked.querySelectorAll("tbody tr")].entries()) {
    const value = state.value(`answer:${question.id}:${question.score_rows[index]?.id}`)
    const cells = [...row.children]
    const cell = cells[cells.findIndex((known) => known.getAttribute("scope") === "row") + 3]
    if (!cell || value === null) continue
    cell.classList.add("number", "scored")
    fill(cell, value)
  }
}

/** @type {Filler} */
function fillPeople({ open: { state }, question, asked }) {
  const list = asked.querySelector("ol")
  const fields = state.fields().filter((field) => field.startsWith(`row:${question.id}:`)).sort()
  const people = fields.map((field) => state.value(field)).filter(Boolean)
  const first = list?.querySelector("li")
  while (list && first && list.children.length < people.length) list.append(first.cloneNode(true))
  for (const [index, { name, position }] of people.entries()) {
    const [one, other] = list?.children[index]?.querySelectorAll(".blank") ?? []
    write(one, name)
    write(other, position)
  }
}

/** @type {Filler} */
function fillPhotos({ photos, question, asked }) {
  const count = numbersOf(photos, question.id).length
  if (count) write(asked.querySelector(".blank"), say("form_photos", { n: count }))
}

/** One block for each who signed; a block that nobody signed stays blank. @type {Filler} */
function fillSignatures({ signatures, question, asked }) {
  const own = signatures.filter(({ field }) => field === `sign:${question.id}` || field.startsWith(`sign:${question.id}:`))
  const blank = asked.querySelector(".signature")
  if (!blank || own.length === 0) return
  asked.closest(".off-paper")?.classList.remove("off-paper")
  blank.replaceWith(...own.map((one) => signatureBlock(/** @type {HTMLElement} */ (blank.cloneNode(true)), one)))
}

/**
 * @param {HTMLElement} block
 * @param {Signature} signature
 */
function signatureBlock(block, { value: { name, position, signed_on, strokes }, valid }) {
  const [line, place, day] = block.querySelectorAll(".blank")
  const ink = inkOf(strokes)
  if (ink.length) line?.replaceChildren(drawStrokes(valid ? ink : crossed(ink)))
  block.firstElementChild?.after(element("p", { class: "signed-name" }, `(${name})`))
  write(place, position)
  write(day, signed_on && formatDate(signed_on))
  block.classList.toggle("void", !valid)
  if (!valid) block.append(element("p", { class: "remark" }, say("paper_void")))
  return block
}
