// @ts-check
/** The table that scores are typed into: Enter and arrows go from cell to cell, a column from a spreadsheet
 * spreads over the cells below, and what follows is computed beside it. The office computes it again when the
 * form is sent; without this module the form is filled in as any form is. */

import { figures } from "../catalog/figures.js"
import { isNothing, readScore } from "./score_text.js"

/** @typedef {import("../catalog/figures.js").Edition} Edition */

const NO_SCORE = "–"
const STEPS = /** @type {Readonly<Record<string, number>>} */ ({ Enter: 1, ArrowDown: 1, ArrowUp: -1 })

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-scores]"))
const edition = /** @type {Edition | null} */ (JSON.parse(document.getElementById("edition")?.textContent ?? "null"))
const cells = /** @type {HTMLInputElement[]} */ ([...(form?.querySelectorAll("[data-cell]") ?? [])])

/** @param {KeyboardEvent} event */
function walk(event) {
  const at = cells.indexOf(/** @type {HTMLInputElement} */ (event.target))
  const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : STEPS[event.key]
  if (at < 0 || step === undefined) return
  event.preventDefault() // Enter in a table means the next cell, not to send
  const next = cells[at + step]
  next?.focus()
  next?.select()
}

/** @param {ClipboardEvent} event */
function spread(event) {
  const at = cells.indexOf(/** @type {HTMLInputElement} */ (event.target))
  const pieces = column(event.clipboardData?.getData("text") ?? "")
  if (at < 0 || pieces.length < 2) return
  event.preventDefault()
  const places = cellsFor(pieces.length, cells.slice(at))
  places.forEach((cell, index) => (cell.value = pieces[index] ?? ""))
  places.at(-1)?.focus()
  show()
}

/**
 * A column that begins at an indicator and is too short for all rows is one of indicators alone.
 * @param {number} count
 * @param {readonly HTMLInputElement[]} below the cell that is pasted into, and all after it
 */
function cellsFor(count, below) {
  const isWhole = isPart(below[0]) || count >= below.length - 1 // the last cell is the total
  return (isWhole ? below : below.filter((cell) => !isPart(cell))).slice(0, count)
}

/** @param {HTMLInputElement | undefined} cell */
function isPart(cell) {
  return cell?.closest(".part") != null
}

/**
 * Of a copied column, or of a copied row.
 * @param {string} text
 */
function column(text) {
  return text.replace(/\r?\n$/, "").split(/\r?\n|\t/).map((piece) => piece.trim())
}

function show() {
  if (!form || !edition) return
  const known = figures(edition, scores())
  for (const place of form.querySelectorAll("[data-mean]")) {
    place.textContent = known.means[place.getAttribute("data-mean") ?? ""] ?? NO_SCORE
  }
  put("[data-total]", known.total ?? NO_SCORE)
  put("[data-level]", known.level?.name ?? NO_SCORE)
  put("[data-count]", (form.dataset.failing ?? "").replace("{n}", String(known.failing.length)))
  for (const cell of cells) mark(cell)
}

/** Of the indicators that can be read. */
function scores() {
  const ids = new Set(edition?.indicators.map(({ id }) => id))
  const typed = cells.flatMap(({ name, value }) => {
    const id = name.replace("cell_", "")
    const score = ids.has(id) ? readScore(value) : null
    return score === null ? [] : [[id, score]]
  })
  return Object.fromEntries(typed)
}

/** @param {HTMLInputElement} cell */
function mark(cell) {
  const isBad = !isNothing(cell.value) && readScore(cell.value) === null
  cell.toggleAttribute("data-bad", isBad)
  if (isBad) cell.setAttribute("aria-invalid", "true")
  else cell.removeAttribute("aria-invalid")
}

/**
 * @param {string} where
 * @param {string} text
 */
function put(where, text) {
  const place = form?.querySelector(where)
  if (place) place.textContent = text
}

form?.addEventListener("keydown", walk)
form?.addEventListener("paste", spread)
form?.addEventListener("input", show)

export {}
