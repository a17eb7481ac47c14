// @ts-check
/** What a colleague scans to join a visit: the visit's first operation and the join code, as text behind
 * the # of an address, which no server ever sees. It is kept short, so that old phones read the code. No DOM. */

import { sha256Hex } from "../store/chain.js"
import { tidyCode } from "./ids.js"

/** @typedef {import("./shapes.js").Operation} Operation */
/** @typedef {{ visit: string, code: string, operation: Operation }} Invitation */

const ID = "[0-9a-hjkmnp-tv-z]"
const VISIT_ID = new RegExp(`^[0-9a-f]{16}-${ID}{26}$`)
const CODE = new RegExp(`^${ID}{8}$`)
const LENGTH = 13

/**
 * @param {Invitation} invitation
 * @param {string} origin
 */
export function invitationAddress({ visit, code, operation }, origin) {
  const { id, at, by, device, n, value } = operation
  const { agency, agency_name, form, year, digest, begun } = value
  const told = [visit, code, id, at, by, device, n, agency, agency_name, form, year, digest, begun]
  return `${origin}/visits/join#${packed(told)}`
}

/**
 * The invitation in a scanned or pasted text; null where there is none.
 * @param {string} text
 * @returns {Promise<Invitation | null>}
 */
export async function readInvitation(text) {
  const told = unpacked(text.trim().split("#").at(-1) ?? "")
  if (!isInvitation(told)) return null
  const [visit, code, id, at, by, device, n, agency, agency_name, form, year, digest, begun] = told
  // As createVisit writes it: the server knows only the hash of the code.
  const join = await sha256Hex(`${visit}\n${code}`)
  const value = { agency, agency_name, form, year, digest, begun, join }
  return { visit, code, operation: { id, field: "visit", value, replaces: [], at, by, device, n } }
}

/**
 * A join code as somebody typed it; empty when it cannot be one.
 * @param {string} typed
 */
export function readCode(typed) {
  const code = tidyCode(typed)
  return CODE.test(code) ? code : ""
}

/**
 * In groups of four, to be read aloud.
 * @param {string} code
 */
export function spelled(code) {
  return code.toUpperCase().match(/.{1,4}/g)?.join("-") ?? ""
}

/** @param {unknown} content */
function packed(content) {
  const bytes = new TextEncoder().encode(JSON.stringify(content))
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function unpacked(text) {
  try {
    const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0))
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}

/**
 * @param {unknown} told
 * @returns {told is [string, string, string, string, string, string, number, string, string, string, number, string, string]}
 */
function isInvitation(told) {
  if (!Array.isArray(told) || told.length !== LENGTH) return false
  const numbers = [told[6], told[10]]
  const texts = told.filter((_, place) => place !== 6 && place !== 10)
  const [visit, code] = texts
  return (
    numbers.every(Number.isInteger) &&
    texts.every((text) => typeof text === "string" && text !== "") &&
    VISIT_ID.test(visit) &&
    CODE.test(code) &&
    told[11].startsWith(visit.slice(0, 16))
  )
}
