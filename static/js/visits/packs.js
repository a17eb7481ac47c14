// @ts-check
/** What the phone takes along: the register of agencies and the data pack. Asking again for what has not
 * changed costs a few bytes. No DOM; the journal is given. */

import { request } from "./line.js"

/** @typedef {{ after: string, etag: string | null, next: string | null, size: number }} Page */
/** @typedef {{ at?: string, person?: string, etag?: string | null, parts?: number, pages?: Page[] }} Held `parts` were known to the version that asked */
/**
 * @typedef {object} Journal
 * @property {(key: string) => Promise<any>} meta
 * @property {(key: string, fields: object) => Promise<void>} setMeta
 * @property {(key: string) => Promise<any>} pack
 * @property {(key: string, value: unknown) => Promise<void>} setPack
 * @property {() => Promise<{ id: string } | undefined>} person
 */

const OLD_AFTER = 6 * 60 * 60 * 1000
const PARTS = ["forms", "last", "measures", "phrases", "scores", "surveys"]

/**
 * @param {Journal} journal
 * @param {number} now
 */
export async function isOld(journal, now) {
  const [held, person] = await Promise.all([heldOf(journal), journal.person()])
  return held.person !== person?.id || held.parts !== PARTS.length || !(now - Date.parse(held.at ?? "") < OLD_AFTER)
}

/**
 * @param {import("./line.js").Fetch} fetch
 * @param {Journal} journal
 * @param {number} now
 */
export async function refresh(fetch, journal, now) {
  const [known, person] = await Promise.all([heldOf(journal), journal.person()])
  const held = known.person === person?.id ? known : {} // another person may see other agencies
  const { status, body, etag } = await request(fetch, "/api/pack", asking(held.parts === PARTS.length ? held.etag : null))
  for (const part of status === 200 ? PARTS : []) await journal.setPack(part, body[part])
  const pages = await refreshAgencies(fetch, journal, held.pages ?? [])
  const at = new Date(now).toISOString()
  await journal.setMeta("pack", { at, person: person?.id, etag: etag ?? held.etag, parts: PARTS.length, pages })
}

/**
 * @param {import("./line.js").Fetch} fetch
 * @param {Journal} journal
 * @param {Page[]} known
 * @returns {Promise<Page[]>}
 */
async function refreshAgencies(fetch, journal, known) {
  const old = known.length ? await journal.pack("agencies") : []
  const starts = new Map(known.map(({ after }, index) => [after, sizes(known.slice(0, index))]))
  /** @type {Page[]} */
  const pages = []
  const agencies = []
  for (let after = ""; ; ) {
    const page = known.find((one) => one.after === after)
    const { status, body, etag } = await request(fetch, address(after), asking(page?.etag))
    const start = starts.get(after) ?? 0
    const rows = status === 304 && page ? old.slice(start, start + page.size) : body.agencies
    const next = status === 304 && page ? page.next : body.next
    agencies.push(...rows)
    pages.push({ after, etag: etag ?? page?.etag ?? null, next, size: rows.length })
    if (!next) break
    after = next
  }
  await journal.setPack("agencies", agencies)
  return pages
}

/**
 * @param {Journal} journal
 * @returns {Promise<Held>}
 */
async function heldOf(journal) {
  return (await journal.meta("pack")) ?? {}
}

/** @param {string | null | undefined} etag */
function asking(etag) {
  return etag ? { etag, expects: [304] } : {}
}

/** @param {string} after */
function address(after) {
  return after ? `/api/agencies?after=${encodeURIComponent(after)}` : "/api/agencies"
}

/** @param {Page[]} pages */
function sizes(pages) {
  return pages.reduce((sum, { size }) => sum + size, 0)
}
