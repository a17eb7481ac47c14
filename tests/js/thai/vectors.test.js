// @ts-check
/** Each case in tests/vectors/thai-*.json; tests/thai/test_vectors.py runs the same ones. */

import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { describe, test } from "node:test"
import { answer } from "../answers.js"
import { CALLS } from "./calls.js"

/** @typedef {{ args: unknown[], gives?: unknown, refuses?: string }} Case */

const folder = new URL("../../vectors/", import.meta.url)
const files = readdirSync(folder).filter((name) => /^thai-.*\.json$/.test(name))
const vectors = files.flatMap((name) => Object.entries(casesIn(name)))

for (const [call, cases] of vectors) {
  describe(call, () => {
    for (const { args, ...expected } of cases) {
      test(JSON.stringify(args).slice(0, 80), async () => {
        const { parameters: _, ...given } = /** @type {Record<string, unknown>} */ (await answer(CALLS, call, args))
        assert.deepEqual(given, expected)
      })
    }
  })
}

test("every call has a vector", () => {
  assert.deepEqual(vectors.map(([call]) => call).sort(), Object.keys(CALLS).sort())
})

/**
 * @param {string} name
 * @returns {Record<string, Case[]>}
 */
function casesIn(name) {
  return JSON.parse(readFileSync(new URL(name, folder), "utf-8"))
}
