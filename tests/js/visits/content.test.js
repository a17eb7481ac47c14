// @ts-check
/** Digests by the vectors of tests/visits/test_content.py, and what a signature covers. */

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { sha256Hex } from "../../../static/js/store/chain.js"
import { changesSince, contentDigest, seen, signatures } from "../../../static/js/visits/content.js"
import { grown, operation, vectors } from "./calls.js"

const [MINE, THEIRS] = ["a".repeat(10), "b".repeat(10)]
const TICKED = operation({ id: "01", field: "answer:1", value: true, device: MINE, n: 1 })
const NOTED = operation({ id: "02", field: "note:1", value: "พบแล้ว", device: THEIRS, n: 1 })

describe("the digest covers", () => {
  for (const { name, operations, covers } of vectors("fold").digests) {
    test(name, async () => {
      assert.equal(await contentDigest(grown(operations)), await sha256Hex(covers))
    })
  }
})

test("a fresh signature is valid", async () => {
  const [signature] = await signatures(grown([TICKED, NOTED, await signed(TICKED, NOTED)]))
  assert.deepEqual([signature?.field, signature?.valid, signature?.changes], ["sign:s", true, []])
})

test("a later change makes it void and is named", async () => {
  const change = operation({ id: "04", field: "note:1", value: "ไม่พบ", replaces: ["02"], device: THEIRS, n: 2 })
  const [signature] = await signatures(grown([TICKED, NOTED, await signed(TICKED, NOTED), change]))
  assert.deepEqual([signature?.valid, signature?.changes], [false, [change]])
})

test("what was written before without signal and came later makes it void", async () => {
  const [signature] = await signatures(grown([TICKED, await signed(TICKED), NOTED]))
  assert.deepEqual([signature?.valid, signature?.changes], [false, [NOTED]])
})

test("another signature and the state of the visit change nothing", async () => {
  const others = ["sign:other", "status"].map((field, index) =>
    operation({ id: `1${index}`, field, value: { name: "ก" }, device: THEIRS, n: index + 1 }),
  )
  const state = grown([TICKED, await signed(TICKED), ...others])
  const own = (await signatures(state)).find(({ field }) => field === "sign:s")
  assert.equal(own?.valid, true)
  assert.deepEqual(changesSince(state, {}), [TICKED])
})

test("a signature taken back is none", async () => {
  const gone = operation({ id: "04", field: "sign:s", value: null, replaces: ["03"], device: MINE, n: 3 })
  assert.deepEqual(await signatures(grown([TICKED, await signed(TICKED), gone])), [])
})

/**
 * A signature, written on the first phone, over what these operations say.
 * @param {ReturnType<typeof operation>[]} operations
 */
async function signed(...operations) {
  const state = grown(operations)
  const value = { name: "คนนิเทศ", content: await contentDigest(state), seen: seen(state) }
  return operation({ id: "03", field: "sign:s", value, device: MINE, n: 2 })
}
