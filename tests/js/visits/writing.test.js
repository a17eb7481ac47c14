// @ts-check
/** Changes become operations: one after the other, none lost, each replacing what the person saw. */

import assert from "node:assert/strict"
import { test } from "node:test"

import { accepted } from "../../../static/js/visits/accepting.js"
import { State } from "../../../static/js/visits/fold.js"
import { Writer } from "../../../static/js/visits/writing.js"

/** A writer on a journal in memory, whose next writes may be told to fail. */
function written() {
  const state = new State()
  /** @type {any[]} */
  const stored = []
  /** @type {unknown[]} */
  const failures = []
  let failing = 0
  const writer = new Writer(
    state,
    async (changes) => {
      if (failing-- > 0) throw new Error("full")
      const first = stored.length
      const operations = changes.map((change, index) => ({ ...change, id: `${first + index}`, at: "", by: "", device: "a", n: 1 }))
      stored.push(...operations)
      return operations
    },
    { stored: () => {}, failed: (error) => failures.push(error) },
  )
  return { state, stored, failures, writer, fail: (/** @type {number} */ times) => (failing = times) }
}

const values = (/** @type {any[]} */ stored) => stored.map(({ value }) => value)

test("what does not change anything is not written", async () => {
  const { writer, stored } = written()
  await writer.write([{ field: "a", value: true }])
  await writer.write([{ field: "a", value: true }])
  await writer.write([{ field: "b", value: null }])
  assert.deepEqual(values(stored), [true])
})

test("of quick changes of one field each replaces the one before", async () => {
  const { writer, stored, state } = written()
  await Promise.all([true, null, true].map((value) => writer.write([{ field: "a", value }])))
  assert.equal(state.value("a"), true)
  assert.equal(state.isDisputed("a"), false)
  for (const [index, { replaces }] of stored.entries()) assert.equal(replaces.length, index === 0 ? 0 : 1)
})

test("what could not be stored is kept and written by the next try", async () => {
  const { writer, stored, failures, fail } = written()
  fail(1)
  await writer.write([{ field: "a", value: 1 }])
  assert.deepEqual([failures.length, writer.unstored()], [1, ["a"]])
  await writer.write([{ field: "b", value: 2 }])
  assert.deepEqual(values(stored), [1, 2])
  assert.deepEqual(writer.unstored(), [])
  await writer.retry()
})

test("an answer replaces what its writer saw, not what came while they were typing", async () => {
  const { writer, state } = written()
  writer.sees("a")
  state.add({ id: "z", field: "a", value: "theirs", replaces: [], at: "", by: "", device: "b", n: 1 })
  await writer.write([{ field: "a", value: "ours" }])
  assert.equal(state.isDisputed("a"), true)
  await writer.write([{ field: "a", value: "agreed" }], { settles: true })
  assert.equal(state.value("a"), "agreed")
})

test("undo takes one change after the other back, a burst of typing as one", async () => {
  const { writer, state } = written()
  await writer.write([{ field: "a", value: true }])
  await writer.write([{ field: "t", value: "น" }], { burst: "1" })
  await writer.write([{ field: "t", value: "นา" }], { burst: "1" })
  assert.deepEqual(await writer.undo(), ["t"])
  assert.deepEqual([state.value("t"), state.value("a")], [null, true])
  assert.deepEqual(await writer.undo(), ["a"])
  assert.equal(writer.canUndo(), false)
})

test("undo leaves alone what somebody else has changed since", async () => {
  const { writer, state, stored } = written()
  await writer.write([{ field: "a", value: 1 }])
  await writer.write([{ field: "b", value: 2 }])
  state.add({ id: "z", field: "b", value: 3, replaces: [stored[1].id], at: "", by: "", device: "b", n: 1 })
  assert.deepEqual(await writer.undo(), ["a"])
  assert.equal(state.value("b"), 3)
})

test("each field takes its answer by the rules of its question", () => {
  const options = [{ id: "x", label: "", asks_text: true }]
  const questions = {
    several: { id: "several", type: "multiple_choice", options },
    table: { id: "table", type: "score_table", score_rows: [{ id: "1" }] },
    team: { id: "team", type: "people" },
    sum: { id: "sum", type: "money" },
  }
  assert.deepEqual(accepted(questions, "answer:several:x", { text: " ถนน " }), { text: "ถนน" })
  assert.equal(accepted(questions, "answer:several:x", true), true)
  assert.equal(accepted(questions, "answer:table:1", "๘๕.๕"), "85.50")
  assert.deepEqual(accepted(questions, "row:team:k", { name: " สม  ชาย " }), { name: "สม ชาย" })
  assert.equal(accepted(questions, "answer:sum", "1,250"), "1250.00")
  assert.equal(accepted(questions, "answer:sum", ""), null)
  assert.equal(accepted(questions, "visited_on", "13/3/2570"), "2027-03-13")
  assert.throws(() => accepted(questions, "answer:sum", "มาก"), { code: "thai.not_a_number" })
})
