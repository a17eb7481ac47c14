// @ts-check
/** Each case in tests/vectors/ita-scores.json; tests/ita/test_score_entering.py runs the same ones. */

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { isNothing, readScore } from "../../../static/js/ita/score_text.js"

/** @type {[string, string | null][]} what is typed, and the score or the code that it is refused with */
const vectors = JSON.parse(readFileSync(new URL("../../vectors/ita-scores.json", import.meta.url), "utf-8"))

for (const [typed, expected] of vectors) {
  test(`${JSON.stringify(typed)} gives ${expected}`, () => {
    assert.equal(readScore(typed), expected?.startsWith("ita.") ? null : expected)
    assert.equal(isNothing(typed), expected === null)
  })
}
