// @ts-check
/** The id of an answer, as in checklist_app/ids.py, and its day in Thailand. */

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
const LENGTH = 20
const BANGKOK_AHEAD = 7 * 60 * 60 * 1000 // Thailand has no daylight saving time

/** Chance only: nothing in it tells when or in which order. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH))
  return [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join("")
}

/**
 * ISO day in Thailand, wherever the tablet thinks it is.
 * @param {number} at milliseconds since 1970
 */
export function dayAt(at) {
  return new Date(at + BANGKOK_AHEAD).toISOString().slice(0, 10)
}

/**
 * Hours and minutes in Thailand.
 * @param {number} at milliseconds since 1970
 */
export function timeAt(at) {
  const [hours = "", minutes = ""] = new Date(at + BANGKOK_AHEAD).toISOString().slice(11, 16).split(":")
  return { hours, minutes }
}
