// @ts-check
/** Small parts that the strip of photos and the view of one share. */

import { say } from "../web/words.js"
import * as journal from "./journal.js"
import { badge, button as plainButton } from "./parts.js"

/** @typedef {"sent" | "waiting" | "refused" | "elsewhere"} FileState */

/** @type {Readonly<Record<FileState, import("./parts.js").Kind>>} */
const LOOKS = { sent: "good", waiting: "plain", refused: "bad", elsewhere: "plain" }

/**
 * Where the bytes of a photo are: sent means that the office has answered so.
 * @param {string} sha256
 * @param {{ waiting?: 1, refused?: unknown } | undefined} file on this phone
 * @param {{ server: { files_missing: string[] } | null } | undefined} visit
 * @returns {FileState}
 */
export function stateOf(sha256, file, visit) {
  if (file?.refused) return "refused"
  if (file) return file.waiting ? "waiting" : "sent"
  return visit?.server && !visit.server.files_missing.includes(sha256) ? "sent" : "elsewhere"
}

/**
 * From this phone, or from the office where only that has it.
 * @param {HTMLImageElement} picture
 * @param {string} visit
 * @param {string} sha256
 */
export async function showPhoto(picture, visit, sha256) {
  const file = await journal.file(sha256)
  const own = file && URL.createObjectURL(new Blob([file.bytes], { type: file.type }))
  if (own) picture.onload = picture.onerror = () => URL.revokeObjectURL(own)
  picture.src = own ?? `/api/files/${sha256}?visit=${encodeURIComponent(visit)}`
}

/** @param {FileState} state */
export function stateBadge(state) {
  return badge(LOOKS[state], say(`photos_${state}`))
}

/**
 * @param {string} word its key
 * @param {() => unknown} act
 * @param {string} [kind]
 */
export function button(word, act, kind = "quiet") {
  return plainButton(say(word), async () => void (await act()), { kind })
}
