// @ts-check
/** Chromium stores by appending to a log. What a full disk cut short stays in the middle of it, and for that
 * a later start of the browser throws the whole database away, with everything stored before and after. So
 * nothing is appended any more until there is room for a new log. Chromium begins one when the old one is full:
 * then everything that was stored is written out, and the torn log is gone. */

import { Problem } from "../thai/problem.js"

const KEPT = "settings"
const SIGN = "/log-is-whole"
const PROBE = "probe"
const ROOM = 16 * 2 ** 20
const LOG = 4 * 2 ** 20
const PIECE = 48 * 2 ** 10 // larger values become files of their own, beside the log
const PIECES = Math.ceil((1.25 * LOG) / PIECE)
const KEY = "filler "

/** Other engines roll back what they could not write whole. */
const tears = typeof navigator !== "undefined" && "userAgentData" in navigator
/** @type {Promise<boolean> | undefined} */
let known

/** @returns {Promise<boolean>} asked of the disk once a page */
export async function isTorn() {
  known ??= tears ? hasLostItsSign().catch(() => false) : Promise.resolve(false)
  const asked = known
  const found = await asked
  return asked === known ? found : known // which the start of a new database has settled meanwhile
}

async function hasLostItsSign() {
  return !(await caches.match(SIGN)) && (await indexedDB.databases()).length > 0
}

/** A disk that takes nothing any more still lets go: whoever comes later, even after the browser has died,
 * misses the sign. */
export async function noteTorn() {
  if (!tears) return
  known = Promise.resolve(true)
  await caches.open(KEPT).then((kept) => kept.delete(SIGN)).catch(() => false)
}

/** A new one is. */
export async function noteWhole() {
  if (!tears) return
  known = Promise.resolve(false)
  await caches.open(KEPT).then((kept) => kept.put(SIGN, new Response())).catch(() => undefined)
}

/**
 * @param {(work: (store: IDBObjectStore) => void) => Promise<unknown>} write to a store with the path `key`, in a
 *   transaction of its own
 * @throws {Problem} while there is no room
 */
export async function renewLog(write) {
  if (!(await hasRoom())) throw new Problem("phone.storage_full")
  const bytes = new Uint8Array(PIECE)
  await write((store) => {
    for (let number = 0; number < PIECES; number += 1) store.put({ key: KEY + number, bytes })
  })
  await write((store) => void store.delete(IDBKeyRange.bound(KEY, `${KEY}~`)))
  await noteWhole()
}

/** What browsers estimate says nothing of other apps, and the log must not be the place to find out. */
async function hasRoom() {
  try {
    const probe = await caches.open(PROBE)
    await probe.put("/room", new Response(new Uint8Array(ROOM)))
    return true
  } catch {
    return false
  } finally {
    await caches.delete(PROBE).catch(() => false)
  }
}
