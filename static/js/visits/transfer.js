// @ts-check
/** Work leaves this phone without any network, as a file or as a film of QR codes, and comes in from
 * another one. What leaves stays here as unsent; what comes in is merged, any number of times. */

import { draw, redraw } from "../qr/draw.js"
import { encode } from "../qr/encode.js"
import { scanUntil } from "../qr/scan.js"
import { Problem } from "../thai/problem.js"
import { say } from "../web/words.js"
import { today } from "./clock.js"
import { Collector, filmOf } from "./frames.js"
import * as storage from "./journal.js"
import { opened, readable, sealed, small } from "./parcel.js"

/** @typedef {import("./parcel.js").Parcel} Parcel */
/** @typedef {import("./shapes.js").VisitFacts} VisitFacts */
/** @typedef {Pick<typeof import("./journal.js"), "visits" | "visit" | "person" | "operations" | "waiting" | "waitingFiles" | "file" | "putFile" | "importOperations">} Journal */
/** @typedef {{ id: string, agency_name: string, operations: number, photos: number }} Line what is held of a visit */
/** @typedef {{ by: string, made: string, visits: Line[] }} Offered what a file or a film holds */
/** @typedef {(offered: Offered) => boolean | Promise<boolean>} Agree is asked before anything is taken in */
/** @typedef {{ visits: Line[], operations: number, photos: number }} TakenIn how many were new here */

const SHOWN_FOR = 160
const KEPT_FOR = 60_000

/**
 * @param {string[]} [ids] all visits of this phone, when left out
 * @param {{ passphrase?: string, unsent?: boolean, journal?: Journal }} [options] `unsent`: only what the server lacks
 */
export async function saveFile(ids, { passphrase, unsent = false, journal = storage } = {}) {
  const parcel = await gathered(journal, ids ?? (await journal.visits()).map(({ id }) => id), unsent)
  const content = passphrase ? await sealed(parcel, passphrase) : await readable(parcel)
  await offer(new File([content], fileName(parcel, Boolean(passphrase)), { type: content.type }))
}

/**
 * @param {Blob} file
 * @param {{ passphrase?: string, agree?: Agree, journal?: Journal }} [options]
 * @returns {Promise<TakenIn | null>} null where that was declined
 */
export async function loadFile(file, { passphrase = "", agree = () => true, journal = storage } = {}) {
  return takeIn(journal, await opened(new Uint8Array(await file.arrayBuffer()), passphrase), agree)
}

/**
 * Shows a visit as a film of codes until it is stopped, by its button or by the signal.
 * @param {string} id
 * @param {HTMLElement} holder
 * @param {{ signal?: AbortSignal, journal?: Journal }} [options]
 */
export async function showFrames(id, holder, { signal, journal = storage } = {}) {
  const film = await filmOfVisit(journal, id)
  const frame = (/** @type {number} */ index) => encode(film.text(index), { level: "L", mask: index % 8 })
  const picture = draw(frame(0), say("transfer_film_label"))
  const [how, stop] = [document.createElement("p"), document.createElement("button")]
  how.textContent = say("transfer_film_how", { count: film.count })
  Object.assign(stop, { type: "button", className: "button quiet", textContent: say("transfer_film_stop") })
  holder.replaceChildren(picture, how, stop)
  holder.hidden = false
  let shown = 0
  const turning = setInterval(() => redraw(picture, frame((shown += 1))), SHOWN_FOR)
  await new Promise((resolve) => {
    stop.addEventListener("click", resolve)
    signal?.addEventListener("abort", resolve)
    if (signal?.aborted) resolve(null)
  })
  clearInterval(turning)
  holder.replaceChildren()
  holder.hidden = true
}

/**
 * @param {HTMLVideoElement} video
 * @param {(progress: { done: number, of: number }) => void} [onProgress]
 * @param {{ signal?: AbortSignal, agree?: Agree, journal?: Journal }} [options]
 * @returns {Promise<TakenIn | null>} null where that was declined
 */
export async function scanFrames(video, onProgress = () => undefined, { signal, agree = () => true, journal = storage } = {}) {
  const collector = new Collector()
  /** @type {Uint8Array<ArrayBuffer> | null} */
  let whole = null
  const isWhole = (/** @type {string} */ text) => {
    whole = collector.add(text)
    if (collector.progress.of > 0) onProgress(collector.progress)
    return whole !== null
  }
  await scanUntil(video, isWhole, { signal })
  return takeIn(journal, await opened(/** @type {Uint8Array<ArrayBuffer>} */ (/** @type {unknown} */ (whole))), agree)
}

/**
 * All of a visit, or what the server lacks of it where all would be too long a film.
 * @param {Journal} journal
 * @param {string} id
 */
async function filmOfVisit(journal, id) {
  try {
    return filmOf(await small({ ...(await gathered(journal, [id], false)), photos: [] }))
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    return filmOf(await small({ ...(await gathered(journal, [id], true)), photos: [] }))
  }
}

/**
 * @param {Journal} journal
 * @param {string[]} ids
 * @param {boolean} unsent
 * @returns {Promise<Parcel>}
 */
async function gathered(journal, ids, unsent) {
  const visits = []
  const photos = new Map()
  for (const id of ids) {
    const facts = await journal.visit(id)
    if (!facts) throw new Problem("visits.unknown")
    const all = await journal.operations(id)
    const operations = all.filter((one) => !one.refused && (!unsent || one.waiting || one.field === "visit"))
    visits.push({
      facts: plainFacts(facts),
      operations: operations.toSorted((a, b) => a.device.localeCompare(b.device) || a.n - b.n),
    })
    const waiting = new Set(await journal.waitingFiles(id))
    for (const { field, value } of operations) {
      const sha256 = field.startsWith("photo:") ? value?.file : undefined
      const photo = sha256 && (!unsent || waiting.has(sha256)) ? await journal.file(sha256) : undefined
      if (photo) photos.set(sha256, { ...photo, visits: photo.visits.filter((one) => ids.includes(one)) })
    }
  }
  if (!visits.length) throw new Problem("transfer.nothing")
  return {
    made: new Date().toISOString(),
    by: (await journal.person())?.name ?? "",
    visits,
    photos: [...photos.values()],
  }
}

/**
 * @param {VisitFacts} facts
 * @returns {VisitFacts}
 */
function plainFacts({ id, agency, agency_name, form, year, digest, join, round }) {
  return { id, agency, agency_name, form, year, digest, ...(join && { join }), ...(round && { round }) }
}

/** @param {Parcel} parcel */
function linesOf({ visits, photos }) {
  return visits.map(({ facts: { id, agency_name }, operations }) => {
    const own = photos.filter((photo) => photo.visits.includes(id))
    return { id, agency_name, operations: operations.length, photos: own.length }
  })
}

/**
 * @param {Journal} journal
 * @param {Parcel} parcel
 * @param {Agree} agree
 * @returns {Promise<TakenIn | null>}
 */
async function takeIn(journal, parcel, agree) {
  if (!(await agree({ by: parcel.by, made: parcel.made, visits: linesOf(parcel) }))) return null
  let [operations, photos] = [0, 0]
  for (const { facts, operations: handed } of parcel.visits) {
    const known = await journal.visit(facts.id)
    operations += await journal.importOperations(facts.id, handed, plainFacts({ ...facts, ...known }))
  }
  for (const { visits, ...photo } of parcel.photos) {
    const held = await journal.file(photo.sha256)
    const missing = visits.filter((visit) => !held?.visits.includes(visit))
    for (const visit of missing) await journal.putFile({ ...photo, visit })
    if (!held) photos += 1
  }
  return { visits: linesOf(parcel), operations, photos }
}

/**
 * @param {Parcel} parcel
 * @param {boolean} isSealed
 */
export function fileName({ made, visits }, isSealed) {
  const [first, ...more] = visits.map(({ facts }) => facts.agency_name.replace(/[^\p{L}\p{M}\p{N}.]+/gu, "-"))
  const day = today(made)
  const year = Number(day.slice(0, 4)) + 543
  return `nithet-${first}${more.length ? `-${more.length}` : ""}-${year}${day.slice(4)}.${isSealed ? "nithet" : "json"}`
}

/**
 * To another app where the phone offers that, else among the downloads.
 * @param {File} file
 */
async function offer(file) {
  if (navigator.canShare?.({ files: [file] })) {
    try {
      return await navigator.share({ files: [file] })
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw new Problem("transfer.not_saved")
    }
  }
  const link = document.createElement("a")
  link.href = URL.createObjectURL(file)
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_FOR)
}
