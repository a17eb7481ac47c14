// @ts-check
/** The inspector's home: may I leave, which visits are mine, what is not sent. Everything shown comes from
 * this phone; the network only brings news. */

import { installState, promptInstall } from "../web/install.js"
import { say } from "../web/words.js"
import { statusOf } from "./closing.js"
import { definitionOf } from "./definition.js"
import { redraw } from "./drawing.js"
import { figures } from "./figures.js"
import { fold } from "./fold.js"
import * as journal from "./journal.js"
import { fieldLabel, questionOf, valueLabel } from "./labels.js"
import { ledger } from "./ledger.js"
import { ledgerLines } from "./ledger_view.js"
import { formatShortDate } from "../web/moments.js"
import { button, byId, doorTo, element, icon, notice, showFailure } from "./parts.js"
import { statusBadge } from "./standing.js"
import { syncNow } from "./sync.js"
import { bring } from "./unknown.js"
import { dropVisit } from "./upkeep.js"

/** @typedef {import("./labels.js").Definition} Definition */
/** @typedef {import("./ledger.js").Ledger} Ledger */
/** @typedef {import("./shapes.js").Kept} Kept */
/** @typedef {import("./shapes.js").Visit} Visit */
/** @typedef {{ id: string, agency: string, agency_name: string, form: string, year: number, digest: string, status: string, visited_on: string | null }} Listed */
/** @typedef {{ visit: Visit, operations: Kept[], ledger: Ledger }} Held */

const AFTER_NEWS = 150

/** @type {Map<string, Promise<Definition | null>>} by the beginning of the form's digest */
const definitions = new Map()
/** @type {Set<string>} visits that somebody has just kept as a file */
const saved = new Set()
/** @type {Set<string>} refused operations that somebody is about to give up */
const asked = new Set()
let sending = ""
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer

async function start() {
  journal.onChange(soon)
  document.addEventListener("sync:state", (event) => {
    sending = /** @type {CustomEvent} */ (event).detail.state
    soon()
  })
  await draw()
}

/** News come in bursts. */
function soon() {
  clearTimeout(timer)
  timer = setTimeout(() => void draw().catch(showFailure), AFTER_NEWS)
}

async function draw() {
  const held = await everything()
  redraw(byId("leaving"), leavingPart(held))
  await drawAlerts()
  redraw(byId("visits"), await Promise.all(held.map(card)))
  await drawRefused(held)
  await drawElsewhere(held)
}

/** @returns {Promise<Held[]>} what was opened last comes first */
async function everything() {
  const [visits, own, person] = await Promise.all([journal.visits(), journal.device(), journal.person()])
  const device = { ...own, ...(person && { person: person.name }) }
  const sorted = visits.sort((one, other) => (one.opened < other.opened ? 1 : -1))
  return Promise.all(
    sorted.map(async (visit) => {
      const [operations, files] = await Promise.all([journal.operations(visit.id), journal.waitingFiles(visit.id)])
      return { visit, operations, ledger: ledger(visit, operations, files, device) }
    }),
  )
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
  const refused = held.some(({ operations }) => operations.some(isRefused))
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

async function drawAlerts() {
  const person = await journal.person()
  redraw(byId("alerts"), !person || sending === "sign-in" ? [signInPart()] : [])
  redraw(byId("hint"), [installHint()])
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
async function card({ visit, operations, ledger: of }) {
  const state = fold(operations)
  const definition = await definitionFor(visit.id)
  const known = definition && figures(state, /** @type {any} */ (definition))
  const round = visit.round ? [say("new_round", { months: visit.round })] : []
  const facts = [say("new_year", { year: visit.year }), ...round].join(" · ")
  const status = state.isDisputed("status") ? "draft" : statusOf(state.value("status"))
  const line = element("span", { class: "facts-line" }, facts, statusBadge(status))
  const progress = known ? progressPart(known.answered, known.of) : []
  const title = element("a", { href: `/visits/${visit.id}`, "data-key": visit.id }, element("strong", {}, visit.agency_name), line, ...progress, ledgerLines(of))
  const doors = element("div", { class: "doors-line" }, element("a", { href: `/visits/${visit.id}/team` }, icon("person"), say("home_team")), element("a", { href: `/visits/${visit.id}/close` }, icon("pen"), say("home_close")))
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
 * Null when this phone does not hold the form: the visit is shown without its progress.
 * @param {string} visit
 */
function definitionFor(visit) {
  const key = visit.slice(0, 16)
  const known = definitions.get(key) ?? definitionOf(visit).catch(() => null)
  definitions.set(key, known)
  return known
}

/** @param {Held[]} held */
async function drawRefused(held) {
  const refused = held.flatMap(({ visit, operations }) => operations.filter(isRefused).map((one) => ({ visit, one })))
  byId("refused").hidden = !refused.length
  redraw(byId("refused-list"), await Promise.all(refused.map(({ visit, one }) => refusedRow(visit, one))))
}

/**
 * @param {Visit} visit
 * @param {Kept} operation
 */
async function refusedRow(visit, { id, field, value, refused }) {
  const definition = (await definitionFor(visit.id)) ?? { questions: {}, sections: [] }
  const label = fieldLabel(field, definition, say)
  const said = valueLabel(field, value, definition, say)
  const text = element("div", {}, element("strong", {}, label), element("small", {}, `${visit.agency_name} · ${said}`), element("p", {}, refused?.message ?? ""))
  const question = questionOf(field, definition)
  const door = doorTo(say("home_correct"), `/visits/${visit.id}${question ? `#${question}` : "/close"}`, { name: say("home_correct_named", { label }) })
  return element("li", {}, text, door, discarding(id, label))
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

/** @param {Held[]} held */
async function drawElsewhere(held) {
  const here = new Set(held.map(({ visit }) => visit.id))
  const listed = /** @type {Listed[]} */ ((await journal.pack("visits")) ?? [])
  const elsewhere = listed.filter(({ id }) => !here.has(id))
  byId("elsewhere").hidden = !elsewhere.length
  redraw(byId("elsewhere-list"), elsewhere.map(elsewhereRow))
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

await start().catch(showFailure)
