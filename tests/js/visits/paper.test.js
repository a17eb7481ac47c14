// @ts-check
/** A visit on paper: what stands in its annexes, what it is worth, and that it is printed whole. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { fold } from "../../../static/js/visits/fold.js"
import { asked, remembered } from "../../../static/js/visits/issued.js"
import {
  advisedBy, crossed, devicesOf, disputesAt, disputesElsewhere, inkOf, membersOf, numbered, numbersOf, standingOf,
} from "../../../static/js/visits/paper_facts.js"
import { printWhole } from "../../../static/js/visits/paper_printing.js"
import { waysToPapers } from "../../../static/js/visits/papers.js"

const PAPER = { number: "นท ขก 1/2570", code: "ABCDE-FGHJK", issued: "2027-03-14T02:00:00.000Z", pages: 12, changed: false, content: "c1" }
const ISSUED = { ...PAPER, at: "2027-03-14T03:00:00.000Z" }
const SERVER = { seq: 1, head: "", files_missing: [], members: [], devices: [], at: "" }
let made = 0

/**
 * @param {string} field
 * @param {unknown} value
 * @param {string} [device]
 */
function said(field, value, device = "d1") {
  made += 1
  return { id: `op${String(made).padStart(4, "0")}`, field, value, replaces: [], at: "", by: "", device, n: made }
}

/**
 * @param {string} item
 * @param {number} order
 */
function photo(item, order) {
  return said(`photo:${order}`, { file: "a", item, caption: "", taken: "", width: 4, height: 3, size: 5, order })
}

/** @param {Record<string, any>} [held] */
function memory(held = {}) {
  return {
    held,
    meta: async (/** @type {string} */ key) => held[key],
    setMeta: async (/** @type {string} */ key, /** @type {object} */ fields) => void (held[key] = fields),
  }
}

/**
 * @param {unknown} body
 * @param {number} [status]
 * @returns {typeof globalThis.fetch}
 */
function office(body, status = 200) {
  return async () => new Response(JSON.stringify(body), { status })
}

function button() {
  /** @type {Map<string, string>} */
  const attributes = new Map()
  return {
    disabled: false,
    /** @type {string | null} */
    textContent: "print",
    attributes,
    setAttribute: (/** @type {string} */ name, /** @type {string} */ value) => void attributes.set(name, value),
    removeAttribute: (/** @type {string} */ name) => void attributes.delete(name),
  }
}

test("photos are numbered through the whole visit, and an item names its own", () => {
  const photos = numbered(fold([photo("q2", 3), photo("q1", 1), photo("q2", 2)]))
  assert.deepEqual(photos.map(({ number, value }) => [number, value.order]), [[1, 1], [2, 2], [3, 3]])
  assert.deepEqual(numbersOf(photos, "q2"), [2, 3])
  assert.deepEqual(numbersOf(photos, "q9"), [])
})

test("what is not settled stands at its question, and everything else by itself", () => {
  const fields = ["answer:q1", "answer:q1:low", "row:q1:r", "note:q1", "answer:gone", "visited_on"]
  const state = fold(fields.flatMap((field) => [said(field, 1), said(field, 2)]))
  assert.deepEqual(disputesAt(state, "q1"), ["answer:q1", "answer:q1:low", "row:q1:r"])
  assert.deepEqual(disputesElsewhere(state, { q1: {} }), ["answer:gone", "note:q1", "visited_on"])
})

test("recommendations stand by their indicator; those that were dropped do not", () => {
  const one = { indicator: "1", text: "หนึ่ง", state: "kept" }
  const dropped = { indicator: "1", text: "สอง", state: "dropped" }
  const other = { indicator: "", text: "สาม", state: "kept" }
  assert.deepEqual(advisedBy([one, dropped, other, { ...one, text: "สี่" }]), [
    { indicator: "1", texts: ["หนึ่ง", "สี่"] },
    { indicator: "", texts: ["สาม"] },
  ])
})

test("everybody of the team is there once, as the office knows them", () => {
  const state = fold([said("member:b", { name: "ข" }), said("member:a", { name: "ก", position: "นิติกร" }, "d2"), said("member:c", null)])
  const known = [{ id: "b", name: "ข", position: "ผู้ตรวจ" }]
  assert.deepEqual(membersOf(state, known), [{ id: "a", name: "ก", position: "นิติกร" }, { id: "b", name: "ข", position: "ผู้ตรวจ" }])
  assert.deepEqual(devicesOf(state), ["d1", "d2"])
})

test("only strokes are ink", () => {
  const stroke = [[0, 0], [5, 5]]
  assert.deepEqual(inkOf([stroke]), [stroke])
  for (const bomb of [null, "<svg onload=1>", {}, 7]) assert.deepEqual(inkOf(bomb), [])
  for (const bomb of [[], "M0 0", [["a", 1]], [[1]], [[1, NaN]], [[1, 2, 3]], [null]]) assert.deepEqual(inkOf([bomb, stroke]), [stroke])
})

test("a signature that no longer holds is struck through from corner to corner", () => {
  const ink = inkOf([[[10, 20], [30, 5]], [[15, 40], [16, 41]]])
  assert.deepEqual(crossed(ink), [...ink, [[10, 41], [30, 5]]])
})

test("it is a draft until the office has issued, and again when this phone holds something else", () => {
  assert.equal(standingOf(null, "c1"), "draft")
  assert.equal(standingOf(ISSUED, "c1"), "issued")
  assert.equal(standingOf(ISSUED, "c2"), "changed")
  assert.equal(standingOf({ ...ISSUED, changed: true }, "c1"), "changed")
})

test("what the office said is remembered for when there is no signal", async () => {
  const journal = memory()
  const told = await asked(office({ paper: PAPER }), journal, "v1")
  assert.equal(told?.number, PAPER.number)
  assert.ok(told?.at)
  const silent = async () => Promise.reject(new TypeError("no signal"))
  assert.deepEqual(await asked(silent, journal, "v1"), told)
  assert.deepEqual(await remembered(journal, "v1"), told)
  assert.equal(await remembered(journal, "v2"), null)
})

test("a paper that is no longer genuine is forgotten", async () => {
  const journal = memory({ "paper:v1": { paper: ISSUED } })
  assert.equal(await asked(office({ paper: null }), journal, "v1"), null)
  assert.equal(await remembered(journal, "v1"), null)
})

test("of a visit that the office does not know there is no paper", async () => {
  assert.equal(await asked(office({ error: { kind: "not_found" } }, 404), memory(), "v1"), null)
})

for (const status of [401, 500]) {
  test(`an office that answers ${status} changes nothing`, async () => {
    const journal = memory({ "paper:v1": { paper: ISSUED } })
    assert.deepEqual(await asked(office({}, status), journal, "v1"), ISSUED)
  })
}

test("the page of the office is offered to who is online and may open it", () => {
  const words = (/** @type {Parameters<typeof waysToPapers>} */ ...how) => waysToPapers(...how).map(({ word }) => word)
  assert.deepEqual(words({ id: "v1", server: SERVER }, true), ["paper_preview", "paper_office"])
  assert.deepEqual(words({ id: "v1", server: SERVER }, false), ["paper_preview"])
  assert.deepEqual(words({ id: "v1", server: null }, true), ["paper_preview"])
  assert.deepEqual(words({ id: "v1", server: { ...SERVER, error: { message: "" } } }, true), ["paper_preview"])
})

test("nothing is printed before every picture is there, and the button is busy meanwhile", async () => {
  const pressed = button()
  /** @type {string[]} */
  const story = []
  const picture = (/** @type {string} */ name) => ({
    decode: async () => {
      assert.equal(pressed.attributes.get("aria-busy"), "true")
      assert.equal(pressed.disabled, true)
      story.push(`${name} ${pressed.textContent}`)
    },
  })
  const how = { print: () => void story.push(`printed ${pressed.textContent}`), busy: (/** @type {number} */ done, /** @type {number} */ of) => `${done}/${of}` }
  await printWhole(pressed, Promise.resolve([picture("one"), picture("two")]), how)
  assert.deepEqual(story, ["one 0/2", "two 1/2", "printed print"])
  assert.equal(pressed.disabled, false)
  assert.equal(pressed.attributes.has("aria-busy"), false)
})

test("a picture that cannot be shown keeps nobody from printing", async () => {
  let printed = 0
  const broken = { decode: () => Promise.reject(new Error("broken")) }
  await printWhole(button(), Promise.resolve([broken]), { print: () => void (printed += 1), busy: String })
  assert.equal(printed, 1)
})

test("when the phone cannot give its photos nothing is printed, and the button can be pressed again", async () => {
  const pressed = button()
  const failing = printWhole(pressed, Promise.reject(new Error("disk")), { print: () => assert.fail("printed"), busy: String })
  await assert.rejects(failing, /disk/)
  assert.equal(pressed.disabled, false)
  assert.equal(pressed.textContent, "print")
})
