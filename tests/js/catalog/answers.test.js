// @ts-check
/** Each case in tests/vectors/question-types.json; tests/catalog/test_question_types.py runs the same ones. */

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { describe, test } from "node:test"
import { canonical, shown } from "../../../static/js/catalog/answers.js"
import { Problem } from "../../../static/js/thai/problem.js"

/**
 * @typedef {object} Vector
 * @property {string} type
 * @property {import("../../../static/js/catalog/answers.js").Question & Record<string, unknown>} question
 * @property {string[]} [rows]
 * @property {[unknown, unknown][]} valid
 * @property {[unknown, string][]} invalid
 * @property {[unknown, string][]} cells
 */

/** @type {Vector[]} */
const vectors = JSON.parse(readFileSync(new URL("../../vectors/question-types.json", import.meta.url), "utf-8"))
const FOR_PEOPLE = new Set(["integer", "money", "date", "tick", "signature"])

for (const [index, vector] of vectors.entries()) {
  const question = questionOf(vector)

  describe(`${vector.type} (${index})`, () => {
    for (const [value, expected] of vector.valid) {
      test(`${name(value)} is an answer`, () => {
        assert.deepEqual(canonical(question, value), expected)
        assert.deepEqual(canonical(question, expected), expected)
      })
    }

    for (const [value, code] of vector.invalid) {
      test(`${name(value)} is refused with ${code}`, () => {
        assert.throws(() => canonical(question, value), (problem) => {
          assert.ok(problem instanceof Problem)
          assert.deepEqual([problem.code, problem.field], [code, "q"])
          return true
        })
      })
    }

    for (const [value, cell] of FOR_PEOPLE.has(vector.type) ? [] : vector.cells) {
      test(`${name(value)} is shown as ${cell.slice(0, 40)}`, () => assert.equal(shown(question, value), cell))
    }
  })
}

/** @type {[string, unknown, string][]} */
const SHOWN = [
  ["integer", 1234, "1,234"],
  ["money", "306000.00", "306,000"],
  ["date", "2026-11-19", "19 พฤศจิกายน 2569"],
  ["tick", true, "✓"],
  ["tick", false, "✗"],
  ["signature", { name: "ก", signed_on: "2020-04-10", strokes: [] }, "ก (10 เมษายน 2563)"],
  ["date", null, ""],
]
for (const [type, value, text] of SHOWN) {
  test(`a person reads ${text || "nothing"} for the ${type} ${name(value)}`, () => {
    assert.equal(shown({ id: "q", type }, value), text)
  })
}

test("a type that nobody knows is a defect", () => {
  assert.throws(() => canonical({ id: "q", type: "map" }, "x"), TypeError)
})

/**
 * The question of a vector, written as in the file of a form, as the definition has it.
 * @param {Vector} vector
 */
function questionOf({ question: { id, type, options, ...settings }, rows = [] }) {
  return { id, type, options: options ?? [], settings, score_rows: rows.map((row) => ({ id: row })) }
}

/** @param {unknown} value */
function name(value) {
  return JSON.stringify(value).slice(0, 60)
}
