// @ts-check
/** The journal's other half, which a form does without: taking in what the server says, and letting go.
 * Nothing is let go that the server has not proved to hold, unless a person insists. */

import { Problem } from "../thai/problem.js"
import { ask } from "../web/database.js"
import { statusOf } from "./closing.js"
import { fold } from "./fold.js"
import { announce, operations, refusalKey, run, visits } from "./journal.js"
import { agrees } from "./ledger.js"
import { forgetUnfinished } from "./unfinished.js"

/** @typedef {import("./shapes.js").Kept} Kept */
/** @typedef {import("./shapes.js").Operation} Operation */
/** @typedef {import("./shapes.js").Photo} Photo */
/** @typedef {import("./shapes.js").Refusal} Refusal */
/** @typedef {import("./shapes.js").ServerSaid} ServerSaid */
/** @typedef {import("./shapes.js").Visit} Visit */
/** @typedef {Operation & { seq: number, received: string, sender: string }} Entry */
/**
 * `from` is the entry up to which the visit had been verified when the server was asked; `since` and
 * `head` are where these entries lead.
 * @typedef {{ from: number, since: number, head: string, entries: Entry[], refused: { id: string, error: Refusal }[], server: ServerSaid }} Received
 */

const KEPT_FOR = 30 * 24 * 60 * 60 * 1000
const SLICE = 200
const LOCKED = "visits.locked"
const ASIDE = "photos_aside"
const EVERYTHING = ["meta", "visits", "ops", "files", "pack"]

/**
 * In slices: whoever ticks meanwhile waits for one of them only. What counts as verified moves on with the
 * last one.
 * @param {string} id
 * @param {Received} received
 */
export async function receive(id, received) {
  // What the server holds under the same id but with another content does not go over ours.
  const kept = new Set(received.refused.map((one) => one.id))
  const entries = received.entries.filter((one) => !kept.has(one.id))
  const known = await run(["ops"], "readonly", (tx) => ask(tx.objectStore("ops").index("visit").getAllKeys(id)))
  const here = new Set(known)
  /** @type {Entry[]} */
  const news = []
  try {
    for (let from = 0; from === 0 || from < entries.length; from += SLICE) {
      const slice = entries.slice(from, from + SLICE)
      const isLast = from + SLICE >= entries.length
      if (!(await takeIn(id, slice, isLast ? received : null))) return
      news.push(...slice.filter((one) => !here.has(one.id)))
    }
  } finally {
    announce({ visit: id, operations: news })
  }
}

/**
 * @param {string} id
 * @param {Entry[]} entries
 * @param {Received | null} received whose last entries these are
 * @returns {Promise<boolean>} false where the visit has left the phone
 */
function takeIn(id, entries, received) {
  return run(["visits", "ops", "files"], "readwrite", async (tx) => {
    const [visits, ops] = [tx.objectStore("visits"), tx.objectStore("ops")]
    const visit = await ask(visits.get(id))
    if (!visit?.digest) return false
    for (const entry of entries) ops.put({ ...entry, visit: id })
    if (!received) return true
    const { from, since, head, refused, server } = received
    for (const { id: of, error } of refused) {
      const held = await ask(ops.get(of))
      if (held?.waiting) ops.put({ ...held, refused: error })
    }
    if (received.entries.some(opens)) await offerAgain(ops, id) // in whichever slice
    // Another tab may have asked meanwhile and be further on.
    if (visit.since === from) Object.assign(visit, { since, head })
    visits.put({ ...visit, server })
    if (server.files_missing.length) await sendAgain(tx, server.files_missing)
    return true
  })
}

/** @param {Operation} entry */
function opens({ field, value }) {
  return field === "status" && statusOf(value) !== "locked"
}

/**
 * What came too late for a locked visit may be right in time for one that was opened again.
 * @param {IDBObjectStore} ops
 * @param {string} visit
 */
async function offerAgain(ops, visit) {
  for (const one of await ask(ops.index("waiting").getAll())) {
    const { refused, ...fresh } = one
    if (one.visit === visit && !one.corrected && refused?.code === LOCKED) ops.put(fresh)
  }
}

/**
 * The server could not be asked about this visit: what it said before stays, with the reason.
 * @param {string} id
 * @param {Refusal} error
 */
export const noteError = (id, error) =>
  run(["visits"], "readwrite", async (tx) => {
    const visits = tx.objectStore("visits")
    const visit = await ask(visits.get(id))
    const silence = { seq: 0, head: "", files_missing: [], members: [], devices: [], at: "" }
    if (visit) visits.put({ ...visit, server: { ...silence, ...visit.server, error } })
  })

/**
 * Chain and server disagree: everything is asked for again from the first entry, and everything that is
 * here is offered again, also to a server that has lost it.
 * @param {string} id
 */
export const restart = (id) =>
  run(["visits", "ops"], "readwrite", async (tx) => {
    const [visits, ops] = [tx.objectStore("visits"), tx.objectStore("ops")]
    const visit = await ask(visits.get(id))
    if (!visit) return
    visits.put({ ...visit, since: 0, head: "" })
    for (const one of await ask(ops.index("visit").getAll(id))) {
      if (one.seq) ops.put({ ...one, seq: 0, waiting: 1 })
    }
  })

/** @param {string} sha256 */
export const fileSent = (sha256) => changeFile(sha256, ({ waiting: _, refused: __, ...sent }) => sent)

/**
 * @param {string} sha256
 * @param {Refusal} error
 */
export const fileRefused = (sha256, error) => changeFile(sha256, (held) => ({ ...held, refused: error }))

/**
 * The photos that the office does not take, with its reasons, found without loading any.
 * @returns {Promise<Map<string, Refusal>>} by hash
 */
export const refusedFiles = () =>
  run(["meta"], "readonly", async (tx) => {
    const all = IDBKeyRange.bound(refusalKey(""), refusalKey("\uffff"))
    const noted = await ask(tx.objectStore("meta").getAll(all))
    return new Map(noted.map(({ sha256, error }) => [sha256, error]))
  })

/**
 * Visits with photos on this phone, found without loading any.
 * @returns {Promise<string[]>}
 */
export const visitsWithPhotos = () =>
  run(["files"], "readonly", async (tx) => {
    const asked = tx.objectStore("files").index("visits").openKeyCursor(null, "nextunique")
    const found = []
    for (let at = await ask(asked); at; at = await ask(asked)) {
      found.push(String(at.key))
      at.continue()
    }
    return found
  })

/**
 * A photo that the visit does not show any more need not be sent; one that it shows again must be. Which
 * ones were put aside is noted, for to look at every photo is to load it.
 * @param {string} id
 */
export async function weighPhotos(id) {
  const state = fold(await operations(id))
  const values = state.fields().flatMap((field) => (field.startsWith("photo:") ? state.values(field) : []))
  const shown = new Set(values.map((value) => value?.file))
  const changed = await run(["meta", "files"], "readwrite", async (tx) => {
    const [meta, files] = [tx.objectStore("meta"), tx.objectStore("files")]
    const own = new Set(await ask(files.index("visits").getAllKeys(id)))
    const waiting = /** @type {string[]} */ (await ask(files.index("waiting").getAllKeys()))
    const known = /** @type {string[]} */ ((await ask(meta.get(ASIDE)))?.files ?? [])
    const away = waiting.filter((sha256) => own.has(sha256) && !shown.has(sha256))
    const back = known.filter((sha256) => own.has(sha256) && shown.has(sha256))
    const put = []
    for (const sha256 of away) if (await setWaiting(tx, sha256, false)) put.push(sha256)
    for (const sha256 of back) await setWaiting(tx, sha256, true)
    const aside = [...known.filter((sha256) => !back.includes(sha256)), ...put]
    if (put.length || back.length) meta.put({ key: ASIDE, files: aside })
    return put.length + back.length
  })
  if (changed) announce({ visit: id })
}

/**
 * One that was refused and comes back is offered once more.
 * @param {IDBTransaction} tx
 * @param {string} sha256
 * @param {boolean} on
 * @returns {Promise<boolean>} false for a photo that another visit may show
 */
async function setWaiting(tx, sha256, on) {
  const { waiting: _, refused: __, ...held } = await ask(tx.objectStore("files").get(sha256))
  if (!on && held.visits.length > 1) return false
  putPhoto(tx, on ? { ...held, waiting: 1 } : held)
  return true
}

/**
 * The visit is on somebody's screen: it stays for another while.
 * @param {string} id
 */
export const noteOpened = (id) =>
  run(["visits"], "readwrite", async (tx) => {
    const visits = tx.objectStore("visits")
    const visit = await ask(visits.get(id))
    if (visit?.digest) visits.put({ ...visit, opened: new Date().toISOString() })
  })

/**
 * Visits that nobody has opened for a month leave the phone.
 * @param {number} now
 */
export async function tidy(now) {
  for (const { id, opened } of await visits()) {
    if (now - Date.parse(opened) > KEPT_FOR) await dropVisit(id)
  }
}

/**
 * A visit that the server holds whole leaves the phone; only the number of its last operation stays, so
 * that no number is ever given twice. `force`: also what the server does not hold.
 * @param {string} id
 * @param {{ force?: boolean }} [how]
 */
export const dropVisit = (id, { force = false } = {}) =>
  run(["meta", "visits", "ops", "files"], "readwrite", async (tx) => {
    const [visits, ops, files] = [tx.objectStore("visits"), tx.objectStore("ops"), tx.objectStore("files")]
    const visit = await ask(visits.get(id))
    const held = await ask(ops.index("visit").getAll(id))
    const photos = await ask(files.index("visits").getAll(id))
    const isSent = visit && agrees(visit) && ![...held, ...photos].some((one) => one.waiting)
    if (!visit || !(force || isSent)) return
    for (const one of held) ops.delete(one.id)
    for (const photo of photos) {
      const others = photo.visits.filter((/** @type {string} */ one) => one !== id)
      if (others.length) files.put({ ...photo, visits: others })
      else dropPhoto(tx, photo.sha256)
    }
    visits.put({ id, n: visit.n })
  })

/**
 * Sign-out: nothing stays. Refused while anything is only here.
 * @param {{ force?: boolean }} [how]
 */
export async function forget({ force = false } = {}) {
  await run(EVERYTHING, "readwrite", async (tx) => {
    const [visits, ops, files] = [tx.objectStore("visits"), tx.objectStore("ops"), tx.objectStore("files")]
    const operations = await ask(ops.index("waiting").count())
    const photos = await ask(files.index("waiting").count())
    const open = (await ask(visits.getAll())).filter((one) => one.digest && !agrees(one)).length
    if (!force && (operations || photos || open)) {
      throw new Problem("phone.work_waits", { operations, photos, visits: open })
    }
    for (const store of EVERYTHING) tx.objectStore(store).clear()
  })
  forgetUnfinished()
}

/**
 * @param {IDBTransaction} tx
 * @param {string[]} missing
 */
async function sendAgain(tx, missing) {
  const files = tx.objectStore("files")
  const waiting = new Set(await ask(files.index("waiting").getAllKeys()))
  for (const sha256 of missing.filter((one) => !waiting.has(one))) {
    const held = await ask(files.get(sha256))
    if (held) files.put({ ...held, waiting: 1 })
  }
}

/**
 * @param {string} sha256
 * @param {(held: Photo) => Photo} change
 */
const changeFile = (sha256, change) =>
  run(["meta", "files"], "readwrite", async (tx) => {
    const held = await ask(tx.objectStore("files").get(sha256))
    if (held) putPhoto(tx, change(held))
  })

/**
 * What is noted of it goes with it.
 * @param {IDBTransaction} tx
 * @param {Photo} photo
 */
function putPhoto(tx, photo) {
  const { sha256, refused: error } = photo
  const meta = tx.objectStore("meta")
  tx.objectStore("files").put(photo)
  if (error) meta.put({ key: refusalKey(sha256), sha256, error })
  else meta.delete(refusalKey(sha256))
}

/**
 * @param {IDBTransaction} tx
 * @param {string} sha256
 */
function dropPhoto(tx, sha256) {
  tx.objectStore("files").delete(sha256)
  tx.objectStore("meta").delete(refusalKey(sha256))
}
