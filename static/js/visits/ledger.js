// @ts-check
/** May we leave? What of a visit has reached the office and what has not, by this phone's own count and
 * by what the server said last. Pure. */

import { fold } from "./fold.js"

/** @typedef {import("./shapes.js").Device} Device */
/** @typedef {import("./shapes.js").Kept} Kept */
/** @typedef {import("./shapes.js").Visit} Visit */
/** @typedef {{ sent: number, all: number }} Count */
/** @typedef {{ device: string, letter: string, name: string, person: string, waiting: number, waiting_files: number, seen: string, own: boolean }} DeviceLine `seen` is "" before the server has heard of it */
/** @typedef {{ code: string, parameters: Record<string, string | number>, message?: string }} Reason to be said like a Problem; `message`: as the office put it */
/** @typedef {{ operations: Count, photos: Count, signatures: Count, devices: DeviceLine[], safe: boolean, missing: Reason[] }} Ledger */

/**
 * @param {Visit} visit
 * @param {readonly Kept[]} operations all of the visit that are on this phone
 * @param {readonly string[]} waitingFiles hashes of its photos that this phone has not sent
 * @param {Device & { person?: string }} device this phone; `person`: the name of who holds it
 * @param {ReadonlyMap<string, unknown>} [refusedFiles] by the hashes of photos that the office does not take
 * @returns {Ledger}
 */
export function ledger(visit, operations, waitingFiles, device, refusedFiles = new Map()) {
  const unsent = operations.filter((one) => one.waiting)
  const devices = lines(visit, unsent.length, waitingFiles.length, device)
  const photos = photosOf(visit, operations, waitingFiles)
  const files = {
    waiting: waitingFiles.filter((sha256) => !refusedFiles.has(sha256)).length,
    refused: photos.missing.filter((sha256) => refusedFiles.has(sha256)).length,
  }
  const missing = [...ownReasons(visit, unsent, files), ...otherReasons(visit, photos.missing, waitingFiles, devices)]
  return {
    operations: { sent: operations.filter((one) => one.seq > 0).length, all: operations.filter(counts).length },
    photos: { sent: photos.all - photos.missing.length, all: photos.all },
    signatures: signaturesOf(operations),
    devices,
    safe: missing.length === 0,
    missing,
  }
}

/**
 * The server has answered with the very hash that was computed here.
 * @param {Pick<Visit, "since" | "head" | "server">} visit
 */
export function agrees({ since, head, server }) {
  return since > 0 && !server?.error && since === server?.seq && head === server.head
}

/**
 * A refused operation that another has taken over from is history, not work.
 * @param {Kept} operation
 */
function counts({ corrected }) {
  return !corrected
}

/**
 * @param {Visit} visit
 * @param {readonly Kept[]} unsent
 * @param {{ waiting: number, refused: number }} files
 * @returns {Reason[]}
 */
function ownReasons(visit, unsent, files) {
  const refused = unsent.filter((one) => one.refused).length
  const { server } = visit
  return [
    ...some("phone.operations_wait", unsent.length - refused),
    ...some("phone.operations_refused", refused),
    ...some("phone.photos_wait", files.waiting),
    ...some("phone.photos_refused", files.refused),
    ...(server?.error ? [{ ...reason(server.error.code ?? ""), message: server.error.message }] : []),
    ...(agrees(visit) || server?.error ? [] : [reason("phone.not_verified")]),
  ]
}

/**
 * @param {Visit} visit
 * @param {string[]} missing photos
 * @param {readonly string[]} waitingFiles
 * @param {DeviceLine[]} devices
 * @returns {Reason[]}
 */
function otherReasons({ server }, missing, waitingFiles, devices) {
  const elsewhere = server ? missing.filter((sha256) => !waitingFiles.includes(sha256)).length : 0
  const waiting = devices.filter((one) => !one.own && one.waiting + one.waiting_files > 0)
  return [
    ...some("phone.photos_elsewhere", elsewhere),
    ...waiting.map(({ letter, name, person, waiting: n, waiting_files: photos }) =>
      reason("phone.device_waits", { letter, name, person, n, photos }),
    ),
  ]
}

/**
 * Of this phone its own count, of the others what they said when they were last in touch.
 * @param {Visit} visit
 * @param {number} waiting
 * @param {number} waiting_files
 * @param {Device & { person?: string }} device
 * @returns {DeviceLine[]}
 */
function lines({ server }, waiting, waiting_files, { id, letter, name, person = "" }) {
  const reports = server?.devices ?? []
  const seen = reports.find(({ device }) => device === id)?.seen ?? ""
  const others = reports.filter(({ device }) => device !== id).map((report) => ({ ...report, own: false }))
  return [{ device: id, letter, name, person, waiting, waiting_files, seen, own: true }, ...others]
}

/**
 * Photos as they are named now, disputed ones included.
 * @param {Visit} visit
 * @param {readonly Kept[]} operations
 * @param {readonly string[]} waitingFiles
 */
function photosOf({ server }, operations, waitingFiles) {
  const files = new Set(headsOf(operations, "photo").map(({ value }) => value.file))
  const unsent = new Set(server ? [...waitingFiles, ...server.files_missing] : files)
  return { all: files.size, missing: [...files].filter((file) => unsent.has(file)) }
}

/**
 * @param {readonly Kept[]} operations
 * @returns {Count}
 */
function signaturesOf(operations) {
  const signatures = headsOf(operations, "sign")
  return { sent: signatures.filter(({ seq }) => seq > 0).length, all: signatures.length }
}

/**
 * @param {readonly Kept[]} operations
 * @param {string} kind
 * @returns {Kept[]} those that stand now and say something
 */
function headsOf(operations, kind) {
  const ofKind = operations.filter(({ field }) => field.startsWith(`${kind}:`))
  const state = fold(ofKind)
  const heads = state.fields().flatMap((field) => state.heads(field))
  return /** @type {Kept[]} */ (heads.filter(({ value }) => value !== null))
}

/**
 * @param {string} code
 * @param {number} n
 */
function some(code, n) {
  return n > 0 ? [reason(code, { n })] : []
}

/**
 * @param {string} code
 * @param {Record<string, string | number>} [parameters]
 * @returns {Reason}
 */
function reason(code, parameters = {}) {
  return { code, parameters }
}
