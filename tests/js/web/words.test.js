// @ts-check
/** Sentences with gaps, and addresses that scripts may be started from. */

import assert from "node:assert/strict"
import { test } from "node:test"

import { checked } from "../../../static/js/web/trusted.js"
import { fill, say } from "../../../static/js/web/words.js"

test("gaps are filled, and one without a value stays visible", () => {
  assert.equal(fill("รอส่ง {n} จาก {of}", { n: 0 }), "รอส่ง 0 จาก {of}")
})

test("values are never read as gaps", () => {
  assert.equal(fill("{a} {b}", { a: "{b}", b: "$&" }), "{b} $&")
})

test("a sentence that is missing shows as missing", () => {
  assert.equal(say("never_worded"), "⟦never_worded⟧")
})

test("scripts are started from addresses of ours only", () => {
  for (const address of ["/sw.js", "/static/0a1b2c3d4e5f/js/visits/photo_worker.js"]) assert.equal(checked(address), address)
  for (const address of ["//elsewhere/sw.js", "/sw.js?x", "data:text/javascript,0", "/static/0a/js/../../x.js", "blob:x"])
    assert.throws(() => checked(address), TypeError)
})
