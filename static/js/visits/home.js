// @ts-check
/** The inspector's home: may I leave, which visits are mine, what is not sent. Everything shown comes from
 * this phone; the network only brings news. */

import { installState, promptInstall } from "../web/install.js"
import { say } from "../web/words.js"
import { makesVisits, statusOf } from "./closing.js"
import { definitionOf } from "./definition.js"
import { redraw } from "./drawing.js"
import { figures } from "./figures.js"
import { fold } from "./fold.js"
import * as journal from "./journal.js"
import { fieldLabel, questionLabel, questionOf, valueLabel } from "./labels.js"
import { ledger } from "./ledger.js"
import { ledgerLines } from "./ledger_view.js"
import { formatShortDate } from "../web/moments.js"
import { button, byId, doorTo, element, icon, notice, showFailure } from "./parts.js"
import { waysToPapers } from "./papers.js"
import { photosOf } from "./photo_facts.js"
import { statusBadge } from "./standing.js"
import { syncNow } from "./sync.js"
import { bring } from "./unknown.js"
import { dropVisit, refusedFiles } from "./upkeep.js"

/** @typedef {import("./labels.js").Definition} Definition */
/** @typedef {import("./ledger.js").Ledger} Ledger */
/** @typedef {import("./shapes.js").Kept} Kept */
/** @typedef {import("./shapes.js").Visit} Visit */
/** @typedef {{ id: string, agency: string, agency_name: string, form: string, year: number, digest: string, status: string, visited_on: string | null }} Listed */
/** @typedef {import("./shapes.js").Person} Person */
/** @typedef {import("./shapes.js").Refusal} Refusal */
/** @typedef {{ value: import("./photo_facts.js").PhotoValue, refusal: Refusal }} RefusedPhoto */
/** @typedef {{ visit: Visit, state: import("./fold.js").State, refused: Kept[], photos: RefusedPhoto[], ledger: Ledger }} Held `refused` and `photos`: what the office does not take */

const AFTER_NEWS = 150
const PATIENCE = 2_000
const FORBIDDEN = 403

/** @type {Map<string, Promise<Definition | null>>} by the beginning of the form's digest */
const definitions = new Map()
/** @type {Set<string>} visits that somebody has just kept as a file */
const saved = new Set()
/** @type {Set<string>} refused operations that somebody is about to give up */
const asked = new Set()
let sending = ""
/** Whether the office exchanges no visits with whoever is signed in. */
let isForbidden = false
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer

async function start() {
  journal.onChange(soon)
  document.addEventListener("sync:state", (event) => {
    const { state, error } = /** @type {CustomEvent} */ (event).detail
    sending = state
    isForbidden = error?.parameters?.status === FORBIDDEN
    soon()
  })
  await draw()
}

/** News come in bursts. */
function soon() {
  clearTimeout(timer)
  timer = setTimeout(() => void draw().catch(failed), AFTER_NEWS)
}

/** @param {unknown} error */
function failed(error) {
  showFailure(error)
  document.body.dataset.ready = ""
}

/** What fills bit by bit moves under the finger: all of it is made before any of it is shown. */
async function draw() {
  const [held, person, listed] = await Promise.all([everything(), journal.person(), journal.pack("visits")])
  if (!held.length && belongsElsewhere(person)) return location.replace("/")
  const [cards, refused] = await Promise.all([Promise.all(held.map(card)), refusedRows(held)])
  redraw(byId("alerts"), asksToSignIn(person) ? [signInPart()] : [])
  redraw(byId("leaving"), leavingPart(held))
  redraw(byId("visits"), cards)
  redrawList("refused", refused)
  redrawList("elsewhere", elsewhereRows(listed ?? [], held))
  redraw(byId("hint"), [installHint()])
  document.body.dataset.ready = ""
}

/**
 * @param {"refused" | "elsewhere"} id of the section
 * @param {HTMLElement[]} rows
 */
function redrawList(id, rows) {
  byId(id).hidden = !rows.length
  redraw(byId(`${id}-list`), rows)
}

/**
 * As the office does with its own page at this address. Without signal this page stands in for the one at "/".
 * @param {Person | undefined} person
 */
function belongsElsewhere(person) {
  const makesNone = person?.role ? !makesVisits(person.role) : false
  return location.pathname !== "/" && (isForbidden || makesNone)
}

/** @returns {Promise<Held[]>} what was opened last comes first */
async function everything() {
  const [visits, own, person, refusals] = await Promise.all([journal.visits(), journal.device(), journal.person(), refusedFiles()])
  const device = { ...own, ...(person && { person: person.name }) }
  const sorted = visits.sort((one, other) => (one.opened < other.opened ? 1 : -1))
  return Promise.all(
    sorted.map(async (visit) => {
      const [operations, files] = await Promise.all([journal.operations(visit.id), journal.waitingFiles(visit.id)])
      const state = fold(operations)
      const photos = refusedPhotos(state, refusals)
      return { visit, state, refused: operations.filter(isRefused), photos, ledger: ledger(visit, operations, files, device, refusals) }
    }),
  )
}

/**
 * @param {import("./fold.js").State} state
 * @param {ReadonlyMap<string, Refusal>} refusals
 * @returns {RefusedPhoto[]}
 */
function refusedPhotos(state, refusals) {
  return photosOf(state).flatMap(({ value }) => {
    const refusal = refusals.get(value.file)
    return refusal ? [{ value, refusal }] : []
  })
}

/**
 * @param {Held[]} held
 * @returns {HTMLElement[]}
 */
function leavingPart(held) {
  if (!held.length) return [emptyPart()]
  const open = held.filter((one) => !one.ledger.safe)
  if (!open.length) return [verdict("good", "check", say("home_safe")), element("p", { class: "why" }, say("home_all_arrived"))]
  const waiting = held.reduce((sum, { ledger: { devices } }) => sum + own(devices), 0)
  const why = waiting ? say("home_waiting", { count: waiting }) : say("home_not_confirmed", { count: open.length })
  const refused = held.some(({ refused, photos }) => refused.length + photos.length > 0)
  const door = refused ? [element("p", { class: "why" }, element("a", { href: "#refused" }, say("home_see_refused")))] : []
  return [verdict("warn", "warn", say("home_not_safe")), element("p", { class: "why" }, why), ...door, sendButton()]
}

/** @param {Kept} operation */
function isRefused({ waiting, refused }) {
  return Boolean(waiting && refused)
}

/** @param {import("./ledger.js").DeviceLine[]} devices */
function own(devices) {
  return devices.filter((one) => one.own).reduce((sum, one) => sum + one.waiting + one.waiting_files, 0)
}

function sendButton() {
  return button(say(sending === "busy" ? "home_sending" : "home_send_now"), () => syncNow(), { kind: "", icon: "next", key: "send" })
}

/**
 * @param {"good" | "warn"} kind
 * @param {import("./parts.js").IconName} sign
 * @param {string} text
 */
function verdict(kind, sign, text) {
  return element("p", { class: `verdict ${kind}` }, icon(sign), text)
}

function emptyPart() {
  return element("div", { class: "empty" }, icon("list"), element("h2", {}, say("home_empty")), element("p", {}, say("home_empty_how")))
}

/**
 * On a new phone only the office knows whether anybody is signed in: it is asked first.
 * @param {Person | undefined} person
 */
function asksToSignIn(person) {
  return sending === "sign-in" || (!person && sending === "offline")
}

function signInPart() {
  const door = doorTo(say("home_sign_in"), "/accounts/sign-in?next=/visits", { kind: "" })
  return notice("warn", element("p", {}, say("home_sign_in_why")), element("p", {}, door))
}

function installHint() {
  const state = installState()
  if (state === "offered") return notice("plain", element("p", {}, say("home_install")), element("p", {}, button(say("ready_do_install"), () => promptInstall())))
  return state === "by_hand" ? notice("plain", element("p", {}, say("ready_install_by_hand"))) : null
}

/** @param {Held} held */
async function card({ visit, state, ledger: of }) {
  const definition = await definitionFor(visit.id)
  const known = definition && figures(state, /** @type {any} */ (definition))
  const round = visit.round ? [say("new_round", { months: visit.round })] : []
  const facts = [say("new_year", { year: visit.year }), ...round].join(" · ")
  const status = state.isDisputed("status") ? "draft" : statusOf(state.value("status"))
  const line = element("span", { class: "facts-line" }, facts, statusBadge(status))
  const progress = known ? progressPart(known.answered, known.of) : []
  const title = element("a", { href: `/visits/${visit.id}`, "data-key": visit.id }, element("strong", {}, visit.agency_name), line, ...progress, ledgerLines(of))
  const papers = waysToPapers(visit, navigator.onLine).map(({ address, word, icon: sign }) => element("a", { href: address }, icon(sign), say(word)))
  const doors = element("div", { class: "doors-line" }, element("a", { href: `/visits/${visit.id}/team` }, icon("person"), say("home_team")), element("a", { href: `/visits/${visit.id}/close` }, icon("pen"), say("home_close")), ...papers)
  return element("li", { class: "visit-card" }, title, ...lostPart(visit), doors)
}

/**
 * The office does not let this person open the visit any more: what is only here can still be handed on.
 * @param {Visit} visit
 */
function lostPart({ id, agency_name, server }) {
  if (server?.error?.code !== "visits.unknown") return []
  const save = button(say("home_save"), async () => {
    const { saveFile } = await import("./transfer.js")
    await saveFile([id])
    saved.add(id)
    await draw()
  }, { icon: "next", name: say("home_save_named", { agency: agency_name }), key: `save-${id}` })
  const drop = button(say("home_drop"), async () => {
    await dropVisit(id, { force: true })
    await draw()
  }, { kind: "danger", name: say("home_drop_named", { agency: agency_name }), key: `drop-${id}` })
  const [text, choices] = saved.has(id) ? ["home_saved", [save, drop]] : ["home_lost", [save]]
  return [notice("warn", element("p", {}, say(text)), element("div", { class: "tools-line" }, ...choices))]
}

/**
 * @param {number} done
 * @param {number} of
 */
function progressPart(done, of) {
  const text = say("home_progress", { done, of })
  return [element("progress", { max: of, value: done, "aria-label": text }), element("span", { class: "soft small" }, text)]
}

/**
 * Null when this phone does not hold the form, or the line does not bring it soon: the visit is shown
 * without its progress.
 * @param {string} visit
 * @returns {Promise<Definition | null>}
 */
function definitionFor(visit) {
  const key = visit.slice(0, 16)
  const known = definitions.get(key) ?? definitionOf(visit).catch(() => null)
  definitions.set(key, known)
  return Promise.race([known, new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE))])
}

/**
 * @param {Held[]} held
 * @returns {Promise<HTMLElement[]>}
 */
async function refusedRows(held) {
  const rows = held.map(async ({ visit, refused, photos }) => {
    if (!refused.length && !photos.length) return []
    const definition = (await definitionFor(visit.id)) ?? { questions: {}, sections: [] }
    return [...refused.map((one) => operationRow(visit, one, definition)), ...photos.map((one) => photoRow(visit, one, definition))]
  })
  return (await Promise.all(rows)).flat()
}

/**
 * @param {Visit} visit
 * @param {Kept} operation
 * @param {Definition} definition
 */
function operationRow(visit, { id, field, value, refused }, definition) {
  const label = fieldLabel(field, definition, say)
  const text = refusedText(visit, label, valueLabel(field, value, definition, say), refused)
  const question = questionOf(field, definition)
  const door = doorTo(say("home_correct"), `/visits/${visit.id}${question ? `#${question}` : "/close"}`, { name: say("home_correct_named", { label }) })
  return element("li", {}, text, door, discarding(id, label))
}

/**
 * A photo is removed where it stands, beside the others of its item.
 * @param {Visit} visit
 * @param {RefusedPhoto} photo
 * @param {Definition} definition
 */
function photoRow(visit, { value: { item, caption }, refusal }, definition) {
  const question = definition.questions[item]
  const place = question ? questionLabel(question) : say("photos_whole_visit")
  const label = item && !question ? say("pages_field_photo") : `${say("pages_field_photo")}: ${place}`
  const text = refusedText(visit, label, caption || say("photos_no_caption"), refusal)
  const door = doorTo(say("home_see_photo"), `/visits/${visit.id}${item ? `#${item}` : ""}`, { name: say("home_see_photo_named", { label }) })
  return element("li", {}, text, door)
}

/**
 * @param {Visit} visit
 * @param {string} label
 * @param {string} said
 * @param {Refusal | undefined} refusal
 */
function refusedText({ agency_name }, label, said, refusal) {
  return element("div", {}, element("strong", {}, label), element("small", {}, `${agency_name} · ${said}`), element("p", {}, refusal?.message ?? ""))
}

/**
 * Asks once, in its own place, and goes on asking when news redraw the list meanwhile.
 * @param {string} id
 * @param {string} label
 */
function discarding(id, label) {
  const key = `discard-${id}`
  const sure = button(say("home_discard_sure"), async () => {
    await journal.discardRefused(id)
    await draw()
  }, { kind: "danger", key })
  const ask = button(say("home_discard"), async () => {
    asked.add(id)
    await draw()
  }, { name: say("home_discard_named", { label }), key })
  return asked.has(id) ? sure : ask
}

/**
 * @param {Listed[]} listed
 * @param {Held[]} held
 */
function elsewhereRows(listed, held) {
  const here = new Set(held.map(({ visit }) => visit.id))
  return listed.filter(({ id }) => !here.has(id)).map(elsewhereRow)
}

/** @param {Listed} listed */
function elsewhereRow(listed) {
  const { agency_name, year, status, visited_on } = listed
  const facts = [say("new_year", { year }), visited_on ? formatShortDate(visited_on) : "", say(`pages_status_${status}`)]
  const text = element("div", {}, element("strong", {}, agency_name), element("small", {}, facts.filter(Boolean).join(" · ")))
  const fetchIt = button(say("home_fetch"), async () => {
    await bring(listed)
    await draw()
  }, { name: say("home_fetch_named", { agency: agency_name }) })
  return element("li", {}, text, fetchIt)
}

await start().catch(failed)
