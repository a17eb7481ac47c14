// @ts-check
/** Canonical JSON and the hash chain on a phone. */

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { canonical } from "../../../static/js/store/canonical.js"
import { chainHash, follow, sha256Hex } from "../../../static/js/store/chain.js"

const STREAM = "visits/1"
const ENTRIES = [1, 2, 3].map((seq) => ({ seq, id: `op${seq}`, body: { value: seq } }))

describe("canonical", () => {
  test("keys are sorted by code point, and there is no white space", () => {
    assert.equal(canonical({ "😀": 1, "\uff5e": 2, b: [true, null], a: { d: 1, c: -0 } }),
      `{"a":{"c":0,"d":1},"b":[true,null],"\uff5e":2,"😀":1}`)
  })

  test("only what JSON must escape is escaped", () => {
    assert.equal(canonical('"\\\n\t\b\f\r\u0001\u007f\u2028ก/'), `"\\"\\\\\\n\\t\\b\\f\\r\\u0001\u007f\u2028ก/"`)
  })

  /** @type {[string, unknown, string][]} */
  const refused = [
    ["a fraction", 0.5, "store.not_json"],
    ["what is no number", Number.NaN, "store.not_json"],
    ["a number that is not held exactly", 2 ** 53, "store.number_too_large"],
    ["nothing at all", undefined, "store.not_json"],
    ["an object that is not plain", new Map(), "store.not_json"],
    ["half a character", "\ud800", "store.not_text"],
    ["half a character in a key", { "\udc00": 1 }, "store.not_text"],
    ["33 levels", nested(33), "store.too_deep"],
  ]
  for (const [name, value, code] of refused) {
    test(`${name} is refused`, () => assert.throws(() => canonical({ value }), { code }))
  }

  test("32 levels are enough", () => assert.equal(canonical(nested(32)), `${"[".repeat(33)}${"]".repeat(33)}`))
})

describe("the chain", () => {
  test("a digest of text is that of its UTF-8 bytes", async () => {
    const digest = await sha256Hex("ก")
    assert.equal(digest, await sha256Hex(new Uint8Array([0xe0, 0xb8, 0x81])))
    assert.match(digest, /^[0-9a-f]{64}$/)
  })

  test("following entries gives the hash of the last one", async () => {
    let head = ""
    for (const entry of ENTRIES) head = await chainHash(head, { ...entry, stream: STREAM })
    assert.equal(await follow("", STREAM, ENTRIES), head)
    assert.equal(await follow(await follow("", STREAM, ENTRIES.slice(0, 1)), STREAM, ENTRIES.slice(1)), head)
  })

  test("no entries leave the head as it was", async () => assert.equal(await follow("h", STREAM, []), "h"))

  test("a missing entry is not passed over", async () => {
    await assert.rejects(follow("", STREAM, ENTRIES.toSpliced(1, 1)), RangeError)
    await assert.rejects(follow("", STREAM, ENTRIES.toReversed()), RangeError)
  })

  test("a body that is no object has no hash", async () => {
    await assert.rejects(follow("", STREAM, [{ seq: 1, id: "a", body: [] }]), { code: "store.not_an_object" })
  })
})

/**
 * @param {number} levels
 * @returns {unknown[]}
 */
function nested(levels) {
  return levels === 0 ? [] : [nested(levels - 1)]
}
