// @ts-check
/** The line to the server: one request, told apart into what to do about it. No DOM. */

import { Problem } from "../thai/problem.js"

const SMALLEST_COMPRESSED = 1_000
const PATIENCE = 20_000
const SLOWEST = 4 // bytes a millisecond: a photo gets the time that the slowest village needs

/** @typedef {typeof globalThis.fetch} Fetch */
/** @typedef {{ status: number, body: any, etag: string | null }} Answer */
/** @typedef {{ method?: string, json?: unknown, bytes?: ArrayBuffer, type?: string, etag?: string, expects?: number[] }} Asking `expects`: also fine, besides 200 */

/** @type {Set<AbortController>} */
const open = new Set()

/** Nobody waits for an answer any more. */
export function hangUp() {
  for (const one of open) one.abort()
}

/**
 * @param {Fetch} fetch
 * @param {string} address
 * @param {Asking} [asking]
 * @returns {Promise<Answer>}
 * @throws {Problem} phone.offline, phone.sign_in, phone.server_failed
 */
export async function request(fetch, address, { method = "GET", json, bytes, type, etag, expects = [] } = {}) {
  const headers = new Headers({ Accept: "application/json" })
  if (etag) headers.set("If-None-Match", etag)
  if (type) headers.set("Content-Type", type)
  const body = json === undefined ? bytes : await packed(json, headers)
  const size = typeof body === "string" ? body.length : (body?.byteLength ?? 0)
  const call = new AbortController()
  const { signal } = call
  const patience = AbortSignal.timeout(PATIENCE + Math.ceil(size / SLOWEST))
  patience.addEventListener("abort", () => call.abort(patience.reason))
  open.add(call)
  try {
    const response = await fetch(address, { method, headers, body, signal, redirect: "error" })
    const text = method === "HEAD" ? "" : await response.text()
    return judged(response, text, expects)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem("phone.offline", { reason: String(error) })
  } finally {
    open.delete(call)
  }
}

/**
 * @param {Response} response
 * @param {string} text
 * @param {number[]} expects
 * @returns {Answer}
 */
function judged(response, text, expects) {
  const { status } = response
  if (status === 401) throw new Problem("phone.sign_in")
  if (status !== 200 && !expects.includes(status)) throw new Problem("phone.server_failed", { status })
  return { status, body: text ? read(text) : null, etag: response.headers.get("ETag") }
}

/** @param {string} text */
function read(text) {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem("phone.server_failed", { status: "JSON" }) // cut short, or the page of a hotel's network
  }
}

/**
 * @param {unknown} json
 * @param {Headers} headers
 * @returns {Promise<string | ArrayBuffer>}
 */
async function packed(json, headers) {
  const text = JSON.stringify(json)
  headers.set("Content-Type", "application/json")
  if (text.length < SMALLEST_COMPRESSED || typeof CompressionStream === "undefined") return text
  headers.set("Content-Encoding", "gzip")
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))
  return new Response(stream).arrayBuffer()
}
