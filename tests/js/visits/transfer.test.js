// @ts-check
/** What one phone hands over is what the other one takes in; anything else is refused in words. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { canonical } from "../../../static/js/store/canonical.js"
import { sha256Hex } from "../../../static/js/store/chain.js"
import { filmOf } from "../../../static/js/visits/frames.js"
import { newCode, newId } from "../../../static/js/visits/ids.js"
import { opened, readable, sealed, small } from "../../../static/js/visits/parcel.js"
import { fileName, loadFile } from "../../../static/js/visits/transfer.js"

/** @typedef {import("../../../static/js/visits/parcel.js").Parcel} Parcel */
/** @typedef {import("../../../static/js/visits/transfer.js").Journal} Journal */

const PASSPHRASE = "ข้าวเหนียวมะม่วง 42"
const DIGEST = "0123456789abcdef".repeat(4)
const VISIT = `${DIGEST.slice(0, 16)}-${newId()}`
const FACTS = {
  id: VISIT,
  agency: newId(),
  agency_name: "อบต.บ้านทุ่งแก",
  form: "nacc-2563",
  year: 2570,
  digest: DIGEST,
}
const BY = newId()
const DEVICE = newCode(10)

/** @param {number} count */
function operations(count) {
  return Array.from({ length: count }, (_, i) => ({
    id: newId(),
    field: `answer:s3.2/${i}`,
    value: i % 5 ? { choice: `ตัวเลือก ${i % 7}` } : null,
    replaces: i ? [newId()] : [],
    at: new Date(Date.UTC(2026, 10, 21, 6, 0, i, 123)).toISOString(),
    by: BY,
    device: DEVICE,
    n: i + 1,
  }))
}

/**
 * @param {Partial<Parcel>} [changes]
 * @returns {Promise<Parcel>}
 */
async function parcel(changes = {}) {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7) % 251).buffer
  const photo = {
    sha256: await sha256Hex(bytes),
    visits: [VISIT],
    bytes,
    type: "image/jpeg",
    width: 1920,
    height: 1080,
  }
  return {
    made: "2026-11-21T17:30:00.000Z",
    by: "สมชาย",
    visits: [{ facts: FACTS, operations: operations(12) }],
    photos: [photo],
    ...changes,
  }
}

/** @param {Blob} blob */
async function bytesOf(blob) {
  return new Uint8Array(await blob.arrayBuffer())
}

/** @param {string} code */
function refusal(code) {
  return (/** @type {unknown} */ error) => error instanceof Error && "code" in error && error.code === code
}

/** A phone without a disk. */
function phone() {
  /** @type {Record<"visits" | "ops" | "files", Map<string, any>>} */
  const { visits, ops, files } = { visits: new Map(), ops: new Map(), files: new Map() }
  const journal = {
    visits: async () => [...visits.values()],
    visit: async (/** @type {string} */ id) => visits.get(id),
    person: async () => undefined,
    operations: async (/** @type {string} */ id) => [...ops.values()].filter((one) => one.visit === id),
    waiting: async () => [],
    waitingFiles: async () => [...files.keys()],
    file: async (/** @type {string} */ sha256) => files.get(sha256),
    putFile: async (/** @type {any} */ { visit, ...photo }) => {
      files.set(photo.sha256, { ...photo, visits: [...(files.get(photo.sha256)?.visits ?? []), visit] })
    },
    importOperations: async (
      /** @type {string} */ visit,
      /** @type {any[]} */ handed,
      /** @type {any} */ facts,
    ) => {
      visits.set(visit, facts)
      const fresh = handed.filter(({ id }) => !ops.has(id))
      for (const one of fresh) ops.set(one.id, { ...one, visit })
      return fresh.length
    },
  }
  return { journal: /** @type {Journal} */ (/** @type {unknown} */ (journal)), visits, ops, files }
}

test("a readable file holds everything, in JSON", async () => {
  const given = await parcel()
  const bytes = await bytesOf(await readable(given))
  assert.deepEqual(await opened(bytes), given)
  assert.equal(JSON.parse(new TextDecoder().decode(bytes)).visits[0].facts.agency_name, FACTS.agency_name)
})

test("a sealed file holds the same and says nothing", async () => {
  const given = await parcel()
  const bytes = await bytesOf(await sealed(given, PASSPHRASE))
  assert.deepEqual(await opened(bytes, PASSPHRASE), given)
  await assert.rejects(opened(bytes, "another passphrase"), refusal("transfer.wrong_passphrase"))
})

test("what only this phone needs to know stays on it", async () => {
  const [one] = operations(1)
  const kept = /** @type {any} */ ({ ...one, visit: VISIT, seq: 4, waiting: 1 })
  const bytes = await bytesOf(
    await readable(await parcel({ visits: [{ facts: FACTS, operations: [kept] }], photos: [] })),
  )
  assert.deepEqual((await opened(bytes)).visits[0]?.operations, [one])
})

test("300 answers fit a film of codes", async () => {
  const bytes = await small(await parcel({ visits: [{ facts: FACTS, operations: operations(300) }], photos: [] }))
  assert.ok(filmOf(bytes).count <= 50, `${bytes.length} bytes, ${filmOf(bytes).count} codes`)
})

/** @param {(said: any) => void} change */
async function tampered(change) {
  const said = JSON.parse(await (await readable(await parcel())).text())
  change(said)
  return new TextEncoder().encode(JSON.stringify(said))
}

/** @param {any} said whoever changes a file on purpose also knows how to sum it up */
async function summedUp(said) {
  const { digest: _, ...rest } = said
  const photos = rest.photos.map((/** @type {any} */ { bytes: __, ...photo }) => photo)
  said.digest = await sha256Hex(canonical({ ...rest, photos }))
  return new TextEncoder().encode(JSON.stringify(said))
}

for (const [what, change] of /** @type {[string, (said: any) => void][]} */ ([
  ["a changed answer", (said) => (said.visits[0].operations[3].value = "x")],
  ["a missing operation", (said) => said.visits[0].operations.pop()],
  ["a changed picture", (said) => (said.photos[0].bytes = "AAAA" + said.photos[0].bytes.slice(4))],
  ["a picture that is none", (said) => (said.photos[0].bytes = "?")],
  ["no visits", (said) => delete said.visits],
  ["a number with a fraction", (said) => (said.visits[0].operations[0].value = 0.5)],
])) {
  test(`${what} is told as damage`, async () =>
    assert.rejects(opened(await tampered(change)), refusal("transfer.damaged")))
}

for (const [what, change] of /** @type {[string, (said: any) => void][]} */ ([
  ["an operation without an id", (said) => delete said.visits[0].operations[0].id],
  ["a field that is none", (said) => (said.visits[0].operations[0].field = "../x y")],
  ["a visit of another form", (said) => (said.visits[0].facts.digest = "f".repeat(64))],
  ["a picture that is a page", (said) => (said.photos[0].type = "text/html")],
])) {
  test(`${what} is refused although the file is summed up correctly`, async () => {
    const said = JSON.parse(await (await readable(await parcel())).text())
    assert.ok(await opened(await summedUp(said)))
    change(said)
    await assert.rejects(opened(await summedUp(said)), refusal("transfer.damaged"))
  })
}

test("a file cut short is damaged", async () => {
  const bytes = await bytesOf(await readable(await parcel()))
  await assert.rejects(opened(bytes.slice(0, bytes.length / 2)), refusal("transfer.damaged"))
})

for (const text of ["", "hello", "[]", "null", '{"format":"other"}', "\u00ff\u00fe"]) {
  test(`${JSON.stringify(text)} is no file of ours`, () => {
    return assert.rejects(opened(new TextEncoder().encode(text)), refusal("transfer.foreign"))
  })
}

test("a newer format is told as such", async () => {
  await assert.rejects(opened(await tampered((said) => (said.version = 2))), refusal("transfer.too_new"))
})

test("a file that unpacks into more than a phone can hold is not unpacked", async () => {
  const zeros = new Uint8Array(160_000_000)
  const bomb = new Blob([zeros]).stream().pipeThrough(new CompressionStream("gzip"))
  await assert.rejects(
    opened(new Uint8Array(await new Response(bomb).arrayBuffer())),
    refusal("transfer.too_large"),
  )
})

test("taken in twice, or in another order, it is there once", async () => {
  const { journal, ops, files } = phone()
  const all = operations(6)
  const halves = [all.slice(0, 4), all.slice(2)]
  const made = await Promise.all(
    halves.map(async (part) => readable(await parcel({ visits: [{ facts: FACTS, operations: part }] }))),
  )
  const counts = []
  for (const file of [...made.toReversed(), ...made]) counts.push(await loadFile(file, { journal }))
  assert.deepEqual(
    counts.map((taken) => [taken?.operations, taken?.photos]),
    [
      [4, 1],
      [2, 0],
      [0, 0],
      [0, 0],
    ],
  )
  assert.deepEqual([ops.size, files.size], [6, 1])
})

test("it is shown what a file holds before anything is taken in", async () => {
  const { journal, visits, ops } = phone()
  /** @type {unknown} */
  let shown
  const agree = (/** @type {unknown} */ held) => ((shown = held), false)
  const parts = await parcel()
  assert.equal(await loadFile(await readable(parts), { journal, agree }), null)
  const visit = { id: VISIT, agency_name: FACTS.agency_name, operations: 12, photos: 1 }
  assert.deepEqual(shown, { by: parts.by, made: parts.made, visits: [visit] })
  assert.deepEqual([visits.size, ops.size], [0, 0])
})

test("what this phone knows of a visit is not overwritten by a file", async () => {
  const { journal, visits } = phone()
  visits.set(VISIT, { ...FACTS, join: "k7m2p9xz" })
  const facts = { ...FACTS, agency_name: "ชื่ออื่น", join: "00000000" }
  await loadFile(await readable(await parcel({ visits: [{ facts, operations: [] }] })), { journal })
  assert.deepEqual(visits.get(VISIT), { ...FACTS, join: "k7m2p9xz" })
})

test("the file is named after the agency and the day in Thailand", async () => {
  assert.equal(fileName(await parcel(), false), "nithet-อบต.บ้านทุ่งแก-2569-11-22.json")
  const odd = { ...FACTS, agency_name: "อบต. ก/ข" }
  const two = await parcel({
    visits: [
      { facts: odd, operations: [] },
      { facts: FACTS, operations: [] },
    ],
  })
  assert.equal(fileName(two, true), "nithet-อบต.-ก-ข-1-2569-11-22.nithet")
})
