// @ts-check
/** A sealed file opens with its passphrase and with nothing else, and says what is wrong with it. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { isSealed, seal, unseal } from "../../../static/js/visits/sealing.js"

const PASSPHRASE = "ข้าวเหนียวมะม่วง 42"
const SECRET = new TextEncoder().encode("คะแนน 85.50")
const SEALED = await seal(SECRET, PASSPHRASE)

/** @param {string} code */
function refusal(code) {
  return (/** @type {unknown} */ error) => error instanceof Error && "code" in error && error.code === code
}

/**
 * @param {number} place
 * @param {number} value
 */
function changed(place, value) {
  return SEALED.map((byte, i) => (i === place ? byte ^ value : byte))
}

test("it opens with its passphrase", async () => assert.deepEqual(await unseal(SEALED, PASSPHRASE), SECRET))

test("space around it and another way of typing it do not matter", async () => {
  assert.deepEqual(await unseal(SEALED, ` ${PASSPHRASE.replace("42", "４２")} `), SECRET)
})

test("nothing of the content shows", () => {
  assert.ok(isSealed(SEALED))
  assert.ok(!Buffer.from(SEALED).includes("คะแนน"))
})

test("the same content is never sealed the same way twice", async () => {
  assert.notDeepEqual(await seal(SECRET, PASSPHRASE), SEALED)
})

test("guessing is made slow: 600,000 rounds", () =>
  assert.equal(new DataView(SEALED.buffer).getUint32(8), 600_000))

for (const passphrase of [`${PASSPHRASE}!`, "ข้าวเหนียวมะม่วง", "x"]) {
  test(`"${passphrase}" does not open it`, () =>
    assert.rejects(unseal(SEALED, passphrase), refusal("transfer.wrong_passphrase")))
}

test("without a passphrase one is asked for", () =>
  assert.rejects(unseal(SEALED, " "), refusal("transfer.passphrase_missing")))

test("a passphrase too short to protect is not taken", () =>
  assert.rejects(seal(SECRET, "1234567"), refusal("transfer.passphrase_short")))

for (const [where, place] of [
  ["digest", 45],
  ["locked part", SEALED.length - 3],
]) {
  test(`a change in the ${where} is told as damage, whatever the passphrase`, async () => {
    await assert.rejects(unseal(changed(Number(place), 1), PASSPHRASE), refusal("transfer.damaged"))
    await assert.rejects(unseal(changed(Number(place), 1), "wrong passphrase"), refusal("transfer.damaged"))
  })
}

test("a file cut short is damaged, at any length", async () => {
  for (const length of [8, 9, 20, 40, 60, 72, 80, SEALED.length - 1]) {
    await assert.rejects(unseal(SEALED.slice(0, length), PASSPHRASE), refusal("transfer.damaged"))
  }
})

test("a file that would keep the phone counting for hours is not opened", () => {
  return assert.rejects(unseal(changed(8, 0xff), PASSPHRASE), refusal("transfer.damaged"))
})

test("a later way of sealing is told as such", () => {
  return assert.rejects(unseal(changed(6, 3), PASSPHRASE), refusal("transfer.too_new"))
})
