// @ts-check
/** Photos fit their limits, stand in an order that people can change, and say where they are. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { fold } from "../../../static/js/visits/fold.js"
import { captionOf, momentOf, moved, nextOrder, photosOf } from "../../../static/js/visits/photo_facts.js"
import { stateOf } from "../../../static/js/visits/photo_parts.js"
import { isHeif, LONGEST_EDGE, MOST_BYTES, sizeWithin, smallest } from "../../../static/js/visits/photo_shrink.js"

const VALUE = { file: "a".repeat(64), item: "q1", caption: "", taken: "2026-11-21T06:02:11.000Z", width: 4, height: 3, size: 5 }

/**
 * @param {string} id
 * @param {string} key
 * @param {object | null} value
 * @param {string[]} [replaces]
 */
function said(id, key, value, replaces = []) {
  return { id, field: `photo:${key}`, value, replaces, at: "", by: "", device: "", n: 1 }
}

/** @param {...[string, number, string?]} photos key, order, item */
function visitWith(...photos) {
  return fold(photos.map(([key, order, item = "q1"]) => said(`op-${key}`, key, { ...VALUE, item, order })))
}

/** @param {import("../../../static/js/visits/photo_facts.js").Photo[]} photos */
const keys = (photos) => photos.map(({ field }) => field.slice("photo:".length))

test("a picture is made smaller in its shape, never larger", () => {
  assert.deepEqual(sizeWithin({ width: 4000, height: 3000 }, 1920), { width: 1920, height: 1440 })
  assert.deepEqual(sizeWithin({ width: 3000, height: 4000 }, 1920), { width: 1440, height: 1920 })
  assert.deepEqual(sizeWithin({ width: 300, height: 200 }, 1920), { width: 300, height: 200 })
  assert.deepEqual(sizeWithin({ width: 20_000, height: 2 }, 1920), { width: 1920, height: 1 })
})

test("the first try that fits is taken", async () => {
  /** @type {number[]} */
  const tried = []
  const found = await smallest({ width: 4000, height: 3000 }, async (size, quality) => {
    tried.push(quality)
    return { size: Math.round(size.width * 400 * quality) }
  })
  assert.deepEqual(tried, [0.82, 0.74, 0.66, 0.58])
  assert.equal(found.size.width, LONGEST_EDGE)
  assert.ok(found.blob.size <= MOST_BYTES)
})

test("where no quality is enough, edges become shorter; after the last step the last one is taken", async () => {
  const found = await smallest({ width: 3000, height: 4000 }, async ({ height }) => ({ size: height * 400 }))
  assert.deepEqual(found.size, { width: 768, height: 1024 })
  const noise = await smallest({ width: 3000, height: 4000 }, async () => ({ size: MOST_BYTES + 1 }))
  assert.deepEqual(noise.size, { width: 480, height: 640 })
})

test("no try has edges longer than the picture", async () => {
  /** @type {number[]} */
  const edges = []
  await smallest({ width: 900, height: 700 }, async ({ width }) => ({ size: edges.push(width) && MOST_BYTES + 1 }))
  assert.ok(edges.every((edge) => edge <= 900))
  assert.ok(edges.includes(640))
})

for (const [brand, known] of /** @type {[string, boolean][]} */ ([["heic", true], ["mif1", true], ["avif", true], ["isom", false], ["jpeg", false]])) {
  test(`${brand} ${known ? "is" : "is not"} a picture that phones make and browsers cannot open`, () => {
    const head = new TextEncoder().encode(`\0\0\0\x20ftyp${brand}\0\0`)
    assert.equal(isHeif(head.buffer), known)
    assert.equal(isHeif(head.buffer.slice(0, 9)), false)
  })
}

test("photos are shown by their order, then by their birth, and each at its item", () => {
  const state = visitWith(["c", 2], ["b", 1], ["a", 2], ["d", 0, "q2"], ["e", 0, ""])
  assert.deepEqual(keys(photosOf(state, "q1")), ["b", "a", "c"])
  assert.deepEqual(keys(photosOf(state, "")), ["e"])
  assert.equal(photosOf(state).length, 5)
  assert.equal(nextOrder(state), 3)
  assert.equal(nextOrder(visitWith()), 1)
  assert.equal(nextOrder(visitWith(["a", 1000])), 1000)
})

test("a removed photo is gone, one that somebody changed meanwhile is not", () => {
  const first = said("1", "a", { ...VALUE, order: 1 })
  const removed = said("2", "a", null, ["1"])
  const changed = said("3", "a", { ...VALUE, order: 1, caption: "ป้าย" }, ["1"])
  assert.deepEqual(photosOf(fold([first, removed])), [])
  const [photo] = photosOf(fold([first, removed, changed]))
  assert.deepEqual([photo?.value.caption, photo?.disputed], ["ป้าย", true])
})

test("a photo is moved by writing only the numbers that change", () => {
  const photos = photosOf(visitWith(["a", 1], ["b", 4], ["c", 9]))
  assert.deepEqual(moved(photos, 0, 1).map(({ field, value }) => [field, value.order]), [["photo:b", 1], ["photo:a", 4]])
  for (const [from, to] of /** @type {[number, number][]} */ ([[0, -1], [2, 3], [1, 1], [7, 0]])) {
    assert.deepEqual(moved(photos, from, to), [])
  }
})

test("photos with one number are told apart when one is moved", () => {
  for (const orders of [[3, 3, 3], [1000, 1000, 1000], [0, 0, 1]]) {
    const photos = photosOf(visitWith(...orders.map((order, at) => /** @type {[string, number]} */ (["abc".charAt(at), order]))))
    const written = new Map(moved(photos, 2, 0).map(({ field, value }) => [field, value]))
    const after = photos.map((photo) => ({ ...photo, value: written.get(photo.field) ?? photo.value }))
    after.sort((one, other) => one.value.order - other.value.order)
    assert.deepEqual(keys(after), ["c", "a", "b"])
    assert.equal(new Set(after.map(({ value }) => value.order)).size, 3)
    assert.ok(after.every(({ value }) => value.order <= 1000))
  }
})

test("a caption is one clean line, as the server keeps it", () => {
  assert.equal(captionOf("  ป้าย\u200bประกาศ \n หน้า\tสำนักงาน "), "ป้ายประกาศ หน้า สำนักงาน")
  assert.equal([...captionOf("😀".repeat(400))].length, 300)
})

test("the moment of a photo is its camera's, else the file's, else now", () => {
  const now = Date.UTC(2026, 10, 21)
  assert.equal(momentOf("2026-11-20T01:00:00.000Z", 5, now), "2026-11-20T01:00:00.000Z")
  assert.equal(momentOf(null, now - 1000, now), "2026-11-20T23:59:59.000Z")
  for (const modified of [0, now + 1, NaN]) assert.equal(momentOf(null, modified, now), "2026-11-21T00:00:00.000Z")
})

test("a photo counts as sent only when the office has said so", () => {
  const server = { files_missing: ["b"] }
  assert.equal(stateOf("a", { waiting: 1 }, { server }), "waiting")
  assert.equal(stateOf("a", {}, { server }), "sent")
  assert.equal(stateOf("a", { waiting: 1, refused: {} }, { server }), "refused")
  assert.equal(stateOf("a", undefined, { server }), "sent")
  assert.equal(stateOf("b", undefined, { server }), "elsewhere")
  assert.equal(stateOf("a", undefined, { server: null }), "elsewhere")
  assert.equal(stateOf("a", undefined, undefined), "elsewhere")
})
