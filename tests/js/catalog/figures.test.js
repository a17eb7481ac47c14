// @ts-check
/** Figures and progress computed on a phone; tests/catalog/test_twins.py compares every vector of
 * tests/vectors/ita-figures.json, whose editions only Python reads. */

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { describe, test } from "node:test"
import { figures, indicatorScore, mean, millionths } from "../../../static/js/catalog/figures.js"
import { levelFor, parentState, percentDone } from "../../../static/js/catalog/progress.js"

/** @type {{ parts: { note: string, parts: Record<string, string>, score: string | null }[], progress: { done: number, planned: number, percent: string | null }[] }} */
const vectors = JSON.parse(readFileSync(new URL("../../vectors/ita-figures.json", import.meta.url), "utf-8"))

const EDITION = {
  instruments: [{ id: "X", name: "เอ็กซ์", weight: "33.5" }, { id: "Y", name: "วาย", weight: "66.5" }],
  indicators: ["1", "2", "10"].map((id) => ({ id, name: id, instrument: id === "10" ? "Y" : "X", parts: [] })),
  levels: [
    { id: "top", name: "ดีเยี่ยม", total: "90", each_instrument: "85" },
    { id: "pass", name: "ผ่าน", total: "85", each_instrument: null },
    { id: "low", name: "ต่ำ", total: "0", each_instrument: null },
  ],
  pass_mark: "85",
}

describe("figures", () => {
  test("all of them follow from the scores", () => {
    const { means, total, level, ranking, failing } = figures(EDITION, { 1: "84.99", 2: "85.00", 10: "100" })
    assert.deepEqual(means, { X: "85.00", Y: "100.00" }) // 84.995 is rounded up
    assert.equal(total, "94.98") // 94.975
    assert.equal(level?.id, "top")
    assert.deepEqual(ranking.map(({ rank, indicator, score }) => [rank, indicator, score]),
      [[1, "10", "100"], [2, "2", "85.00"], [3, "1", "84.99"]])
    assert.deepEqual(failing.map(({ indicator }) => indicator), ["1"])
  })

  test("equal scores are ranked by number, not by text", () => {
    const { ranking } = figures(EDITION, { 10: "90", 2: "90.00" })
    assert.deepEqual(ranking.map(({ indicator }) => indicator), ["2", "10"])
  })

  test("a low instrument keeps a high total from the level that asks something of each", () => {
    assert.equal(figures(EDITION, { 1: "84", 2: "84", 10: "100" }).level?.id, "pass")
  })

  test("what is missing leaves its mean, the total and the level open", () => {
    const { means, total, level } = figures(EDITION, { 1: "90", 2: "90" })
    assert.deepEqual([means, total, level], [{ X: "90.00", Y: null }, null, null])
  })

  test("a binary fraction would lose this cent", () => assert.equal(mean(["1.00", "1.01"]), "1.01"))

  for (const { note, parts, score } of vectors.parts) {
    test(`the mean of parts where ${note}`, () => {
      const ids = Object.keys(parts).concat(score === null ? "missing" : [])
      assert.equal(indicatorScore({ parts: ids }, parts), score)
    })
  }

  for (const text of ["", "-1", "1e2", "๑", "1.", "1.1234567", "incomplete"]) {
    test(`"${text}" is no score`, () => assert.throws(() => millionths(text), TypeError))
  }
})

describe("progress", () => {
  for (const { done, planned, percent } of vectors.progress) {
    test(`${done} of ${planned} is ${percent}`, () => assert.equal(percentDone({ done, planned }), percent))
  }

  test("the exact share decides, not its rounded figure", () => {
    const bands = [{ option: "low", start: "0", below: "50" }, { option: "high", start: "50", below: null }]
    const question = { rounds: [{ id: "6", bands }], options: [{ id: "low" }, { id: "high" }] }
    assert.equal(percentDone({ done: 49_999, planned: 100_000 }), "50.00")
    assert.equal(levelFor(question, { round: "6", done: 49_999, planned: 100_000 })?.id, "low")
    assert.equal(levelFor(question, { round: "6", done: 1, planned: 2 })?.id, "high")
    assert.equal(levelFor(question, { round: "12", done: 1, planned: 2 }), null)
    assert.equal(levelFor(question, { round: "6", done: 1, planned: 0 }), null)
  })

  test("a parent shows all, some or none of its children", () => {
    assert.deepEqual([[true, true], [true, false], [false], []].map(parentState), ["all", "some", "none", "none"])
  })
})
