// @ts-check
/** What one phone hands to another, as bytes: visits with their operations and photos. Whatever comes in
 * is looked at closely, for anybody can have written it. No DOM, no storage. */

import { canonical } from "../store/canonical.js"
import { sha256Hex } from "../store/chain.js"
import { Problem } from "../thai/problem.js"
import { wire } from "./fold.js"
import { isSealed, seal, unseal } from "./sealing.js"

/** @typedef {import("./shapes.js").Operation} Operation */
/** @typedef {import("./shapes.js").VisitFacts} VisitFacts */
/** @typedef {Omit<import("./shapes.js").Photo, "waiting" | "refused">} Photo */
/** @typedef {{ facts: VisitFacts, operations: Operation[] }} VisitPart */
/** @typedef {{ made: string, by: string, visits: VisitPart[], photos: Photo[] }} Parcel `by`: who handed it over */

const FORMAT = "nithet-transfer"
const VERSION = 1
const MOST_BYTES = 150_000_000
const ID = /^[0-9a-hjkmnp-tv-z]{26}$/
const VISIT_ID = /^[0-9a-f]{16}-[0-9a-hjkmnp-tv-z]{26}$/
const DEVICE = /^[0-9a-hjkmnp-tv-z]{10}$/
const FIELD = /^[a-z_]+(:[^\s]{1,300})?$/
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const DIGEST = /^[0-9a-f]{64}$/
const PICTURE = /^image\/(jpeg|png|webp)$/

/**
 * As a file that anybody can read.
 * @param {Parcel} parcel
 * @returns {Promise<Blob>}
 */
export async function readable(parcel) {
  const { photos, ...rest } = await described(parcel)
  const head = JSON.stringify(rest).slice(0, -1)
  const texts = photos.map((photo, i) => {
    const bytes = toBase64(/** @type {Photo} */ (parcel.photos[i]).bytes)
    return `${i ? "," : ""}${JSON.stringify({ ...photo, bytes })}`
  })
  return new Blob([head, ',"photos":[', ...texts, "]}"], { type: "application/json" })
}

/**
 * As a file that only the passphrase opens.
 * @param {Parcel} parcel
 * @param {string} passphrase
 */
export async function sealed(parcel, passphrase) {
  const whole = new Uint8Array(await (await readable(parcel)).arrayBuffer())
  return new Blob([await seal(await squeezed(whole), passphrase)], { type: "application/octet-stream" })
}

/**
 * As few bytes as can be.
 * @param {Parcel} parcel
 */
export async function small(parcel) {
  return squeezed(new Uint8Array(await (await readable(parcel)).arrayBuffer()))
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes in any of the three ways
 * @param {string} [passphrase]
 * @returns {Promise<Parcel>}
 * @throws {Problem} damaged, foreign, too new, too large, or another passphrase
 */
export async function opened(bytes, passphrase = "") {
  if (bytes.length > MOST_BYTES) throw new Problem("transfer.too_large")
  const unlocked = isSealed(bytes) ? await unseal(bytes, passphrase) : bytes
  const plain = unlocked[0] === 0x1f && unlocked[1] === 0x8b ? await unsqueezed(unlocked) : unlocked
  const said = parsed(plain)
  if (!isRecord(said) || said.format !== FORMAT) throw new Problem("transfer.foreign")
  if (typeof said.version !== "number" || said.version > VERSION) throw new Problem("transfer.too_new")
  const parcel = /** @type {unknown} */ ({
    made: said.made,
    by: said.by,
    visits: said.visits,
    photos: photosOf(said.photos),
  })
  const own = isParcel(parcel) ? await described(parcel).catch(() => null) : null
  if (!isParcel(parcel) || own?.digest !== said.digest) throw new Problem("transfer.damaged")
  for (const photo of parcel.photos) {
    if ((await sha256Hex(photo.bytes)) !== photo.sha256) throw new Problem("transfer.damaged")
  }
  return parcel
}

/** @param {Parcel} parcel without the pictures, which are known by their own digests */
async function described({ made, by, visits, photos }) {
  const known = photos.map(({ sha256, visits, type, width, height }) => ({ sha256, visits, type, width, height }))
  const plain = visits.map(({ facts, operations }) => ({ facts, operations: operations.map(wire) }))
  const said = { format: FORMAT, version: VERSION, made, by, visits: plain, photos: known }
  return { ...said, digest: await sha256Hex(canonical(said)) }
}

/** @param {unknown} listed */
function photosOf(listed) {
  if (!Array.isArray(listed)) return null
  return listed.map((photo) => (isRecord(photo) ? { ...photo, bytes: fromBase64(photo.bytes) } : photo))
}

/**
 * @param {unknown} parcel
 * @returns {parcel is Parcel}
 */
function isParcel(parcel) {
  const { made, by, visits, photos } = /** @type {Record<string, unknown>} */ (parcel)
  const isAll =
    Array.isArray(visits) && Array.isArray(photos) && typeof made === "string" && typeof by === "string"
  return isAll && visits.every(isVisitPart) && photos.every(isPhoto)
}

/** @param {unknown} part */
function isVisitPart(part) {
  if (!isRecord(part) || !isRecord(part.facts) || !Array.isArray(part.operations)) return false
  const { id, agency, agency_name, form, year, digest, join = "" } = part.facts
  const isNamed =
    [agency, agency_name, form, join].every((one) => typeof one === "string") && Number.isInteger(year)
  const isOwn =
    matches(VISIT_ID, id) && matches(DIGEST, digest) && String(id).startsWith(String(digest).slice(0, 16))
  return isNamed && isOwn && part.operations.every(isOperation)
}

/** @param {unknown} operation */
function isOperation(operation) {
  if (!isRecord(operation)) return false
  const { id, field, value, replaces, at, by, device, n } = operation
  const isWritten = matches(ID, id) && matches(DEVICE, device) && matches(MOMENT, at) && typeof by === "string"
  const isPlaced = matches(FIELD, field) && Number.isSafeInteger(n) && Number(n) > 0 && value !== undefined
  return isWritten && isPlaced && Array.isArray(replaces) && replaces.every((one) => matches(ID, one))
}

/** @param {unknown} photo */
function isPhoto(photo) {
  if (!isRecord(photo) || !(photo.bytes instanceof ArrayBuffer) || !Array.isArray(photo.visits)) return false
  const isSized = Number.isInteger(photo.width) && Number.isInteger(photo.height)
  return (
    isSized &&
    matches(DIGEST, photo.sha256) &&
    matches(PICTURE, photo.type) &&
    photo.visits.every((one) => matches(VISIT_ID, one))
  )
}

/**
 * @param {RegExp} shape
 * @param {unknown} value
 */
function matches(shape, value) {
  return typeof value === "string" && shape.test(value)
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function parsed(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    throw new Problem(bytes[0] === 0x7b ? "transfer.damaged" : "transfer.foreign")
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes left as they are where the browser cannot squeeze */
async function squeezed(bytes) {
  if (typeof CompressionStream === "undefined") return bytes
  return collected(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip")))
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function unsqueezed(bytes) {
  if (typeof DecompressionStream === "undefined") throw new Problem("transfer.too_new")
  return collected(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")))
}

/**
 * Never more than a parcel may hold, however little it looked like.
 * @param {ReadableStream<Uint8Array>} stream
 */
async function collected(stream) {
  const parts = []
  let length = 0
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(() => Promise.reject(new Problem("transfer.damaged")))
    if (done) break
    length += value.length
    if (length > MOST_BYTES) {
      await reader.cancel()
      throw new Problem("transfer.too_large")
    }
    parts.push(value)
  }
  const whole = new Uint8Array(length)
  for (let at = 0; parts.length > 0;) {
    const part = /** @type {Uint8Array} */ (parts.shift())
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** @param {ArrayBuffer} buffer */
function toBase64(buffer) {
  const bytes = new Uint8Array(buffer)
  let letters = ""
  for (let at = 0; at < bytes.length; at += 0x8000)
    letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(letters)
}

/** @param {unknown} text */
function fromBase64(text) {
  try {
    return Uint8Array.from(atob(String(text)), (letter) => letter.charCodeAt(0)).buffer
  } catch {
    return null
  }
}
