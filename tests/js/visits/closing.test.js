// @ts-check
/** Who may close, return, accept and reopen a visit, and what keeps it from being complete. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { isLocked, makesVisits, moves, open, statusOf } from "../../../static/js/visits/closing.js"

/** @type {[import("../../../static/js/visits/closing.js").Status, string, string[]][]} */
const CASES = [
  ["draft", "inspector", ["complete"]],
  ["returned", "inspector", ["complete"]],
  ["complete", "inspector", ["draft"]],
  ["accepted", "inspector", []],
  ["locked", "inspector", []],
  ["complete", "supervisor", ["accepted", "returned", "draft"]],
  ["accepted", "supervisor", ["locked", "returned", "draft"]],
  ["locked", "administrator", ["draft"]],
  ["draft", "auditor", []],
  ["complete", "executive", []],
]
for (const [state, role, expected] of CASES) {
  test(`${role}, ${state}: ${expected.join(", ") || "nothing"}`, () => {
    assert.deepEqual(moves(state, role).map((move) => move.to), expected)
  })
}

test("two states at once must be settled before anything else", () => assert.deepEqual(moves(null, "supervisor"), []))

test("whoever sends back or reopens says why", () => {
  const reasons = moves("complete", "supervisor").filter((move) => move.needsReason)
  assert.deepEqual(reasons.map((move) => move.to), ["returned", "draft"])
})

test("only what the form requires keeps a visit open", () => {
  assert.deepEqual(open(["a", "b"], { a: { required: true }, b: {} }), { blocking: ["a"], missing: ["b"] })
})

test("a visit without a status is a draft", () => assert.equal(statusOf(undefined), "draft"))

test("a visit is locked as soon as anybody has locked it", () => {
  const state = (/** @type {any[]} */ ...values) => ({ values: () => values })
  assert.equal(isLocked(state({ state: "locked" }, { state: "draft" })), true)
  assert.equal(isLocked(state({ state: "draft" })), false)
  assert.equal(isLocked(state()), false)
})

test("those make visits whom the server lets write them", () => {
  assert.ok(["inspector", "supervisor", "administrator"].every(makesVisits))
  assert.deepEqual(["auditor", "executive", "staff", ""].filter(makesVisits), [])
})
