// @ts-check
/** Each case in tests/vectors/visit-advice.json; tests/visits/test_advice.py runs the same ones. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { advice } from "../../../static/js/visits/advice.js"
import { said, vectors } from "./calls.js"

const { definition } = vectors("definition")

for (const { name, says, gives } of vectors("advice")) {
  test(name, () => assert.deepEqual(advice(said(says), definition), gives))
}
