// @ts-check
/** The visit as on paper, ready to print without signal: what was answered is written into the blanks of
 * the official form, with notes, recommendations and signatures. */

import { shown } from "../catalog/answers.js"
import { parentState } from "../catalog/progress.js"
import { formatDate } from "../thai/dates.js"
import { say } from "../web/words.js"
import { advice } from "./advice.js"
import { visitAt } from "./definition.js"
import { figures } from "./figures.js"
import { questionLabel } from "./labels.js"
import { openVisit } from "./opened.js"
import { byId, element, fill, showFailure } from "./parts.js"
import { drawStrokes } from "./signature.js"

/** @typedef {import("./opened.js").OpenVisit} OpenVisit */
/** @typedef {any} Question as the definition has it */
/** @typedef {(open: OpenVisit, question: Question, asked: HTMLElement) => void} Filler */

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

async function start() {
  const id = visitAt(location.pathname)
  const open = await openVisit(id)
  if (!open) return import("./unknown.js").then(({ showUnknown }) => showUnknown(id, byId("failures")))
  const back = /** @type {HTMLAnchorElement} */ (document.querySelector("[data-back]"))
  back.href = `/visits/${open.visit.id}`
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-question]"))) {
    const question = /** @type {Question} */ (open.definition.questions)[place.dataset.question ?? ""]
    const asked = place.querySelector(":scope > .asked")
    if (question && asked instanceof HTMLElement) (FILLERS[question.type] ?? fillLine)(open, question, asked)
  }
  fillHead(open)
  fillAdvice(open)
  fillNotes(open)
  document.body.dataset.ready = ""
}

/** @param {OpenVisit} open */
function fillHead({ state, definition, visit }) {
  const day = state.value("visited_on")
  fill(/** @type {Element} */ (document.querySelector("[data-visited]")), [visit.agency_name, day && formatDate(day)].filter(Boolean).join(" · "))
  const levels = /** @type {Question[]} */ (Object.values(definition.questions)).filter(({ progress }) => progress)
  const round = state.value(`answer:${levels[0]?.progress.round}`)?.option
  if (!round) return
  for (const heading of document.querySelectorAll(".paper-section > :is(h2, h3, h4)")) {
    heading.textContent = (heading.textContent ?? "").replace(ROUND, `รอบ ${round}`)
  }
}

/** @type {Filler} */
function fillTick({ state }, question, asked) {
  const marks = question.items.map((/** @type {string} */ id) => state.value(`answer:${id}`) === true)
  const isTicked = state.value(`answer:${question.id}`) === true || (question.derived && parentState(marks) === "all")
  const box = asked.querySelector(".box")
  if (box && isTicked) box.textContent = TICKED
}

/** @type {Filler} */
function fillOptions(open, question, asked) {
  const { state } = open
  for (const [index, row] of [...asked.querySelectorAll(".options > li")].entries()) {
    const { id } = question.options[index]
    const own = state.value(`answer:${question.id}:${id}`)
    const chosen = state.value(`answer:${question.id}`)
    const value = chosen?.option === id ? chosen : own
    const box = row.querySelector(".box")
    if (box && value) box.textContent = TICKED
    const blank = row.querySelector(".blank")
    if (blank && value?.text) blank.textContent = value.text
  }
  tellDispute(open, question, asked)
}

/** @type {Filler} */
function fillLine(open, question, asked) {
  const value = open.state.value(`answer:${question.id}`)
  const blank = asked.querySelector(".blank")
  if (blank && value !== null) blank.textContent = shown(question, value)
  tellDispute(open, question, asked)
}

/** @type {Filler} */
function fillLongText(open, question, asked) {
  const value = open.state.value(`answer:${question.id}`)
  if (value) asked.querySelector(".blank-lines")?.replaceWith(...paragraphs(value))
  tellDispute(open, question, asked)
}

/** @type {Filler} */
function fillScore(open, question, asked) {
  const value = open.state.value(`answer:${question.id}`)
  const rows = [...asked.querySelectorAll(".levels tbody tr")]
  if (rows.length === 0 || value === null) return fillLine(open, question, asked)
  const { previous_edition: edition } = /** @type {any} */ (open.definition)
  const level = figures(open.state, /** @type {any} */ (open.definition)).previous_level
  const reached = value === "incomplete" ? rows.length - 1 : edition?.levels.findIndex((/** @type {any} */ known) => known.id === level)
  const cell = rows[reached ?? -1]?.lastElementChild
  if (cell) cell.textContent = value === "incomplete" ? TICKED : value
  else asked.append(element("p", {}, shown(question, value)))
}

/** @type {Filler} */
function fillScoreTable({ state }, question, asked) {
  for (const [index, row] of [...asked.querySelectorAll("tbody tr")].entries()) {
    const value = state.value(`answer:${question.id}:${question.score_rows[index]?.id}`)
    const cells = [...row.children]
    const cell = cells[cells.findIndex((known) => known.getAttribute("scope") === "row") + 3]
    if (cell && value !== null) fill(cell, element("span", { class: "number" }, value))
  }
}

/** @type {Filler} */
function fillPeople({ state }, question, asked) {
  const list = asked.querySelector("ol")
  const fields = state.fields().filter((field) => field.startsWith(`row:${question.id}:`)).sort()
  const people = fields.map((field) => state.value(field)).filter(Boolean)
  const first = list?.querySelector("li")
  while (list && first && list.children.length < people.length) list.append(first.cloneNode(true))
  for (const [index, { name = "", position = "" }] of people.entries()) {
    const [one, other] = list?.children[index]?.querySelectorAll(".blank") ?? []
    if (one) one.textContent = name
    if (other) other.textContent = position
  }
}

/** @type {Filler} */
function fillPhotos({ state }, question, asked) {
  const photos = state.fields().filter((field) => field.startsWith("photo:") && state.value(field)?.item === question.id)
  const blank = asked.querySelector(".blank")
  if (blank && photos.length > 0) blank.textContent = say("form_photos", { n: photos.length })
}

/** One block for each who signed; a block that nobody signed stays blank. @type {Filler} */
function fillSignatures({ state }, question, asked) {
  const fields = state.fields().filter((field) => field === `sign:${question.id}` || field.startsWith(`sign:${question.id}:`))
  const signed = fields.sort().map((field) => state.value(field)).filter(Boolean)
  const blank = asked.querySelector(".signature")
  if (!blank || signed.length === 0) return
  asked.closest(".off-paper")?.classList.remove("off-paper")
  const blocks = signed.map(() => /** @type {Element} */ (blank.cloneNode(true)))
  blank.replaceWith(...blocks)
  for (const [index, { name, position = "", signed_on, strokes }] of signed.entries()) {
    const [line, place, day] = blocks[index]?.querySelectorAll(".blank") ?? []
    line?.replaceChildren(drawStrokes(strokes))
    blocks[index]?.firstElementChild?.after(element("p", { class: "signed-name" }, `(${name})`))
    if (place) place.textContent = position
    if (day) day.textContent = formatDate(signed_on)
  }
}

/** @param {OpenVisit} open */
function fillAdvice({ state, definition }) {
  const kept = advice(state, /** @type {any} */ (definition)).filter((one) => one.state === "kept" && one.text)
  section("paper-advice", say("paper_advice"), kept.map(({ text }) => element("li", {}, text)))
}

/** @param {OpenVisit} open */
function fillNotes({ state, definition }) {
  const noted = Object.values(definition.questions).filter(({ id }) => state.value(`note:${id}`))
  const rows = noted.map((question) => element("li", {}, element("strong", {}, questionLabel(question)), ...paragraphs(state.value(`note:${question.id}`))))
  section("paper-notes", say("paper_notes"), rows)
}

/**
 * @param {string} id
 * @param {string} title
 * @param {HTMLElement[]} rows
 */
function section(id, title, rows) {
  const place = byId(id)
  place.hidden = rows.length === 0
  const [heading, list] = place.children
  if (heading) fill(heading, title)
  if (list) fill(list, ...rows)
}

/** @type {Filler} */
function tellDispute({ state }, question, asked) {
  const field = state.fields().find((known) => known.startsWith(`answer:${question.id}`) && known.split(":")[1] === question.id && state.isDisputed(known))
  if (field) asked.append(element("p", {}, element("strong", {}, say("paper_unsettled", { n: state.values(field).length }))))
}

/** @param {string} text */
function paragraphs(text) {
  return text.split("\n").map((line) => element("p", {}, line))
}

start().catch(showFailure)
