// @ts-check
/** Photos to the server, one at a time: asked for first, so that none is sent twice. No DOM. */

import { Problem } from "../thai/problem.js"
import { request } from "./line.js"

/** @typedef {import("./shapes.js").Photo} Photo */
/** @typedef {import("./shapes.js").Refusal} Refusal */
/**
 * What is needed of journal.js and upkeep.js.
 * @typedef {object} Journal
 * @property {(visit?: string) => Promise<string[]>} waitingFiles
 * @property {(sha256: string) => Promise<Photo | undefined>} file
 * @property {(sha256: string) => Promise<void>} fileSent
 * @property {(sha256: string, error: Refusal) => Promise<void>} fileRefused
 * @property {() => Promise<ReadonlyMap<string, Refusal>>} refusedFiles
 */

const REFUSED = [413, 422]

/**
 * One photo that waits and was not tried yet. A refused one keeps nobody back.
 * @param {import("./line.js").Fetch} fetch
 * @param {Journal} journal
 * @param {Set<string>} tried
 * @returns {Promise<string[] | null>} the visits that show it; null when there was none
 */
export async function deliverOne(fetch, journal, tried) {
  const refused = await journal.refusedFiles()
  for (const sha256 of await journal.waitingFiles()) {
    if (tried.has(sha256) || refused.has(sha256)) continue
    tried.add(sha256)
    const photo = await journal.file(sha256)
    // An older version of the app has noted nothing.
    if (photo?.refused) await journal.fileRefused(sha256, photo.refused)
    if (!photo || photo.refused) continue
    await deliver(fetch, journal, photo)
    return photo.visits
  }
  return null
}

/**
 * @param {import("./line.js").Fetch} fetch
 * @param {Journal} journal
 * @param {Photo} photo
 */
async function deliver(fetch, journal, { sha256, visits, bytes, type }) {
  for (const visit of visits) {
    const address = `/api/files/${sha256}?visit=${visit}`
    const { status } = await request(fetch, address, { method: "HEAD", expects: [404] })
    if (status === 200) continue
    const expects = [201, 404, ...REFUSED]
    const answer = await request(fetch, address, { method: "PUT", bytes, type, expects })
    if (answer.status === 404) return // the visit itself is not there (yet): the photo goes on waiting
    if (REFUSED.includes(answer.status)) return refuse(journal, sha256, answer.body?.error)
  }
  await journal.fileSent(sha256)
}

/**
 * What was garbled on the way is sent again; what the server cannot use is not.
 * @param {Journal} journal
 * @param {string} sha256
 * @param {Refusal | undefined} error
 */
async function refuse(journal, sha256, error) {
  if (!error || error.code === "photos.differs") throw new Problem("phone.server_failed", { status: 422 })
  await journal.fileRefused(sha256, error)
}
