// @ts-check
/** Operations to the server and back until nothing waits. What comes back counts only when the hash chain
 * that is computed here leads to the head which the server names. No DOM; the journal is given. */

import { follow } from "../store/chain.js"
import { Problem } from "../thai/problem.js"
import { wire } from "./fold.js"
import { request } from "./line.js"

/** @typedef {import("./shapes.js").Kept} Kept */
/** @typedef {import("./shapes.js").Operation} Operation */
/** @typedef {import("./shapes.js").Refusal} Refusal */
/** @typedef {import("./shapes.js").Visit} Visit */
/** @typedef {import("./upkeep.js").Entry} Entry */
/** @typedef {import("./upkeep.js").Received} Received */
/**
 * What is needed of journal.js and upkeep.js.
 * @typedef {object} Journal
 * @property {() => Promise<import("./shapes.js").Device>} device
 * @property {() => Promise<import("./shapes.js").Person | undefined>} person
 * @property {(key: string) => Promise<any>} meta
 * @property {() => Promise<Visit[]>} visits
 * @property {(visit?: string) => Promise<Kept[]>} waiting
 * @property {(visit?: string) => Promise<string[]>} waitingFiles
 * @property {(visit: string) => Promise<Kept[]>} operations
 * @property {(visit: string, field: string, value: unknown, replaces: string[]) => Promise<unknown>} record
 * @property {(person: import("./shapes.js").Person) => Promise<void>} setPerson
 * @property {(key: string, fields: object) => Promise<void>} setMeta
 * @property {(key: string, value: unknown) => Promise<void>} setPack
 * @property {(visit: string, received: Received) => Promise<void>} receive
 * @property {(visit: string, error: Refusal) => Promise<void>} noteError
 * @property {(visit: string) => Promise<void>} restart
 */
/** @typedef {{ seq: number, head: string, since?: number, more?: boolean, received: string, sender: string, acked: [string, number][], ops: Entry[], refused: { id: string, error: Refusal }[], files_missing?: string[], members?: any[], devices?: any[], error?: Refusal }} Said */
/** @typedef {{ id: string, since: number, ops: Operation[], join?: string, waiting: number, waiting_files: number }} Push */
/** @typedef {{ push: Push, head: string, server: import("./shapes.js").ServerSaid | null }} Asked `head` is the hash of the entry `since`, computed here; `server` what was said before */

const MOST_AT_ONCE = 500
const LARGEST_BATCH = 1_500_000 // characters: far below what the server takes, even in Thai
const MOST_VISITS = 300
const MOST_RESTARTS = 1
const CLOCK_MOVES = 1_000

/** One conversation with the server. */
export class Exchange {
  /** @type {Map<string, number>} how often a visit was begun anew */
  #restarts = new Map()
  /** @type {Set<string>} not asked again in this conversation */
  #silent = new Set()

  /**
   * @param {import("./line.js").Fetch} fetch
   * @param {Journal} journal
   */
  constructor(fetch, journal) {
    this.fetch = fetch
    this.journal = journal
  }

  /**
   * Asks about every visit once, or about these, and goes on until nothing waits.
   * @param {Iterable<string>} [only]
   * @throws {Problem}
   */
  async run(only) {
    let again = new Set(only ?? (await this.journal.visits()).map(({ id }) => id))
    for (let whole = !only; ; whole = false) {
      const asked = await this.#asked(again)
      if (!whole && !asked.length) break
      again = await this.#once(asked, whole)
    }
    if (await this.#settleRefused()) await this.run([])
    const broken = [...this.#restarts.values()].some((times) => times > MOST_RESTARTS)
    if (broken) throw new Problem("phone.chain_differs")
  }

  /**
   * @param {Set<string>} again visits to ask about although nothing of them waits
   * @returns {Promise<Asked[]>}
   */
  async #asked(again) {
    const waiting = await this.journal.waiting()
    const batch = chosen(waiting.filter(({ visit, refused }) => !refused && !this.#silent.has(visit)))
    const visits = (await this.journal.visits()).filter(({ id }) => batch.has(id) || again.has(id))
    visits.sort((one, other) => Number(batch.has(other.id)) - Number(batch.has(one.id)))
    const photos = (await this.journal.waitingFiles()).length > 0
    return Promise.all(
      visits.slice(0, MOST_VISITS).map(async ({ id, since, head, join, server }) => {
        const ops = (batch.get(id) ?? []).map(wire)
        const left = waiting.filter(({ visit }) => visit === id).length - ops.length
        const waiting_files = photos ? (await this.journal.waitingFiles(id)).length : 0
        const joining = join && !server?.seq ? { join } : {}
        return { head, server, push: { id, since, ops, ...joining, waiting: left, waiting_files } }
      }),
    )
  }

  /**
   * @param {Asked[]} asked
   * @param {boolean} known whether to ask for the list of visits, too
   * @returns {Promise<Set<string>>} the visits to ask about again
   */
  async #once(asked, known) {
    const { id, name, letter } = await this.journal.device()
    const began = Date.now()
    const visits = asked.map(({ push }) => push)
    const json = { device: { id, name, letter }, sent_at: new Date(began).toISOString(), visits, known }
    const { body } = await request(this.fetch, "/api/sync", { method: "POST", json })
    if (!Array.isArray(body?.visits)) throw new Problem("phone.server_failed", { status: "visits" })
    await this.#learn(body, began)
    /** @type {Set<string>} */
    const again = new Set()
    for (const one of asked) {
      const said = body.visits.find((/** @type {{ id: string }} */ told) => told.id === one.push.id)
      if (!said) throw new Problem("phone.server_failed", { status: "visit" })
      if (await this.#take(one, said, body.now)) again.add(one.push.id)
    }
    return again
  }

  /**
   * @param {any} body
   * @param {number} began
   */
  async #learn(body, began) {
    const middle = (began + Date.now()) / 2
    const offset = Math.round(Date.parse(body.now) - middle)
    const known = (await this.journal.meta("clock"))?.offset ?? Infinity
    if (Math.abs(offset - known) > CLOCK_MOVES) await this.journal.setMeta("clock", { offset, measured: body.now })
    const person = { ...(await this.journal.person()), key: "person" }
    if (body.person && !same(person, { ...body.person, key: "person" })) await this.journal.setPerson(body.person)
    if (body.list) await this.journal.setPack("visits", body.list)
  }

  /**
   * @param {Asked} asked
   * @param {Said} said
   * @param {string} at
   * @returns {Promise<boolean>} whether to ask about this visit again
   */
  async #take(asked, said, at) {
    const { push } = asked
    if (said.error) return this.#takeError(push, said.error)
    const entries = entriesOf(push, said)
    if (!(await leadsTo(said, asked, entries))) return this.#restart(push.id)
    const { seq, refused, files_missing = [], members = [], devices = [] } = said
    const server = { seq, head: said.head, files_missing, members, devices, at }
    const received = { from: push.since, since: seq, head: said.head, entries, refused, server }
    if (isNews(received, asked.server)) await this.journal.receive(push.id, received)
    if (said.more) return true
    // Whatever an answer leaves out would be sent without end.
    const settled = new Set([...entries, ...refused].map(({ id }) => id))
    return push.ops.every(({ id }) => settled.has(id)) ? false : this.#restart(push.id)
  }

  /**
   * A server that was restored from an older copy may not know the visit at all: it is offered whole.
   * @param {Push} push
   * @param {Refusal} error
   */
  async #takeError(push, error) {
    if (error.code === "visits.unknown" && push.since > 0) return this.#restart(push.id)
    await this.journal.noteError(push.id, error)
    this.#silent.add(push.id)
    return false
  }

  /** @param {string} id */
  async #restart(id) {
    const times = (this.#restarts.get(id) ?? 0) + 1
    this.#restarts.set(id, times)
    await this.journal.restart(id)
    if (times > MOST_RESTARTS) this.#silent.add(id)
    return times <= MOST_RESTARTS
  }

  /**
   * Where a refused operation had been written over before the refusal came, the later one takes over
   * what it replaced; otherwise the server would show the older answer beside the newer one.
   */
  async #settleRefused() {
    let settled = false
    for (const refused of (await this.journal.waiting()).filter((one) => one.refused)) {
      const field = (await this.journal.operations(refused.visit)).filter((one) => one.field === refused.field)
      const replaced = new Set(field.flatMap(({ replaces }) => replaces))
      const later = field.find((one) => !replaced.has(one.id) && !one.refused && follows(one, refused, field))
      if (!later) continue
      await this.journal.record(refused.visit, refused.field, later.value, [later.id, refused.id])
      settled = true
    }
    return settled
  }
}

/**
 * As many as one request takes, in the order in which they were written, what begins a visit first.
 * @param {Kept[]} waiting
 * @returns {Map<string, Kept[]>} by visit
 */
function chosen(waiting) {
  const sorted = waiting.toSorted(
    (one, other) => Number(other.field === "visit") - Number(one.field === "visit") || one.n - other.n,
  )
  /** @type {Map<string, Kept[]>} */
  const batch = new Map()
  let size = 0
  for (const operation of sorted.slice(0, MOST_AT_ONCE)) {
    size += JSON.stringify(operation).length
    if (size > LARGEST_BATCH && batch.size) break
    batch.set(operation.visit, [...(batch.get(operation.visit) ?? []), operation])
  }
  return batch
}

/**
 * What the server holds after `since`, in its order: what it just took from here, and what it tells.
 * @param {Push} push
 * @param {Said} said
 * @returns {Entry[]}
 */
function entriesOf({ ops, since }, { acked, received, sender, ops: told }) {
  const seqs = new Map(acked)
  const toldIds = new Set(told.map(({ id }) => id))
  const taken = ops
    .filter(({ id }) => seqs.has(id) && !toldIds.has(id))
    .map((operation) => ({ ...operation, seq: seqs.get(operation.id) ?? 0, received, sender }))
  return [...taken, ...told].filter(({ seq }) => seq > since).toSorted((one, other) => one.seq - other.seq)
}

/**
 * Whether the phone does not know it all already; when it was said is no news.
 * @param {Received} received
 * @param {import("./shapes.js").ServerSaid | null} before
 */
function isNews({ entries, refused, server }, before) {
  if (entries.length || refused.length || server.files_missing.length) return true
  return !same({ ...before, at: "" }, { ...server, at: "" })
}

/**
 * @param {object} one
 * @param {object} other
 */
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other)
}

/**
 * Whether the chain from what was verified before, through these entries, ends at the server's head.
 * @param {Said} said
 * @param {Asked} asked
 * @param {Entry[]} entries
 */
async function leadsTo(said, { push, head }, entries) {
  const inOrder = entries.every(({ seq }, index) => seq === push.since + 1 + index)
  if (!inOrder || push.since + entries.length !== said.seq) return false
  const chained = entries.map(({ id, seq, ...body }) => ({ id, seq, body }))
  return said.head === (await follow(head, `visits/${push.id}`, chained))
}

/**
 * @param {Operation} one
 * @param {Operation} earlier
 * @param {Operation[]} field
 * @returns {boolean}
 */
function follows(one, earlier, field) {
  const before = new Set(one.replaces)
  for (const id of before) {
    if (id === earlier.id) return true
    for (const older of field.find((other) => other.id === id)?.replaces ?? []) before.add(older)
  }
  return false
}
