// @ts-check
/** Shrinks photos beside the page, so that nobody who types meanwhile notices. Asked and answered by photo_queue.js. */

import { shrink, thumbnail } from "./photo_shrink.js"

/** @typedef {{ id: number, work: "shrink" | "thumbnail", file: Blob }} Asked */
/** @typedef {{ id: number, done?: unknown, problem?: { code: string, parameters: Record<string, string | number> } }} Answered */

const WORKS = { shrink, thumbnail }

/**
 * @param {number} width
 * @param {number} height
 */
function canvas(width, height) {
  return new OffscreenCanvas(width, height)
}

/** @param {MessageEvent<Asked>} message */
async function answer({ data: { id, work, file } }) {
  try {
    const done = await WORKS[work](file, canvas)
    globalThis.postMessage({ id, done }, { transfer: "bytes" in done && work === "shrink" ? [done.bytes] : [] })
  } catch (error) {
    const { code = "photos.not_decodable", parameters = {} } = /** @type {{ code?: string, parameters?: {} }} */ (error)
    globalThis.postMessage({ id, problem: { code: String(code), parameters } })
  }
}

globalThis.addEventListener("message", (message) => void answer(message))
