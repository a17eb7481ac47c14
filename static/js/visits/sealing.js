// @ts-check
/** Locks bytes with a passphrase (PBKDF2, AES-GCM), so that a file that gets lost says nothing. No DOM.
 * Layout: mark, rounds, salt, nonce, SHA-256 of the locked part, locked part. */

import { Problem } from "../thai/problem.js"

const MARK = new TextEncoder().encode("NITHET1\n")
const ROUNDS = 600_000
const MOST_ROUNDS = 5_000_000
const SALT = 16
const NONCE = 12
const DIGEST = 32
const HEAD = MARK.length + 4 + SALT + NONCE
const SHORTEST = 8

/** @param {Uint8Array} bytes */
export function isSealed(bytes) {
  return MARK.slice(0, 6).every((byte, i) => bytes[i] === byte)
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} passphrase
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function seal(bytes, passphrase) {
  if (tidy(passphrase).length < SHORTEST) throw new Problem("transfer.passphrase_short", { least: SHORTEST })
  const head = new Uint8Array(HEAD)
  head.set(MARK)
  new DataView(head.buffer).setUint32(MARK.length, ROUNDS)
  crypto.getRandomValues(head.subarray(MARK.length + 4))
  const key = await keyOf(passphrase, head)
  const locked = new Uint8Array(await crypto.subtle.encrypt(ways(head), key, bytes))
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", locked))
  const sealed = new Uint8Array(HEAD + DIGEST + locked.length)
  sealed.set(head)
  sealed.set(digest, HEAD)
  sealed.set(locked, HEAD + DIGEST)
  return sealed
}

/**
 * @param {Uint8Array<ArrayBuffer>} sealed
 * @param {string} passphrase
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function unseal(sealed, passphrase) {
  if (!isSealed(sealed)) throw new Problem("transfer.damaged")
  if (!MARK.every((byte, i) => sealed[i] === byte)) throw new Problem("transfer.too_new")
  const [head, digest, locked] = [
    sealed.slice(0, HEAD),
    sealed.slice(HEAD, HEAD + DIGEST),
    sealed.slice(HEAD + DIGEST),
  ]
  const own = new Uint8Array(await crypto.subtle.digest("SHA-256", locked))
  const isWhole = digest.length === DIGEST && own.every((byte, i) => digest[i] === byte)
  if (!isWhole || roundsOf(head) > MOST_ROUNDS) throw new Problem("transfer.damaged")
  if (!tidy(passphrase)) throw new Problem("transfer.passphrase_missing")
  const key = await keyOf(passphrase, head)
  try {
    return new Uint8Array(await crypto.subtle.decrypt(ways(head), key, locked))
  } catch {
    throw new Problem("transfer.wrong_passphrase")
  }
}

/**
 * @param {string} passphrase
 * @param {Uint8Array<ArrayBuffer>} head
 */
async function keyOf(passphrase, head) {
  const typed = new TextEncoder().encode(tidy(passphrase))
  const material = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"])
  const salt = head.slice(MARK.length + 4, MARK.length + 4 + SALT)
  const stretched = { name: "PBKDF2", hash: "SHA-256", salt, iterations: Math.max(1, roundsOf(head)) }
  return crypto.subtle.deriveKey(stretched, material, { name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ])
}

/** @param {Uint8Array<ArrayBuffer>} head */
function ways(head) {
  return { name: "AES-GCM", iv: head.slice(-NONCE), additionalData: head }
}

/** @param {Uint8Array} head */
function roundsOf(head) {
  return new DataView(head.buffer).getUint32(MARK.length)
}

/**
 * The same passphrase from another keyboard is the same.
 * @param {string} passphrase
 */
function tidy(passphrase) {
  return passphrase.normalize("NFKC").trim()
}
