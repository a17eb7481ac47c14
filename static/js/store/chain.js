// @ts-check
/** The hash chain of a stream, computed on the phone to compare with the server's.
 * Twin of checklist_app/store/chain.py. */

import { Problem } from "../thai/problem.js"
import { canonical } from "./canonical.js"

/** @typedef {{ readonly seq: number, readonly id: string, readonly body: object }} Entry */

/**
 * @param {Uint8Array<ArrayBuffer> | ArrayBuffer | string} data text counts as UTF-8
 * @returns {Promise<string>}
 */
export async function sha256Hex(data) {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/**
 * Over the hash of the entry before and everything that this entry says.
 * @param {string} previous "" before the first entry
 * @param {Entry & { readonly stream: string }} entry
 * @returns {Promise<string>}
 * @throws {Problem}
 */
export async function chainHash(previous, { stream, seq, id, body }) {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Problem("store.not_an_object")
  }
  return sha256Hex(`${previous}\n${stream}\n${seq}\n${id}\n${canonical(body)}`)
}

/**
 * The head after these entries, which follow one another without a gap.
 * @param {string} head
 * @param {string} stream
 * @param {readonly Entry[]} entries
 * @returns {Promise<string>}
 * @throws {Problem | RangeError} RangeError: entries are missing or out of order
 */
export async function follow(head, stream, entries) {
  let [reached, expected] = [head, entries[0]?.seq]
  for (const entry of entries) {
    if (entry.seq !== expected) throw new RangeError(`entry ${expected} of ${stream} is missing`)
    reached = await chainHash(reached, { ...entry, stream })
    expected += 1
  }
  return reached
}
