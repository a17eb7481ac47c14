// @ts-check
/** What this phone holds: visits, their operations, photos, the data pack. Nobody else knows the stores.
 * Whatever is awaited here is on the disk, or the Problem that kept it from there is thrown. */

import { Problem } from "../thai/problem.js"
import { ask, database } from "../web/database.js"
import { stamp, today } from "./clock.js"
import { newCode, newId } from "./ids.js"
import { finished, guarded, unfinished } from "./unfinished.js"

/** @typedef {import("./shapes.js").Change} Change */
/** @typedef {import("./shapes.js").Device} Device */
/** @typedef {import("./shapes.js").Kept} Kept */
/** @typedef {import("./shapes.js").News} News */
/** @typedef {import("./shapes.js").Person} Person */
/** @typedef {import("./shapes.js").Photo} Photo */
/** @typedef {import("./shapes.js").Visit} Visit */
/** @typedef {import("./shapes.js").VisitFacts} VisitFacts */

const CHANNEL = "nithet"
const MOST_REPLACED = 200

/** For upkeep.js, which is this module's other half. */
export const run = database("nithet", 1, "meta", (added, from) => {
  if (from >= 1) return
  added.createObjectStore("meta", { keyPath: "key" })
  added.createObjectStore("pack", { keyPath: "key" })
  added.createObjectStore("visits", { keyPath: "id" })
  const ops = added.createObjectStore("ops", { keyPath: "id" })
  ops.createIndex("visit", "visit")
  ops.createIndex("waiting", "waiting")
  const files = added.createObjectStore("files", { keyPath: "sha256" })
  files.createIndex("waiting", "waiting")
  files.createIndex("visits", "visits", { multiEntry: true })
})

/** @type {BroadcastChannel | undefined} */
let mouth

/**
 * To every page of the app, this one too.
 * @param {News} news
 */
export function announce(news) {
  mouth ??= new BroadcastChannel(CHANNEL)
  mouth.postMessage(news)
}

/** @param {(news: News) => void} listener */
export function onChange(listener) {
  const ear = new BroadcastChannel(CHANNEL)
  ear.onmessage = ({ data }) => listener(data)
}

/**
 * @param {string} store
 * @param {string} key
 * @returns {Promise<any>}
 */
const get = (store, key) => run([store], "readonly", (tx) => ask(tx.objectStore(store).get(key)))

/**
 * @param {string} store
 * @param {object} record
 */
const put = (store, record) =>
  run([store], "readwrite", async (tx) => void (await ask(tx.objectStore(store).put(record))))

/** @param {string} key */
export const meta = (key) => get("meta", key)

/**
 * @param {string} key
 * @param {object} fields
 */
export const setMeta = (key, fields) => put("meta", { ...fields, key })

/** @param {string} key */
export const pack = async (key) => (await get("pack", key))?.value

/**
 * @param {string} key
 * @param {unknown} value
 */
export const setPack = (key, value) => put("pack", { key, value })

/** @returns {Promise<Person | undefined>} */
export const person = () => meta("person")

/** @param {Person} now */
export const setPerson = (now) => setMeta("person", now)

/** @returns {Promise<Device>} */
export const device = () => run(["meta"], "readwrite", ownDevice)

/** @returns {Promise<Visit[]>} */
export async function visits() {
  const all = await run(["visits"], "readonly", (tx) => ask(tx.objectStore("visits").getAll()))
  return all.filter((one) => one.digest)
}

/**
 * @param {string} id
 * @returns {Promise<Visit | undefined>}
 */
export async function visit(id) {
  const found = await get("visits", id)
  return found?.digest ? found : undefined
}

/**
 * @param {string} visit
 * @returns {Promise<Kept[]>} in no order that matters
 */
export const operations = (visit) =>
  run(["ops"], "readonly", (tx) => ask(tx.objectStore("ops").index("visit").getAll(visit)))

/**
 * What the server does not have yet, the refused included.
 * @param {string} [visit]
 * @returns {Promise<Kept[]>}
 */
export async function waiting(visit) {
  const all = await run(["ops"], "readonly", (tx) => ask(tx.objectStore("ops").index("waiting").getAll()))
  return all.filter((one) => !visit || one.visit === visit)
}

/** How many operations and photos that is, without looking at them. */
export const unsent = () =>
  run(["ops", "files"], "readonly", async (tx) => {
    const asked = ["ops", "files"].map((store) => ask(tx.objectStore(store).index("waiting").count()))
    const [operations = 0, files = 0] = await Promise.all(asked)
    return operations + files
  })

/**
 * @param {Omit<VisitFacts, "id">} facts `join` is the code itself
 * @returns {Promise<string>}
 */
export async function createVisit(facts) {
  const { sha256Hex } = await import("../store/chain.js")
  const id = `${facts.digest.slice(0, 16)}-${newId()}`
  const { agency, agency_name, form, year, digest, join } = facts
  const hashed = await sha256Hex(`${id}\n${join}`)
  const value = { agency, agency_name, form, year, digest, begun: today(), join: hashed }
  await write(id, [{ field: "visit", value, replaces: [] }], { ...blank(), ...facts, id })
  return id
}

/**
 * One that began elsewhere. Its operations and what was verified stay, should it be here already.
 * @param {VisitFacts} facts
 */
export const addVisit = (facts) =>
  run(["visits"], "readwrite", async (tx) => {
    const store = tx.objectStore("visits")
    const held = await ask(store.get(facts.id))
    store.put({ ...blank(), ...held, ...facts, opened: stamp() })
  })

/**
 * @param {string} visit
 * @param {string} field
 * @param {unknown} value
 * @param {string[]} replaces
 * @returns {Promise<Kept>}
 */
export async function record(visit, field, value, replaces) {
  const [written] = await recordMany(visit, [{ field, value, replaces }])
  return /** @type {Kept} */ (written)
}

/**
 * All or none.
 * @param {string} visit
 * @param {Change[]} changes
 */
export const recordMany = (visit, changes) => write(visit, changes)

/**
 * @param {string} visit
 * @param {Change[]} changes
 * @param {Visit} [fresh]
 * @returns {Promise<Kept[]>}
 */
async function write(visit, changes, fresh) {
  const drafts = changes.map((change) => ({ ...change, id: newId(), at: stamp() }))
  const whole = { visit, drafts, fresh }
  return guarded(whole, () => store(whole))
}

/**
 * @param {import("./unfinished.js").Unfinished} changes
 * @returns {Promise<Kept[]>}
 */
async function store({ visit: id, drafts, fresh }) {
  const written = await run(["meta", "visits", "ops"], "readwrite", async (tx) => {
    const [meta, visits, ops] = [tx.objectStore("meta"), tx.objectStore("visits"), tx.objectStore("ops")]
    const [done, held, by, device] = await Promise.all([
      Promise.all(drafts.map((draft) => ask(ops.get(draft.id)))),
      ask(visits.get(id)),
      ask(meta.get("person")),
      ownDevice(tx),
    ])
    // Done once more although it had come through: its numbers must not move on.
    if (done.every(Boolean)) return done
    const visit = held ?? fresh
    if (!visit) throw new Problem("visits.unknown")
    if (!by) throw new Problem("phone.nobody")
    /** @type {Kept[]} */
    const made = []
    let { n } = visit
    for (const draft of drafts) {
      const replaces = await taken(ops, draft.replaces)
      n += 1
      made.push({ ...draft, replaces, by: by.id, device: device.id, n, visit: id, seq: 0, waiting: 1 })
    }
    for (const one of made) ops.put(one)
    visits.put({ ...visit, n, opened: stamp() })
    return made
  })
  announce({ visit: id, operations: written })
  return written
}

/**
 * What colleagues handed over as a file or a code; all of it is sent, the server knows what it has.
 * @param {string} visitId
 * @param {import("./shapes.js").Operation[]} handed
 * @param {VisitFacts} facts
 * @returns {Promise<number>} how many of them were new here
 */
export async function importOperations(visitId, handed, facts) {
  await addVisit({ ...facts, id: visitId })
  const fresh = await run(["ops"], "readwrite", async (tx) => {
    const ops = tx.objectStore("ops")
    /** @type {Kept[]} */
    const made = []
    for (const { id, field, value, replaces, at, by, device, n } of handed) {
      if (await ask(ops.getKey(id))) continue
      made.push({ id, field, value, replaces, at, by, device, n, visit: visitId, seq: 0, waiting: 1 })
    }
    for (const one of made) ops.put(one)
    return made
  })
  announce({ visit: visitId, operations: fresh })
  return fresh.length
}

/**
 * Gives up what the server refused; what it had replaced counts again.
 * @param {string} id
 */
export const discardRefused = (id) =>
  run(["ops"], "readwrite", async (tx) => {
    const ops = tx.objectStore("ops")
    if ((await ask(ops.get(id)))?.refused) ops.delete(id)
  })

/**
 * Where it is noted why the office does not take a photo: to look at the photo itself is to load it.
 * @param {string} sha256
 */
export const refusalKey = (sha256) => `photo_refused:${sha256}`

/** @param {Omit<Photo, "visits" | "waiting" | "refused"> & { visit: string }} photo */
export const putFile = ({ visit, ...photo }) =>
  run(["meta", "files"], "readwrite", async (tx) => {
    const files = tx.objectStore("files")
    const visits = new Set((await ask(files.get(photo.sha256)))?.visits).add(visit)
    files.put({ ...photo, visits: [...visits], waiting: 1 })
    tx.objectStore("meta").delete(refusalKey(photo.sha256))
  })

/**
 * @param {string} sha256
 * @returns {Promise<Photo | undefined>}
 */
export const file = (sha256) => get("files", sha256)

/**
 * By hash: the pictures themselves stay where they are.
 * @param {string} [visit]
 * @returns {Promise<string[]>}
 */
export const waitingFiles = (visit) =>
  run(["files"], "readonly", async (tx) => {
    const files = tx.objectStore("files")
    const waiting = /** @type {string[]} */ (await ask(files.index("waiting").getAllKeys()))
    if (!visit) return waiting
    const own = new Set(await ask(files.index("visits").getAllKeys(visit)))
    return waiting.filter((sha256) => own.has(sha256))
  })

/**
 * @param {string} id
 * @returns {Promise<{ operations: number, waiting: number, refused: number, waiting_files: number }>}
 */
export async function counts(id) {
  const [all, unsent, files] = await Promise.all([
    run(["ops"], "readonly", (tx) => ask(tx.objectStore("ops").index("visit").count(id))),
    waiting(id),
    waitingFiles(id),
  ])
  const refused = unsent.filter((one) => one.refused).length
  return { operations: all, waiting: unsent.length, refused, waiting_files: files.length }
}

/**
 * Whatever replaces a refused operation takes over what that one replaced, or the server would show both.
 * @param {IDBObjectStore} ops
 * @param {string[]} replaces
 */
async function taken(ops, replaces) {
  const all = new Set(replaces)
  for (const id of all) {
    const { waiting: _, ...old } = (await ask(ops.get(id))) ?? {}
    if (!old.refused) continue
    ops.put({ ...old, corrected: 1 })
    for (const older of old.replaces) all.add(older)
  }
  return [...all].slice(0, MOST_REPLACED)
}

/** @param {IDBTransaction} tx */
async function ownDevice(tx) {
  const store = tx.objectStore("meta")
  const held = await ask(store.get("device"))
  if (held) return held
  const [name = ""] = navigator.userAgent.match(/iPhone|iPad|Android|Windows|Macintosh|Linux/) ?? []
  const made = { key: "device", id: newCode(10), name, letter: "A" }
  store.put(made)
  return made
}

/** @returns {Omit<Visit, keyof VisitFacts>} */
const blank = () => ({ since: 0, head: "", server: null, n: 0, opened: stamp() })

// Before anything else is asked: the page before this one was left too early for it.
if (typeof document !== "undefined") {
  for (const changes of unfinished()) void store(changes).then(() => finished(changes), () => undefined)
}
