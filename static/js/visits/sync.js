// @ts-check
/** When the phone sends, and what it tells about it: at once after a change and whenever it may be back in
 * touch, one tab for all, less and less often while it fails. */

import { Problem } from "../thai/problem.js"
import { deliverOne } from "./delivery.js"
import { Exchange } from "./exchange.js"
import * as journal from "./journal.js"
import { settledLetter } from "./letters.js"
import { isOld, refresh } from "./packs.js"
import * as upkeep from "./upkeep.js"

/** @typedef {"idle" | "busy" | "offline" | "sign-in" | "failed"} Name */
/** @typedef {{ state: Name, waiting: number, at: string, error?: { code?: string } }} SyncState `at`: when all was sent last */
/** @typedef {typeof journal & typeof upkeep} Whole */

const AFTER_A_CHANGE = 400
const EVERY = 60_000
const FIRST_BACKOFF = 1_000
const LONGEST_BACKOFF = 300_000
// WebKit has kept locks of pages that were gone: a tab that hears nothing from their owner takes over.
const MOST_BUSY = 6
const PACK_EVERY = 600_000
/** @type {Readonly<Record<string, Name>>} */
const STATES = { "phone.offline": "offline", "phone.sign_in": "sign-in" }

/** @type {Whole} */
const whole = { ...journal, ...upkeep }

let failures = 0
let busy = 0
/** @type {Promise<void> | undefined} */
let running
let packTried = -Infinity
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer
let due = Infinity
let sentAt = ""

/** Once a page. */
export async function start() {
  sentAt = (await journal.meta("sent"))?.at ?? ""
  journal.onChange(heard)
  for (const name of ["online", "pageshow", "focus"]) addEventListener(name, () => void syncNow())
  document.addEventListener("visibilitychange", () => void (document.hidden || syncNow()))
  navigator.serviceWorker?.addEventListener("message", ({ data }) => void (data === "signal" && syncNow()))
  setInterval(() => document.hidden || soon(0), EVERY)
  const [, open] = location.pathname.match(/^\/visits\/([^/]+)/) ?? []
  if (open) await upkeep.noteOpened(open)
  await syncNow()
}

/** Without waiting for the end of a pause after failures. */
export async function syncNow() {
  failures = 0
  clearTimeout(timer)
  due = Infinity
  await attempt()
}

/**
 * A value in place of one that the server refused.
 * @param {string} id of the refused operation
 * @param {unknown} value
 */
export async function correct(id, value) {
  const refused = (await journal.waiting()).find((one) => one.id === id)
  if (!refused?.refused) throw new Problem("phone.nothing_refused")
  return journal.record(refused.visit, refused.field, value, [id])
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
  } else if (news.operations?.some((one) => "waiting" in one)) {
    soon(AFTER_A_CHANGE)
    void registerBackground()
  }
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
  try {
    if (await locked(drain)) {
      failures = busy = 0
    } else {
      busy += 1
      soon(FIRST_BACKOFF * 2 ** busy)
    }
  } catch (error) {
    await fail(/** @type {Problem} */ (error))
  }
}

/** @param {Problem} error */
async function fail(error) {
  failures += 1
  soon(0)
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
    if (lock) await work()
    return lock !== null
  })
}

/** Text first; a change that is made meanwhile goes before the next photo. */
async function drain() {
  await say("busy")
  const exchange = () => new Exchange(fetch, whole).run()
  /** @type {Set<string>} */
  const tried = new Set()
  await exchange()
  await weighWaiting()
  while (await deliverOne(fetch, whole, tried)) {
    await say("busy")
    if ((await journal.waiting()).some((one) => !one.refused)) await exchange()
  }
  if (tried.size) await exchange() // which says what has arrived
  sentAt = new Date().toISOString()
  await journal.setMeta("sent", { at: sentAt })
  await settleLetter()
  await say("idle")
  await upkeep.tidy(Date.now())
  await renewPack()
}

/** What a colleague has removed meanwhile need not be sent. */
async function weighWaiting() {
  if (!(await journal.waitingFiles()).length) return
  for (const { id } of await journal.visits()) await upkeep.weighPhotos(id)
}

/** The teams of this phone may have another one with its letter. */
async function settleLetter() {
  const [own, visits] = await Promise.all([journal.device(), journal.visits()])
  const others = visits.flatMap(({ server }) => server?.devices ?? []).filter(({ device }) => device !== own.id)
  const letter = settledLetter(own, others)
  if (letter !== own.letter) await journal.setMeta("device", { ...own, letter })
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
  const [operations, files] = await Promise.all([journal.waiting(), journal.waitingFiles()])
  const waiting = operations.length + files.length
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
