// @ts-check
/** The genuine paper of a visit as the office has told of it: asked for when there is signal, remembered for
 * when there is none. No DOM. */

import { Problem } from "../thai/problem.js"
import { stamp } from "./clock.js"
import { request } from "./line.js"

/**
 * `content` is the digest of the visit as the office knows it, and `changed` whether that is still what the
 * paper says; `at` is when the office said so.
 * @typedef {{ number: string, code: string, issued: string, pages: number, changed: boolean, content: string }} Paper
 * @typedef {Paper & { at: string }} Issued
 */
/** @typedef {{ meta(key: string): Promise<any>, setMeta(key: string, fields: object): Promise<unknown> }} Journal */

const UNKNOWN_THERE = 404
const NOT_NOW = ["phone.offline", "phone.sign_in", "phone.server_failed"]

/**
 * As this phone last heard.
 * @param {Journal} journal
 * @param {string} visit
 * @returns {Promise<Issued | null>}
 */
export async function remembered(journal, visit) {
  return (await journal.meta(keyOf(visit)))?.paper ?? null
}

/**
 * What the office says now, or what it said last where it cannot be asked.
 * @param {import("./line.js").Fetch} fetch
 * @param {Journal} journal
 * @param {string} visit
 * @returns {Promise<Issued | null>}
 */
export async function asked(fetch, journal, visit) {
  try {
    const { body } = await request(fetch, `/api/visits/${visit}/paper`, { expects: [UNKNOWN_THERE] })
    const paper = body?.paper ? { ...body.paper, at: stamp() } : null
    await journal.setMeta(keyOf(visit), { paper })
    return paper
  } catch (error) {
    if (error instanceof Problem && NOT_NOW.includes(error.code)) return remembered(journal, visit)
    throw error
  }
}

/** @param {string} visit */
function keyOf(visit) {
  return `paper:${visit}`
}
