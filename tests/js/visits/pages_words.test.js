// @ts-check
/** The pages around the form say nothing that is not written down in both languages, and nothing is
 * written down that they never say. */

import assert from "node:assert/strict"
import { readFileSync, readdirSync } from "node:fs"
import { test } from "node:test"

const FOLDER = new URL("../../../static/js/visits/", import.meta.url)
const WORDS = JSON.parse(readFileSync(new URL("../../../data/wording/phone/pages.json", import.meta.url), "utf8"))
const KEY = /["`]((?:brief|close|home|join|ledger|new|pages|picker|ready|receive|team|unknown)_[a-z_]*)(["`]|\$\{)/g

const said = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".js"))
  .flatMap((name) => [...readFileSync(new URL(name, FOLDER), "utf8").matchAll(KEY)])
const whole = new Set(said.filter(([, , end]) => end !== "${").map(([, key]) => key))
const begun = said.filter(([, , end]) => end === "${").map(([, key = ""]) => key)

test("every sentence that is said exists", () => {
  assert.ok(whole.size > 100)
  assert.deepEqual([...whole].filter((key) => !(String(key) in WORDS)), [])
})

test("every sentence that exists is said", () => {
  const unsaid = Object.keys(WORDS).filter((key) => !whole.has(key) && !begun.some((start) => key.startsWith(start)))
  assert.deepEqual(unsaid, [])
})

test("both languages have the same gaps", () => {
  const gaps = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()
  const differing = Object.entries(WORDS).filter(([, { th, en }]) => String(gaps(th)) !== String(gaps(en)))
  assert.deepEqual(differing.map(([key]) => key), [])
})
