// @ts-check
/** One photo at a time through the worker; where a worker cannot draw or start, on the page. A worker that
 * never answers, because the phone has ended it for want of memory, is replaced for the next photo. */

import { Problem } from "../thai/problem.js"
import { scriptUrl } from "../web/trusted.js"
import { shrink, thumbnail } from "./photo_shrink.js"

/** @typedef {import("./photo_shrink.js").Shrunk} Shrunk */
/** @typedef {import("./photo_worker.js").Answered} Answered */
/** @typedef {"shrink" | "thumbnail"} Work */

const PATIENCE = 60_000
const HERE = { shrink, thumbnail }

/** @type {Promise<unknown>} */
let last = Promise.resolve()
/** @type {Worker | null} */
let worker = null
let asked = 0
let unable = typeof OffscreenCanvas === "undefined" || typeof Worker === "undefined"

/**
 * @param {Blob} file
 * @returns {Promise<Shrunk>}
 */
export function shrunk(file) {
  return /** @type {Promise<Shrunk>} */ (inTurn("shrink", file))
}

/**
 * @param {Blob} file
 * @returns {Promise<Blob>}
 */
export function thumbnailOf(file) {
  return /** @type {Promise<Blob>} */ (inTurn("thumbnail", file))
}

/**
 * @param {Work} work
 * @param {Blob} file
 */
function inTurn(work, file) {
  const turn = last.then(() => done(work, file))
  last = turn.catch(() => undefined)
  return turn
}

/**
 * @param {Work} work
 * @param {Blob} file
 * @returns {Promise<unknown>}
 */
async function done(work, file) {
  if (!unable) {
    try {
      return await byWorker(work, file)
    } catch (error) {
      if (error !== NO_WORKER) throw error
      unable = true
    }
  }
  return HERE[work](file, canvasOfPage)
}

const NO_WORKER = Symbol("no worker")

/**
 * @param {Work} work
 * @param {Blob} file
 */
function byWorker(work, file) {
  const id = (asked += 1)
  const beside = (worker ??= started())
  return new Promise((resolve, reject) => {
    const bell = setTimeout(() => fail(new Problem("photos.not_decodable")), PATIENCE)
    const ended = new AbortController()

    /** @param {unknown} reason */
    function fail(reason) {
      settle()
      beside.terminate()
      worker = null
      reject(reason)
    }

    function settle() {
      clearTimeout(bell)
      ended.abort()
    }

    /** @param {MessageEvent<Answered>} message */
    function hear({ data }) {
      if (data.id !== id) return
      settle()
      if (data.problem) reject(new Problem(data.problem.code, data.problem.parameters))
      else resolve(data.done)
    }

    beside.addEventListener("message", hear, { signal: ended.signal })
    beside.addEventListener("error", () => fail(NO_WORKER), { signal: ended.signal })
    beside.postMessage({ id, work, file })
  })
}

function started() {
  const { pathname } = new URL("./photo_worker.js", import.meta.url)
  return new Worker(scriptUrl(pathname), { type: "module" })
}

/**
 * @param {number} width
 * @param {number} height
 */
function canvasOfPage(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height })
}
