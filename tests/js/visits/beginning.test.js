// @ts-check
/** What a new visit knows from the start: earlier colleagues, and scores that the office has. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { earlierPeople } from "../../../static/js/visits/beginning.js"
import { allKnown } from "../../../static/js/visits/known.js"

const INDICATORS = ["1", "2"].map((id) => ({ id, name: id, instrument: "i", parts: [] }))
/** @param {number} year */
const edition = (year) => ({ year, instruments: [{ id: "i", name: "i", weight: "100" }], indicators: INDICATORS, levels: [], pass_mark: "85.00" })
const ROWS = ["1", "2", "2.1"].map((id) => ({ id, name: id, indicator: id, is_part: id === "2.1" }))
const FORM = /** @type {any} */ ({
  edition: edition(2570),
  previous_edition: edition(2569),
  questions: {
    table: { id: "table", type: "score_table", settings: { edition: "year" }, score_rows: ROWS },
    total: { id: "total", type: "score", settings: { edition: "previous_year" }, score_rows: [] },
    name: { id: "name", type: "text", settings: {}, score_rows: [] },
  },
})

test("colleagues of the last visits are known once each, with their position", () => {
  const row = (/** @type {number} */ key) => `row:header.team:${key}`
  const one = { values: { [row(1)]: { name: "สมชาย", position: "นิติกร" }, "row:other:1": { name: "คนอื่น" } } }
  const two = { values: { [row(2)]: { name: "สมชาย", position: "นิติกร" }, [row(3)]: { name: "สมหญิง" } } }
  assert.deepEqual(earlierPeople({ one, two }), [{ name: "สมชาย", position: "นิติกร" }, { name: "สมหญิง", position: "" }])
})

test("last year's scores answer the table with its parts, and last year's total", () => {
  const published = { 2570: { 1: "1", 2: "2" }, 2569: { 1: "70", 2: "80.5", 2.1: "81" } }
  assert.deepEqual(allKnown(FORM, published), [
    { year: 2569, answers: [{ field: "answer:table:1", value: "70.00" }, { field: "answer:table:2", value: "80.50" }, { field: "answer:table:2.1", value: "81.00" }] },
    { year: 2569, answers: [{ field: "answer:total", value: "75.25" }] },
  ])
})

test("a published total is taken as it was published", () => {
  const published = { 2569: { 1: "70", 2: "80", total: "75.03" } }
  assert.deepEqual(allKnown(FORM, published)[1], { year: 2569, answers: [{ field: "answer:total", value: "75.03" }] })
})

test("an incomplete year gives no total, an unknown one nothing", () => {
  assert.deepEqual(allKnown(FORM, { 2569: { 1: "70" } }), [{ year: 2569, answers: [{ field: "answer:table:1", value: "70.00" }] }])
  assert.deepEqual(allKnown(FORM, { 2570: { 1: "70" } }), [])
  assert.deepEqual(allKnown(FORM, {}), [])
})
