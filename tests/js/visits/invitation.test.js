// @ts-check
/** An invitation survives being scanned, pasted and read aloud; anything else is no invitation. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { sha256Hex } from "../../../static/js/store/chain.js"
import { invitationAddress, readCode, readInvitation, spelled } from "../../../static/js/visits/invitation.js"

const DIGEST = "0123456789abcdef".repeat(4)
const VISIT = `0123456789abcdef-01hvx2m4p6r8t0v2x4z6a8c0e2`
const FACTS = {
  agency: "01hvx2m4p6r8t0v2x4z6a8c0e3",
  agency_name: "องค์การบริหารส่วนตำบลโนนงาม",
  form: "nacc-2563",
  year: 2570,
  digest: DIGEST,
  begun: "2026-11-21",
  join: await sha256Hex(`${VISIT}\nk7m2p9xz`),
}
const OPERATION = {
  id: "01hvx2m4p6r8t0v2x4z6a8c0e4",
  field: "visit",
  value: FACTS,
  replaces: [],
  at: "2026-11-21T06:02:11.123Z",
  by: "01hvx2m4p6r8t0v2x4z6a8c0e5",
  device: "0123456789",
  n: 1,
}
const INVITATION = { visit: VISIT, code: "k7m2p9xz", operation: OPERATION }
const ADDRESS = invitationAddress(INVITATION, "https://nithet.example")

test("what is scanned is what was shown", async () => assert.deepEqual(await readInvitation(ADDRESS), INVITATION))

test("the part behind the # alone is enough, with space around it", async () => {
  assert.deepEqual(await readInvitation(` ${new URL(ADDRESS).hash}\n`), INVITATION)
})

test("the server is told nothing of it", () => {
  assert.equal(ADDRESS.split("#")[0], "https://nithet.example/visits/join")
})

test("it fits a QR code that a phone can read", () => assert.ok(ADDRESS.length < 550, String(ADDRESS.length)))

/** @param {object} changes */
function changed(changes) {
  return invitationAddress(/** @type {typeof INVITATION} */ ({ ...INVITATION, ...changes }), "")
}

for (const [what, text] of [
  ["nothing", ""],
  ["another address", "https://example.org/#top"],
  ["a menu", "https://example.org/menu.pdf"],
  ["cut off in the middle", ADDRESS.slice(0, -40)],
  ["of a visit that is not one", changed({ visit: "../../accounts" })],
  ["of another form than the visit's", changed({ visit: `f${VISIT.slice(1)}` })],
  ["without a code", changed({ code: "" })],
  ["without an agency", changed({ operation: { ...OPERATION, value: { ...FACTS, agency: "" } } })],
  ["with a year in words", changed({ operation: { ...OPERATION, value: { ...FACTS, year: "2570" } } })],
]) {
  test(`${what}: no invitation`, async () => assert.equal(await readInvitation(String(text)), null))
}

for (const [typed, code] of [
  ["K7M2-P9XZ", "k7m2p9xz"],
  [" k7m2 p9xz ", "k7m2p9xz"],
  ["kol2pi๙9", "k012p199"],
  ["k7m2", ""],
  ["k7m2p!xz", ""],
]) {
  test(`"${typed}" is read as "${code}"`, () => assert.equal(readCode(String(typed)), code))
}

test("a code is shown as it is best read aloud", () => assert.equal(spelled("k7m2p9xz"), "K7M2-P9XZ"))
