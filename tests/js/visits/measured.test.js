// @ts-check
/** What is overdue is seen first, and what is over last. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { followed } from "../../../static/js/visits/measured.js"

/** @typedef {import("../../../static/js/visits/measured.js").Measure} Measure */

/**
 * @param {string} title
 * @param {Partial<Measure>} said
 * @returns {Measure}
 */
const measure = (title, said = {}) => ({ year: 2570, title, state: "doing", ...said })
const titles = (/** @type {Measure[]} */ measures, day = "2027-03-31") => followed(measures, day).map(({ title }) => title)

test("what is overdue comes first, then what is not over, then the rest", () => {
  const all = [measure("done", { state: "done" }), measure("open"), measure("late", { due: "2027-03-30" }), measure("later", { due: "2027-04-30" })]
  assert.deepEqual(titles(all), ["late", "open", "later", "done"])
})

test("a measure is overdue from the day after its day", () => {
  const known = [measure("a", { due: "2027-03-31" })]
  assert.deepEqual(followed(known, "2027-03-31").map(({ overdue }) => overdue), [false])
  assert.deepEqual(followed(known, "2027-04-01").map(({ overdue }) => overdue), [true])
})

test("what is over or has no day is never overdue", () => {
  const all = [measure("a", { due: "2020-01-01", state: "done" }), measure("b", { due: "2020-01-01", state: "dropped" }), measure("c")]
  assert.deepEqual(followed(all, "2027-04-01").filter(({ overdue }) => overdue), [])
})

test("the order of the office stays among equals, and nothing given is changed", () => {
  const all = [measure("b"), measure("a"), measure("c", { state: "planned" })]
  assert.deepEqual(titles(all), ["b", "a", "c"])
  assert.ok(!("overdue" in (all[0] ?? {})))
})
