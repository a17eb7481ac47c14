// @ts-check
/** Each case in tests/vectors/visit-figures.json; tests/visits/test_figures.py runs the same ones. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { figures } from "../../../static/js/visits/figures.js"
import { said, vectors } from "./calls.js"

const { definition } = vectors("definition")

for (const { name, says, gives } of vectors("figures")) {
  test(name, () => {
    const computed = Object.entries(figures(said(says), definition))
    assert.deepEqual(Object.fromEntries(computed.filter(([part]) => part in gives)), gives)
  })
}
