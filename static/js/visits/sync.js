// @ts-check
/** When the phone sends, and what it tells about it: soon after a change and whenever it may be back in
 * touch, one tab for all, less and less often while it fails, and never from a page that was left. */

import { Problem } from "../thai/problem.js"
import { onLeave } from "../web/presence.js"
import { deliverOne } from "./delivery.js"
import { Exchange } from "./exchange.js"
import * as journal from "./journal.js"
import { settledLetter } from "./letters.js"
import { hangUp } from "./line.js"
import { isOld, refresh } from "./packs.js"
import * as upkeep from "./upkeep.js"

/** @typedef {"idle" | "busy" | "offline" | "sign-in" | "failed"} Name */
/** @typedef {{ state: Name, waiting: number, at: string, error?: { code?: string } }} SyncState `at`: when all was sent last */
/** @typedef {typeof journal & typeof upkeep} Whole */

const PAUSE = 1_500
const LONGEST_GATHERING = 15_000
const EVERY = 60_000
const FIRST_BACKOFF = 1_000
const LONGEST_BACKOFF = 300_000
// WebKit and Firefox have left locks with pages that were gone: a tab that hears nothing from the owner for
// that many looks takes over.
const LOOK_AGAIN = 2_000
const MOST_BUSY = 4
const BEAT = 3_000
const PACK_EVERY = 600_000
const MOST_PATIENT = 5_000
/** @type {Readonly<Record<string, Name>>} */
const STATES = { "phone.offline": "offline", "phone.sign_in": "sign-in" }

/** @type {Whole} */
const whole = { ...journal, ...upkeep }

let failures = 0
let busy = 0
/** @type {BroadcastChannel | undefined} by which whoever sends is known to be alive */
let pulse
/** @type {Promise<void> | undefined} */
let running
/** Ends with the page; there is another one when somebody comes back to it. */
let stay = new AbortController()
/** Whether to ask about all visits next, not only about those that have something to send. */
let everything = true
let packTried = -Infinity
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer
let due = Infinity
/** @type {ReturnType<typeof setTimeout> | undefined} */
let gathering
let gathersSince = 0
let sentAt = ""

/** Once a page, as soon as somebody can use it. */
export async function start() {
  await usable()
  sentAt = (await journal.meta("sent"))?.at ?? ""
  journal.onChange(heard)
  pulse = new BroadcastChannel("sending")
  pulse.onmessage = () => void (busy = 0)
  addEventListener("online", () => void syncNow())
  addEventListener("focus", look)
  addEventListener("pageshow", ({ persisted }) => persisted && void comeBack())
  document.addEventListener("visibilitychange", () => document.hidden || look())
  navigator.serviceWorker?.addEventListener("message", ({ data }) => void (data === "signal" && syncNow()))
  setInterval(() => {
    everything = true
    if (!document.hidden) soon(0)
  }, EVERY)
  const [open] = openVisit()
  if (open) await upkeep.noteOpened(open)
  await syncNow()
}

/** About all visits, without waiting for the end of a pause after failures. */
export async function syncNow() {
  failures = 0
  everything = true
  rest()
  await attempt()
}

/** Somebody looks at the page again, which comes in pairs of events. */
function look() {
  if (!running) void syncNow()
}

/** Whoever follows on another page must find neither a lock nor a line that is ours. */
function leave() {
  rest()
  stay.abort()
  hangUp()
}

/** What others wrote meanwhile did not reach a page that was kept for the way back. */
async function comeBack() {
  stay = new AbortController()
  const [visit] = openVisit()
  journal.announce(visit ? { visit, operations: await journal.operations(visit) } : {})
  await syncNow()
}

function rest() {
  clearTimeout(timer)
  clearTimeout(gathering)
  due = Infinity
  gathersSince = 0
}

/** @returns {string[]} the visit that is on the screen, if one is */
function openVisit() {
  return location.pathname.match(/^\/visits\/([0-9a-f]{16}-[^/]+)/)?.slice(1) ?? []
}

/** The first answer comes before the first exchange. */
async function usable() {
  const { body } = document
  const isOpening = body.dataset.shell === "form" && body.dataset.ready === undefined
  if (isOpening) await Promise.race([changed(body, "data-ready"), passed(MOST_PATIENT)])
  const { requestIdleCallback: idle } = globalThis
  await (idle ? new Promise((resolve) => idle(resolve, { timeout: MOST_PATIENT })) : passed(PAUSE))
}

/** @param {number} time */
function passed(time) {
  return new Promise((resolve) => setTimeout(resolve, time))
}

/**
 * @param {Element} element
 * @param {string} attribute
 */
function changed(element, attribute) {
  return new Promise((resolve) => new MutationObserver(resolve).observe(element, { attributeFilter: [attribute] }))
}

/** Agencies, forms and what is known of earlier visits, now. */
export async function refreshPack() {
  await refresh(fetch, journal, Date.now())
  journal.announce({ pack: true })
}

/** @param {import("./shapes.js").News} news */
function heard(news) {
  if (news.sync) {
    busy = 0
    tell(/** @type {SyncState} */ (news.sync))
  } else if (news.operations?.some((one) => "waiting" in one)) gather()
}

/** What somebody ticks in one go travels together, and does not hold up the next tick. */
function gather() {
  gathersSince ||= Date.now()
  const left = gathersSince + LONGEST_GATHERING - Date.now()
  clearTimeout(gathering)
  gathering = setTimeout(() => {
    gathersSince = 0
    soon(0)
  }, Math.min(PAUSE, left))
}

/**
 * The earliest of what was asked for counts; a pause after a failure is not cut short.
 * @param {number} delay
 */
function soon(delay) {
  const pause = failures ? backoff(failures, Math.random()) : 0
  const at = Date.now() + Math.max(delay, pause)
  if (at >= due) return
  due = at
  clearTimeout(timer)
  timer = setTimeout(() => {
    due = Infinity
    void attempt()
  }, at - Date.now())
}

/**
 * @param {number} failures in a row
 * @param {number} chance 0 to 1: phones that lost the same signal do not come back in step
 */
export function backoff(failures, chance) {
  return Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (failures - 1)) * (0.5 + chance / 2)
}

/** @returns {Promise<void>} */
function attempt() {
  if (running) soon(FIRST_BACKOFF)
  else running = once().finally(() => (running = undefined))
  return running ?? Promise.resolve()
}

async function once() {
  const { signal } = stay
  if (signal.aborted) return
  const all = everything
  everything = false
  try {
    if (await locked(() => Promise.race([drain(signal, all), ended(signal)]))) {
      failures = busy = 0
    } else {
      everything ||= all
      busy += 1
      soon(LOOK_AGAIN)
    }
  } catch (error) {
    everything ||= all
    if (!signal.aborted) await fail(/** @type {Problem} */ (error))
  }
}

/** @param {Problem} error */
async function fail(error) {
  failures += 1
  soon(0)
  if (!navigator.onLine) void registerBackground()
  const state = STATES[error.code] ?? "failed"
  await say(state, error).catch(() => tell({ state, waiting: 0, at: sentAt, error }))
}

/**
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} false when another tab is at it
 */
async function locked(work) {
  if (!navigator.locks) return work().then(() => true)
  const how = busy > MOST_BUSY ? { steal: true } : { ifAvailable: true }
  return navigator.locks.request("sync", how, async (lock) => {
    if (!lock) return false
    const beating = setInterval(() => pulse?.postMessage(""), BEAT)
    await work().finally(() => clearInterval(beating))
    return true
  })
}

/**
 * Text first; a change that is made meanwhile goes before the next photo.
 * @param {AbortSignal} signal
 * @param {boolean} all
 */
async function drain(signal, all) {
  const phone = until(signal, whole)
  /** @param {Iterable<string>} [only] */
  const exchange = (only) => new Exchange(fetch, phone).run(only)
  const open = openVisit()
  if (!all && !open.length && !(await phone.unsent())) return
  await say("busy")
  await exchange(all ? undefined : open)
  await weighWaiting(phone)
  /** @type {Set<string>} */
  const tried = new Set()
  /** @type {Set<string>} */
  const shown = new Set()
  for (let visits; (visits = await deliverOne(fetch, phone, tried)); ) {
    for (const visit of visits) shown.add(visit)
    await say("busy")
    await exchange([])
  }
  if (tried.size) await exchange(shown) // which says what has arrived
  sentAt = new Date().toISOString()
  await phone.setMeta("sent", { at: sentAt })
  await settleLetter(phone)
  await say("idle")
  await phone.tidy(Date.now())
  if (all) await renewPack()
}

/**
 * The same functions, none of which begins after the signal.
 * @template {Record<string, any>} T
 * @param {AbortSignal} signal
 * @param {T} functions
 * @returns {T}
 */
function until(signal, functions) {
  const bound = Object.entries(functions).map(([name, work]) => [name, async (/** @type {unknown[]} */ ...given) => {
    signal.throwIfAborted()
    return work(...given)
  }])
  return Object.fromEntries(bound)
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
function ended(signal) {
  if (signal.aborted) return Promise.reject(signal.reason) // a lock may come when the page has gone
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }))
}

/**
 * What a colleague has removed meanwhile need not be sent.
 * @param {Whole} phone
 */
async function weighWaiting(phone) {
  if (!(await phone.waitingFiles()).length) return
  for (const visit of await phone.visitsWithPhotos()) await phone.weighPhotos(visit)
}

/**
 * The teams of this phone may have another one with its letter.
 * @param {Whole} phone
 */
async function settleLetter(phone) {
  const [own, visits] = await Promise.all([phone.device(), phone.visits()])
  const others = visits.flatMap(({ server }) => server?.devices ?? []).filter(({ device }) => device !== own.id)
  const letter = settledLetter(own, others)
  if (letter !== own.letter) await phone.setMeta("device", { ...own, letter })
}

/** Old agencies are better than none: what fails here is tried again later. */
async function renewPack() {
  const now = Date.now()
  if (now - packTried < PACK_EVERY || !(await isOld(journal, now))) return
  packTried = now
  await refreshPack().catch(() => undefined)
}

/**
 * To this page and all others.
 * @param {Name} state
 * @param {Problem} [error]
 */
async function say(state, error) {
  const waiting = await journal.unsent()
  if (state === "busy" && !waiting) return // only asking what is new
  const told = error && { error: { code: error.code, parameters: error.parameters } }
  journal.announce({ sync: { state, waiting, at: sentAt, ...told } })
}

/** @param {SyncState} state */
function tell(state) {
  document.dispatchEvent(new CustomEvent("sync:state", { detail: state }))
}

/** A bonus where it exists: the browser wakes the worker, and that one us, when there is signal again. */
async function registerBackground() {
  try {
    const worker = /** @type {any} */ (await navigator.serviceWorker?.ready)
    await worker?.sync?.register("sync")
  } catch {
    // not allowed: the page itself goes on trying
  }
}

onLeave(leave)
