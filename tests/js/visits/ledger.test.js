// @ts-check
/** "You may leave" is said only when nothing at all speaks against it. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { ledger } from "../../../static/js/visits/ledger.js"
import { operation, visitOf } from "./fake_phone.js"

/** @typedef {import("../../../static/js/visits/shapes.js").Kept} Kept */
/** @typedef {import("../../../static/js/visits/shapes.js").ServerSaid} ServerSaid */
/** @typedef {import("../../../static/js/visits/shapes.js").Visit} Visit */

const ME = { id: "thisphone0", name: "Android", letter: "A", person: "คนนิเทศ" }
const SEEN = "2026-11-21T06:00:00.000Z"
const THEIRS = { device: "otherphone", name: "iPhone", letter: "B", person: "คนร่วมคณะ", seen: SEEN, waiting: 0, waiting_files: 0 }

/** @param {Partial<ServerSaid>} said */
const verified = (said = {}) =>
  visitOf({
    since: 3,
    head: "h3",
    server: { seq: 3, head: "h3", files_missing: [], members: [], devices: [THEIRS], at: SEEN, ...said },
  })

const SENT = [
  operation({ seq: 1 }),
  operation({ seq: 2, field: "photo:p", value: { file: "f1" } }),
  operation({ seq: 3, field: "sign:3.1", value: { name: "ก" } }),
]

/** @param {ReturnType<typeof ledger>} told */
const codes = (told) => told.missing.map(({ code }) => code)

test("all sent, verified, nobody waits: safe", () => {
  const told = ledger(verified(), SENT, [], ME)
  assert.equal(told.safe, true)
  assert.deepEqual(told.operations, { sent: 3, all: 3 })
  assert.deepEqual(told.photos, { sent: 1, all: 1 })
  assert.deepEqual(told.signatures, { sent: 1, all: 1 })
})

/** @type {[string, string, Visit, Kept[], string[]][]} */
const UNSAFE = [
  ["the server was never reached", "phone.not_verified", visitOf(), SENT, []],
  ["the server names another hash", "phone.not_verified", verified({ head: "other" }), SENT, []],
  ["the server is further on", "phone.not_verified", verified({ seq: 4 }), SENT, []],
  ["something waits here", "phone.operations_wait", verified(), [...SENT, operation({ waiting: 1 })], []],
  ["something was refused", "phone.operations_refused", verified(), [...SENT, operation({ waiting: 1, refused: { message: "" } })], []],
  ["a photo waits here", "phone.photos_wait", verified({ files_missing: ["f1"] }), SENT, ["f1"]],
  ["a photo is on another phone", "phone.photos_elsewhere", verified({ files_missing: ["f1"] }), SENT, []],
  ["another phone has work", "phone.device_waits", verified({ devices: [{ ...THEIRS, waiting: 2 }] }), SENT, []],
  ["another phone has photos", "phone.device_waits", verified({ devices: [{ ...THEIRS, waiting_files: 1 }] }), SENT, []],
  ["the server gave a reason", "visits.unknown", verified({ error: { code: "visits.unknown", message: "" } }), SENT, []],
]
for (const [why, code, visit, operations, files] of UNSAFE) {
  test(`not safe when ${why}`, () => {
    const told = ledger(visit, operations, files, ME)
    assert.equal(told.safe, false)
    assert.deepEqual(codes(told), [code])
  })
}

/** @param {string[]} hashes */
const refusals = (...hashes) => new Map(hashes.map((sha256) => [sha256, { message: "" }]))

test("a photo that the office does not take is told apart from those that wait", () => {
  const more = operation({ seq: 4, field: "photo:q", value: { file: "f2" } })
  const visit = verified({ files_missing: ["f1", "f2"] })
  const told = ledger(visit, [...SENT, more], ["f1", "f2"], ME, refusals("f1"))
  assert.deepEqual(told.missing, [
    { code: "phone.photos_wait", parameters: { n: 1 } },
    { code: "phone.photos_refused", parameters: { n: 1 } },
  ])
  assert.deepEqual(told.photos, { sent: 0, all: 2 })
})

test("a photo that the office does not take and the visit does not show keeps nobody there", () => {
  assert.equal(ledger(verified(), SENT, ["f9"], ME, refusals("f9")).safe, true)
})

test("a refused operation that was corrected no longer counts", () => {
  const corrected = operation({ refused: { message: "" }, corrected: 1 })
  const told = ledger(verified(), [...SENT, corrected], [], ME)
  assert.equal(told.safe, true)
  assert.deepEqual(told.operations, { sent: 3, all: 3 })
})

test("a photo that was removed is not counted, one with two captions once", () => {
  const [, photo] = SENT
  const removed = operation({ seq: 4, field: "photo:p", value: null, replaces: [photo?.id ?? ""] })
  assert.deepEqual(ledger(verified(), [...SENT, removed], [], ME).photos, { sent: 0, all: 0 })
  const captioned = operation({ seq: 4, field: "photo:p", value: { file: "f1", caption: "ข" } })
  assert.deepEqual(ledger(verified(), [...SENT, captioned], [], ME).photos, { sent: 1, all: 1 })
})

test("of this phone its own count is shown, of the others what they said last", () => {
  const mine = { ...THEIRS, device: ME.id, letter: "A", waiting: 7 }
  const told = ledger(verified({ devices: [mine, THEIRS] }), [...SENT, operation({ waiting: 1 })], ["f9"], ME)
  assert.deepEqual(
    told.devices.map(({ letter, waiting, waiting_files, seen, own }) => ({ letter, waiting, waiting_files, seen, own })),
    [
      { letter: "A", waiting: 1, waiting_files: 1, seen: SEEN, own: true },
      { letter: "B", waiting: 0, waiting_files: 0, seen: SEEN, own: false },
    ],
  )
})
