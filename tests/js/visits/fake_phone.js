// @ts-check
/** journal.js and upkeep.js without a database, for what only asks them. Their own proof is in
 * tests/browser/test_phone_storage.py. */

import { newId } from "../../../static/js/visits/ids.js"

/** @typedef {import("../../../static/js/visits/shapes.js").Kept} Kept */
/** @typedef {import("../../../static/js/visits/shapes.js").Photo} Photo */
/** @typedef {import("../../../static/js/visits/shapes.js").Refusal} Refusal */
/** @typedef {import("../../../static/js/visits/shapes.js").Visit} Visit */

export const VISIT = "0123456789abcdef-01kaj000000000000000000000"
const AT = "2026-11-21T06:00:00.000Z"

/**
 * @param {Partial<Kept>} [parts]
 * @returns {Kept}
 */
export function operation(parts = {}) {
  return {
    id: newId(),
    visit: VISIT,
    field: "note:1",
    value: "ก",
    replaces: [],
    at: AT,
    by: "personwhowrote000000000000",
    device: "otherphone",
    n: 1,
    seq: 0,
    ...parts,
  }
}

/**
 * @param {Partial<Visit>} [parts]
 * @returns {Visit}
 */
export function visitOf(parts = {}) {
  const facts = { agency: "a", agency_name: "เทศบาลตำบลนาดี", form: "f", year: 2569, digest: "d" }
  return { id: VISIT, ...facts, since: 0, head: "", server: null, n: 0, opened: AT, ...parts }
}

export class FakePhone {
  /** @type {Map<string, Kept>} */
  ops = new Map()
  /** @type {Map<string, Photo>} */
  photos = new Map()
  /** @type {Map<string, Refusal>} */
  refusals = new Map()
  /** @type {string[]} photos that were loaded */
  loaded = []
  /** @type {Map<string, any>} */
  metas = new Map()
  /** @type {Map<string, unknown>} */
  packs = new Map()
  /** @type {string[]} what the exchanges stored */
  writes = []
  one = visitOf()

  constructor() {
    this.write("visit", { agency: "a" })
  }

  /**
   * @param {string} field
   * @param {unknown} value
   * @param {string[]} [replaces]
   */
  write(field, value, replaces = []) {
    this.one.n += 1
    const made = operation({ field, value, replaces: this.#taken(replaces), device: "thisphone0", n: this.one.n, waiting: 1 })
    this.ops.set(made.id, made)
    return made
  }

  device = async () => ({ id: "thisphone0", name: "Android", letter: "A" })
  visits = async () => [this.one]
  waiting = async () => [...this.ops.values()].filter((op) => op.waiting)
  operations = async () => [...this.ops.values()]
  waitingFiles = async () => [...this.photos.values()].filter((one) => one.waiting).map(({ sha256 }) => sha256)
  person = async () => this.metas.get("person")
  refusedFiles = async () => new Map(this.refusals)
  /** @param {string} sha256 */
  file = async (sha256) => {
    this.loaded.push(sha256)
    return this.photos.get(sha256)
  }
  /** @param {string} sha256 */
  fileSent = async (sha256) => {
    this.refusals.delete(sha256)
    delete this.photos.get(sha256)?.waiting
  }
  /** @param {string} sha256 @param {Refusal} refused */
  fileRefused = async (sha256, refused) => {
    this.refusals.set(sha256, refused)
    Object.assign(this.photos.get(sha256) ?? {}, { refused })
  }
  /** @param {string} _ @param {string} field @param {unknown} value @param {string[]} replaces */
  record = async (_, field, value, replaces) => this.write(field, value, replaces)
  /** @param {object} person */
  setPerson = async (person) => this.setMeta("person", person)
  /** @param {string} key */
  meta = async (key) => this.metas.get(key)
  /** @param {string} key @param {object} fields */
  setMeta = async (key, fields) => {
    this.writes.push(key)
    this.metas.set(key, fields)
  }
  /** @param {string} key */
  pack = async (key) => this.packs.get(key)
  /** @param {string} key @param {unknown} value */
  setPack = async (key, value) => void this.packs.set(key, value)

  /** @param {string} _ @param {import("../../../static/js/visits/upkeep.js").Received} received */
  receive = async (_, { since, head, entries, refused, server }) => {
    this.writes.push("receive")
    const kept = new Set(refused.map(({ id }) => id))
    for (const entry of entries) if (!kept.has(entry.id)) this.ops.set(entry.id, { ...entry, visit: VISIT })
    for (const { id, error } of refused) Object.assign(this.ops.get(id) ?? {}, { refused: error })
    Object.assign(this.one, { since, head, server })
  }

  /** @param {string} _ @param {Refusal} error */
  noteError = async (_, error) => {
    const silence = { seq: 0, head: "", files_missing: [], members: [], devices: [], at: "" }
    this.one.server = { ...silence, ...this.one.server, error }
  }

  restart = async () => {
    Object.assign(this.one, { since: 0, head: "" })
    for (const op of this.ops.values()) if (op.seq) Object.assign(op, { seq: 0, waiting: 1 })
  }

  /** @param {string[]} replaces */
  #taken(replaces) {
    const all = new Set(replaces)
    for (const id of all) {
      const old = this.ops.get(id)
      if (!old?.refused) continue
      delete old.waiting
      old.corrected = 1
      for (const older of old.replaces) all.add(older)
    }
    return [...all]
  }
}
