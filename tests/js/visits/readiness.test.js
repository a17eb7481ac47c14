// @ts-check
/** Each line of the check before a trip is green for a good reason, or says what to tap. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { overall, readiness } from "../../../static/js/visits/readiness.js"

/** @type {import("../../../static/js/visits/readiness.js").Facts} */
const READY = {
  inApp: null,
  installed: true,
  persisted: true,
  free: 4_200_000_000,
  version: "0123456789ab",
  offline: true,
  forms: 2,
  agencies: 186,
  lastVisits: 12,
  packed: "2026-11-21T01:00:00.000Z",
  now: "2026-11-21T06:00:00.000Z",
  camera: "granted",
  person: "คนนิเทศ",
  signedIn: true,
  waiting: 0,
  waitingFiles: 0,
  clockOffset: 900,
}

/**
 * @param {Partial<typeof READY>} changes
 * @param {string} id
 */
function line(changes, id) {
  const found = readiness({ ...READY, ...changes }).find((one) => one.id === id)
  assert.ok(found)
  return found
}

test("a phone that is ready has only green lines", () => {
  assert.deepEqual(readiness(READY).filter((one) => one.standing !== "good"), [])
  assert.equal(overall(readiness(READY)), "good")
})

test("the worst line decides", () => {
  assert.equal(overall(readiness({ ...READY, installed: false })), "warn")
  assert.equal(overall(readiness({ ...READY, installed: false, offline: false })), "bad")
})

/** @type {[string, Partial<typeof READY>, string, string][]} */
const CASES = [
  ["browser", { inApp: "line" }, "bad", "outside"],
  ["installed", { installed: false }, "warn", "install"],
  ["offline", { offline: false }, "bad", "reload"],
  ["storage", { persisted: false }, "warn", "persist"],
  ["storage", { persisted: null }, "warn", ""],
  ["space", { free: 499_000_000 }, "warn", ""],
  ["space", { free: 59_000_000 }, "bad", ""],
  ["space", { free: null }, "warn", ""],
  ["session", { person: "" }, "bad", "sign_in"],
  ["session", { signedIn: false }, "bad", "sign_in"],
  ["session", { signedIn: null }, "warn", ""],
  ["data", { agencies: 0 }, "bad", "refresh"],
  ["data", { packed: "" }, "bad", "refresh"],
  ["data", { packed: "2026-11-13T06:00:00.000Z" }, "warn", "refresh"],
  ["data", { packed: "2026-11-18T06:00:00.000Z" }, "good", "refresh"],
  ["camera", { camera: "denied" }, "bad", "camera"],
  ["camera", { camera: "prompt" }, "warn", "camera"],
  ["clock", { clockOffset: -180_000 }, "warn", ""],
  ["clock", { clockOffset: null }, "warn", ""],
  ["unsent", { waitingFiles: 1 }, "warn", "send"],
]
for (const [id, changes, standing, action] of CASES) {
  test(`${id} with ${JSON.stringify(changes)} is ${standing}`, () => {
    const found = line(changes, id)
    assert.deepEqual([found.standing, found.action], [standing, action])
  })
}

test("the age of the data is told in whole days", () => {
  assert.equal(line({ packed: "2026-11-18T05:00:00.000Z" }, "data").parameters.days, 3)
})

test("a clock that is ahead of the server's is told apart from one behind", () => {
  assert.equal(line({ clockOffset: -600_000 }, "clock").word, "ready_clock_fast")
  assert.equal(line({ clockOffset: 600_000 }, "clock").word, "ready_clock_slow")
})
