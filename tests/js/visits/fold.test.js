// @ts-check
/** Each case in tests/vectors/visit-fold.json; tests/visits/test_fold.py runs the same ones. */

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { bodyOf, fold, State } from "../../../static/js/visits/fold.js"
import { grown, operation, shown, vectors } from "./calls.js"

const FIRST = operation({ id: "01", field: "note:1", value: "ก" })
const SECOND = operation({ id: "02", field: "note:1", value: "ข", replaces: ["01"] })

describe("the vectors", () => {
  for (const { name, operations, ...expected } of vectors("fold").folds) {
    test(name, () => {
      const { fields, ...known } = shown(grown(operations))
      /** @param {string} part */
      const parts = (part) => Object.fromEntries(Object.entries(fields).map(([field, held]) => [field, held[part]]))
      assert.deepEqual({ heads: parts("heads"), values: parts("values"), ...known }, expected)
    })
  }
})

test("an operation says something new only once", () => {
  const state = new State()
  assert.equal(state.add(FIRST), true)
  assert.equal(state.add({ ...FIRST }), false)
  assert.deepEqual([state.has("01"), state.has("02")], [true, false])
})

test("what was read before is forgotten when the field changes", () => {
  const state = fold([FIRST])
  assert.equal(state.value("note:1"), "ก")
  state.add(SECOND)
  assert.equal(state.value("note:1"), "ข")
  assert.deepEqual(state.history("note:1"), [FIRST, SECOND])
})

test("a disputed field has values but no value", () => {
  const state = fold([FIRST, { ...SECOND, replaces: [] }])
  assert.equal(state.isDisputed("note:1"), true)
  assert.equal(state.value("note:1"), null)
  assert.deepEqual(state.values("note:1"), ["ก", "ข"])
  assert.deepEqual(state.heads("note:1"), [FIRST, { ...SECOND, replaces: [] }])
})

test("a field that nobody wrote is empty", () => {
  const state = fold([])
  assert.equal(state.value("note:1"), null)
  assert.deepEqual([state.values("note:1"), state.heads("note:1"), state.history("note:1")], [[], [], []])
})

test("a body is what the stream keeps, whatever the phone adds", () => {
  const { id: _, ...body } = FIRST
  const held = { ...FIRST, visit: "v", seq: 4, waiting: 1 }
  assert.deepEqual(bodyOf(held), body)
})
