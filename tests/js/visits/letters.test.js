// @ts-check
/** Each phone of a team goes by a letter of its own. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { freeLetters, joiningLetter, settledLetter } from "../../../static/js/visits/letters.js"

/** @param {...[string, string]} phones */
const others = (...phones) => phones.map(([device, letter]) => ({ device, letter }))

test("whoever joins takes the first letter that nobody has", () => {
  assert.equal(joiningLetter({ id: "5", letter: "A" }, others(["1", "A"], ["9", "B"])), "C")
  assert.equal(joiningLetter({ id: "5", letter: "D" }, others(["1", "A"])), "D")
})

test("of two phones with one letter exactly one gives way", () => {
  const [one, two] = [{ id: "1", letter: "A" }, { id: "2", letter: "A" }]
  assert.equal(settledLetter(one, others(["2", "A"])), "A")
  assert.equal(settledLetter(two, others(["1", "A"])), "B")
})

test("what a person has chosen stays", () => {
  const own = { id: "5", letter: "A", chosen: true }
  assert.equal(joiningLetter(own, others(["1", "A"])), "A")
  assert.equal(settledLetter(own, others(["1", "A"])), "A")
})

test("a digit gives way to a letter, and digits are never offered", () => {
  assert.equal(settledLetter({ id: "5", letter: "7" }, others(["1", "A"])), "B")
  assert.match(freeLetters([]).join(""), /^[A-Z]{26}$/)
})
