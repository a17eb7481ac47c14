// @ts-check
/** What follows from the answers while they are typed, without signal: the share of projects done and its
 * level, means, total and level of the scores, the ranking, what fails, and warnings at their fields. */

import { say } from "../web/words.js"
import { figures } from "./figures.js"
import { pack } from "./journal.js"
import { knownAnswers } from "./known.js"
import { showFacts } from "./outline.js"
import { badge, element, fill, icon } from "./parts.js"

/** @typedef {import("./form.js").Page} Page */
/** @typedef {import("./reading.js").Definition} Definition */
/** @typedef {ReturnType<typeof figures>} Figures */
/** @typedef {{ code: string, fields: string[], parameters: Record<string, any> }} Caution */

// What the form shows anyway: the chip of several answers, and an empty box for the date.
const SEEN_ANYWAY = ["caution_disputed", "caution_date_missing"]

/** @param {Page} page */
export async function mountFigures(page) {
  const definition = await page.definition()
  const look = () => draw(page, definition, figures(page.state, definition))
  let due = false
  document.addEventListener("visit:changed", () => {
    if (due) return
    due = true
    afterPaint(() => {
      due = false
      look()
    })
  })
  look()
  await offerKnown(page, definition)
}

/**
 * The finger sees its tick first.
 * @param {() => void} work
 */
function afterPaint(work) {
  requestAnimationFrame(() => setTimeout(work))
}

/**
 * @param {Page} page
 * @param {Definition} definition
 * @param {Figures} known
 */
function draw(page, definition, known) {
  for (const place of document.querySelectorAll('[data-figure="share"]')) showShare(page, definition, known, place)
  const scores = document.querySelector('[data-figure="scores"]')
  if (scores) showScores(definition, known, scores)
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-mean]"))) {
    const mean = known.means[place.dataset.mean ?? ""]
    fill(place, mean ? say("form_mean", { mean }) : "")
  }
  showReached(definition, known)
  showCautions(page, /** @type {Caution[]} */ (known.warnings))
  void showFacts(page, known)
}

/**
 * @param {Page} page
 * @param {Definition} definition
 * @param {Figures} known
 * @param {Element} place
 */
function showShare(page, definition, known, place) {
  const id = place.closest(".q")?.id ?? ""
  const suggested = known.suggested[id]
  const level = definition.questions[id]?.options.find((option) => option.id === suggested)
  if (known.percent_done === null) return fill(place, say("form_share_none"))
  const share = element("span", {}, say("form_share", { percent: known.percent_done }))
  if (!level) return fill(place, share, " ", say("form_share_round"))
  const chosen = page.state.value(`answer:${id}`)?.option === level.id
  const take = element("button", { type: "button", class: "button quiet" }, icon("check"), say("form_take_level"))
  take.addEventListener("click", () => void page.write([{ field: `answer:${id}`, value: { option: level.id } }]))
  fill(place, share, " ", element("strong", { lang: "th" }, level.label), " ", chosen || page.isReadOnly() ? null : take)
}

/**
 * @param {Definition} definition
 * @param {Figures} known
 * @param {Element} place
 */
function showScores(definition, known, place) {
  const { edition } = definition
  if (!edition || known.ranking.length === 0) return fill(place, element("p", {}, say("form_scores_none")))
  const level = edition.levels.find(({ id }) => id === known.level_of_year)?.name ?? ""
  const failing = known.ranking.filter(({ indicator }) => known.failing.includes(indicator))
  fill(
    place,
    element("p", { class: "total" }, known.total ? say("form_total", { total: known.total, level }) : say("form_total_none")),
    failing.length > 0
      ? element("p", {}, badge("bad", say("form_failing_count", { n: failing.length, mark: edition.pass_mark })))
      : element("p", {}, badge("good", say("form_none_failing"))),
    ranked(definition, known),
  )
}

/**
 * @param {Definition} definition
 * @param {Figures} known
 */
function ranked({ edition, sections }, known) {
  const rows = known.ranking.map(({ rank, indicator, score }) => {
    const name = edition?.indicators.find(({ id }) => id === indicator)?.name ?? ""
    const section = sections.find(({ indicators }) => indicators.includes(indicator))
    const link = element(section ? "a" : "span", { lang: "th", href: section ? `#s-${section.id}` : null }, `${indicator} ${name}`)
    const fails = known.failing.includes(indicator) && badge("bad", say("form_failing"))
    return element("tr", {}, element("td", { class: "number" }, String(rank)), element("th", { scope: "row" }, link, " ", fails), element("td", { class: "number" }, score))
  })
  return element("table", { class: "ranking" }, element("caption", {}, say("form_ranking")), element("tbody", {}, ...rows))
}

/**
 * @param {Definition} definition
 * @param {Figures} known
 */
function showReached({ previous_edition: edition }, known) {
  const reached = edition?.levels.findIndex(({ id }) => id === known.previous_level) ?? -1
  for (const table of document.querySelectorAll("[data-levels]")) {
    for (const [index, row] of table.querySelectorAll("tbody tr").entries()) row.toggleAttribute("data-reached", index === reached)
  }
}

/**
 * @param {Page} page
 * @param {Caution[]} cautions
 */
function showCautions(page, cautions) {
  const shown = new Map([...document.querySelectorAll(".caution")].map((old) => [old.id, old]))
  for (const { code, fields, parameters } of cautions) {
    const id = `w-${code}-${fields[0]}`
    const place = SEEN_ANYWAY.includes(code) ? undefined : placeOf(page, fields)
    if (!place) continue
    const line = shown.get(id) ?? element("p", { class: "caution", id })
    shown.delete(id)
    fill(line, icon("warn"), element("span", {}, say(code, parameters)))
    if (!line.isConnected) place.after(line)
  }
  for (const old of shown.values()) old.remove()
}

/**
 * Under the last of the fields that stands in the section of the first.
 * @param {Page} page
 * @param {string[]} fields
 */
function placeOf(page, fields) {
  const inputs = fields.map((field) => page.controls.get(field)?.inputs[0]).filter((input) => input !== undefined)
  const section = inputs[0]?.closest("section")
  return inputs.filter((input) => input.closest("section") === section).at(-1)?.closest(".mark-row, fieldset, .ask, .tap")
}

/**
 * Scores that the office knows already fill the table by one tap.
 * @param {Page} page
 * @param {Definition} definition
 */
async function offerKnown(page, definition) {
  const scores = (await pack("scores"))?.[page.facts.agency] ?? {}
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-known]"))) {
    const question = definition.questions[place.dataset.known ?? ""]
    const known = question && knownAnswers(definition, question, scores)
    if (!known) continue
    const { year, answers } = known
    const take = element("button", { type: "button", class: "button quiet" }, icon("check"), say("form_known", { year, n: answers.length }))
    take.addEventListener("click", () => void page.write(answers))
    const offer = () => fill(place, !page.isReadOnly() && answers.some(({ field, value }) => page.state.value(field) !== value) ? take : null)
    document.addEventListener("visit:changed", offer)
    offer()
  }
}
