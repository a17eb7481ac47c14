// @ts-check
/** Mistakes of a programmer are not answered as if a person had made them. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { formatTime } from "../../../static/js/thai/dates.js"
import { formatMoney, formatScore } from "../../../static/js/thai/digits.js"
import { fiscalYear } from "../../../static/js/thai/fiscal.js"

test("a moment without a time zone is a defect", () => {
  assert.throws(() => formatTime("2023-03-13T07:30:00"), TypeError)
})

for (const amount of ["", "1e3", "๑๒", "NaN", "1,000"]) {
  test(`"${amount}" is no stored amount`, () => {
    assert.throws(() => formatMoney(amount), TypeError)
    assert.throws(() => formatScore(amount), TypeError)
  })
}

test("a fiscal year cannot be changed", () => {
  const year = fiscalYear(2566)
  assert.throws(() => Object.assign(year, { year: 2567 }), TypeError)
  assert.throws(() => Object.assign(year.span, { start: "2022-01-01" }), TypeError)
  assert.throws(() => Object.assign(year.reportRounds[0], { due: "2022-01-01" }), TypeError)
})
