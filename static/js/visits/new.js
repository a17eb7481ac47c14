// @ts-check
/** Beginning a visit without signal: agency, form and year, round, day and team from what the phone holds. */

import { parseDate } from "../thai/dates.js"
import { fiscalYearOf } from "../thai/fiscal.js"
import { clean } from "../thai/text.js"
import { say, sayProblem } from "../web/words.js"
import { today } from "./clock.js"
import { definitionOf } from "./definition.js"
import { newCode } from "./ids.js"
import * as journal from "./journal.js"
import { allKnown } from "./known.js"
import { formatDate } from "../web/moments.js"
import { badge, button, byId, doorTo, element, fill, icon, notice, showFailure } from "./parts.js"
import { mountPicker } from "./picker.js"
import { earlierPeople, firstChanges } from "./beginning.js"

/** @typedef {import("./lookup.js").Agency} Agency */
/** @typedef {import("./shapes.js").Person} Person */
/** @typedef {import("./beginning.js").OfferedForm} OfferedForm */

const JOIN_CODE_LENGTH = 8
const ROUNDS = ["6", "12"]

const form = /** @type {HTMLFormElement} */ (byId("beginning"))
const chosenYear = /** @type {HTMLSelectElement} */ (byId("year"))
const chosenForm = /** @type {HTMLSelectElement} */ (byId("form"))
const visitedOn = /** @type {HTMLInputElement} */ (byId("visited-on"))

/** @type {Agency | null} */
let agency = null
/** @type {OfferedForm[]} */
let forms = []
/** @type {Person | undefined} */
let me
/** @type {import("./known.js").Known[]} what the office knows of the chosen agency's scores */
let known = []
/** @type {import("./beginning.js").Named[]} */
let colleagues = []

async function start() {
  me = await journal.person()
  const agencies = /** @type {Agency[]} */ ((await journal.pack("agencies")) ?? [])
  forms = /** @type {OfferedForm[]} */ ((await journal.pack("forms")) ?? [])
  if (!me || !agencies.length || !forms.length) return showUnready()
  form.hidden = false
  mountPicker("agency", agencies, choose)
  await offerForms()
  offerRounds()
  await offerTeam()
  visitedOn.addEventListener("input", readBack)
  for (const chosen of [chosenYear, chosenForm]) chosen.addEventListener("change", () => void look().catch(showFailure))
  form.addEventListener("submit", (event) => void submit(event))
}

function showUnready() {
  const words = me ? "new_no_data" : "new_nobody"
  const door = me ? doorTo(say("new_prepare"), "/visits/ready") : doorTo(say("home_sign_in"), "/accounts/sign-in?next=/visits/new")
  fill(byId("unready"), notice("warn", element("p", {}, say(words)), element("p", {}, door)))
}

/** @param {Agency} found */
function choose(found) {
  agency = found
  const where = [found.district, found.province].filter(Boolean).join(" · ")
  const name = element("div", {}, element("strong", {}, found.name), element("small", { class: "soft" }, where))
  fill(byId("agency-chosen"), element("div", { class: "chosen" }, name, button(say("new_change"), forget)))
  setSearching(false)
  chosenYear.focus()
  void look().catch(showFailure)
}

async function look() {
  await Promise.all([warnOfSame(), offerScores()])
}

function forget() {
  agency = null
  fill(byId("agency-chosen"))
  fill(byId("same"))
  fill(byId("known"))
  setSearching(true)
}

/** @param {boolean} on */
function setSearching(on) {
  const input = /** @type {HTMLInputElement} */ (byId("agency-search"))
  byId("agency-help").hidden = !on
  if (input.parentElement) input.parentElement.hidden = !on
  if (!on) return
  input.value = ""
  input.focus()
}

/** The year that runs, and the form that was used last. */
async function offerForms() {
  const current = fiscalYearOf(today()).year
  const last = (await journal.visits()).sort((one, other) => (one.opened < other.opened ? 1 : -1))[0]?.form
  const years = [...new Set(forms.map(({ year }) => year))].sort()
  const names = new Map(forms.map((one) => [one.form, one.name]))
  fill(chosenYear, ...years.map((year) => option(String(year), say("new_year_of", { year }), year === current)))
  fill(chosenForm, ...[...names].map(([id, name]) => option(id, name, id === last)))
  byId("forms").hidden = names.size === 1
}

/**
 * @param {string} value
 * @param {string} text
 * @param {boolean} selected
 */
function option(value, text, selected) {
  return element("option", { value, selected }, text)
}

function offerRounds() {
  const [first] = fiscalYearOf(today()).surveyRounds
  const current = today() <= first.span.end ? "6" : "12"
  for (const round of ROUNDS) {
    const input = element("input", { type: "radio", name: "round", value: round, checked: round === current })
    byId("rounds").append(element("label", { class: "choice" }, input, element("span", {}, say("new_round", { months: round }))))
  }
}

/** The same agency and year again is nearly always a visit begun twice. */
async function warnOfSame() {
  const year = Number(chosenYear.value)
  const same = (await journal.visits()).find((visit) => visit.agency === agency?.id && visit.year === year)
  const door = same && doorTo(say("new_open_same"), `/visits/${same.id}`)
  fill(byId("same"), same && notice("warn", element("p", {}, say("new_same", { year: same.year })), element("p", {}, door)))
}

/** One choice for all: what it fills in can be seen and changed in the form. */
async function offerScores() {
  const [facts, place] = [pickedForm(), agency]
  const published = (await journal.pack("scores"))?.[place?.id ?? ""] ?? {}
  const definition = facts && (await definitionOf(facts.digest).catch(() => null))
  if (place !== agency || facts !== pickedForm()) return
  known = definition ? allKnown(/** @type {any} */ (definition), published) : []
  const years = [...new Set(known.map(({ year }) => year))].join(" · ")
  const choice = element("input", { type: "checkbox", name: "scores", checked: true })
  const text = element("span", {}, say("new_scores", { years }), element("small", {}, say("new_scores_help")))
  fill(byId("known"), known.length > 0 && element("label", { class: "choice" }, choice, text))
}

function pickedForm() {
  return forms.find(({ form, year }) => form === chosenForm.value && year === Number(chosenYear.value))
}

function readBack() {
  const shown = byId("visited-on-read")
  visitedOn.removeAttribute("aria-invalid")
  try {
    shown.textContent = visitedOn.value.trim() ? formatDate(parseDate(visitedOn.value)) : ""
  } catch {
    shown.textContent = ""
  }
}

async function offerTeam() {
  const rows = byId("team")
  const line = [me?.name, me?.position].filter(Boolean).join(" · ")
  fill(rows, element("li", { class: "me" }, element("span", {}, line, " "), badge("plain", say("new_you"))))
  byId("add-person").addEventListener("click", () => addPerson(rows))
  colleagues = earlierPeople((await journal.pack("last")) ?? {}).filter(({ name }) => name !== me?.name)
  fill(byId("known-people"), ...colleagues.map((one) => element("option", { value: one.name }, one.position)))
}

/** @param {HTMLElement} rows */
function addPerson(rows) {
  const number = rows.children.length + 1
  const name = element("input", { type: "text", class: "name", list: "known-people", maxlength: 150, placeholder: say("new_name"), "aria-label": say("new_name_of", { number }) })
  const position = element("input", { type: "text", class: "position", maxlength: 150, placeholder: say("new_position"), "aria-label": say("new_position_of", { number }) })
  name.addEventListener("change", () => {
    position.value ||= colleagues.find((one) => one.name === clean(name.value))?.position ?? ""
  })
  const row = element("li", {}, name, position)
  row.append(button(say("new_remove"), () => row.remove(), { name: say("new_remove_of", { number }) }))
  rows.append(row)
  name.focus()
}

/** @returns {{ name: string, position: string }[]} */
function team() {
  const typed = [...byId("team").querySelectorAll("li:not(.me)")].map((row) => ({
    name: textIn(row, "input.name"),
    position: textIn(row, "input.position"),
  }))
  return [{ name: me?.name ?? "", position: me?.position ?? "" }, ...typed.filter((one) => one.name)]
}

/**
 * @param {Element} row
 * @param {string} selector
 */
function textIn(row, selector) {
  return clean(/** @type {HTMLInputElement} */ (row.querySelector(selector)).value)
}

/** @param {SubmitEvent} event */
async function submit(event) {
  event.preventDefault()
  const send = /** @type {HTMLButtonElement | null} */ (event.submitter)
  const facts = pickedForm()
  if (!agency || !facts) return refuse("agency-search", say("new_no_agency"))
  const day = dayTyped()
  if (day === undefined) return
  if (send) send.disabled = true
  try {
    location.assign(`/visits/${await begin(agency, facts, day)}`)
  } catch (error) {
    showFailure(error)
    if (send) send.disabled = false
  }
}

/**
 * @param {Agency} place
 * @param {OfferedForm} facts
 * @param {string | null} day
 */
async function begin(place, facts, day) {
  const round = String(new FormData(form).get("round") ?? "")
  const id = await journal.createVisit({
    agency: place.id,
    agency_name: place.name,
    form: facts.form,
    year: facts.year,
    digest: facts.digest,
    round,
    join: newCode(JOIN_CODE_LENGTH),
  })
  const definition = await definitionOf(id).catch(() => null)
  const scores = new FormData(form).has("scores") ? known.flatMap(({ answers }) => answers) : []
  await journal.recordMany(id, firstChanges({ agency: place, day, round, me: /** @type {Person} */ (me), team: team(), scores }, definition))
  void navigator.storage?.persist?.()
  return id
}

/** An ISO date, null for none; undefined when what stands there is no date. */
function dayTyped() {
  if (!visitedOn.value.trim()) return null
  try {
    return parseDate(visitedOn.value)
  } catch (error) {
    visitedOn.setAttribute("aria-invalid", "true")
    refuse("visited-on", sayProblem(error))
    return undefined
  }
}

/**
 * @param {string} id
 * @param {string} text
 */
function refuse(id, text) {
  fill(byId("failures"), element("div", { class: "notice bad", role: "alert" }, icon("warn"), element("p", {}, text)))
  byId(id).focus()
}

await start().catch(showFailure)
