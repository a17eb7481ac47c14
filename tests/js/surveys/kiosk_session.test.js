// @ts-check
/** Nobody's answers wait for the next citizen, and nobody who still answers is interrupted. */

import assert from "node:assert/strict"
import { test } from "node:test"

import { dayAt, newId } from "../../../static/js/surveys/kiosk_ids.js"
import { Memory } from "../../../static/js/surveys/kiosk_memory.js"
import { PATIENCE, Session } from "../../../static/js/surveys/kiosk_session.js"
import { account, warnings } from "../../../static/js/surveys/kiosk_staff.js"
import { isOpen } from "../../../static/js/surveys/kiosk_words.js"
import { FakeShelf, NOW } from "./fake_office.js"

/** @typedef {import("../../../static/js/surveys/kiosk_words.js").Question} Question */

/** @type {Question[]} */
const QUESTIONS = ["visitor", "overall", "comment"].map((id) => ({
  id, kind: id === "comment" ? "text" : "rating", text: {}, hint: {}, required: id === "overall", options: [],
}))
const FACTS = { day: "2026-11-20", version: "standard-1", newId }
const TH = {
  id: "th", name: "ไทย", ratings: {},
  words: {
    waiting: "ยังไม่ส่ง {count} คำตอบ", all_sent: "ไม่มีคำตอบค้างส่ง", sent_at: "ส่งล่าสุด {time}",
    never_sent: "ยังไม่เคยส่ง", clock: "{hours}.{minutes} น.", silent: "ติดต่อไม่ได้เกิน 1 วัน",
    refused: "ไม่รับ {count}: {reason}", no_pass: "เชื่อมต่อใหม่", ended: "ถูกยกเลิก", unreadable: "เปิดไม่ได้",
  },
}
const NOTHING = { waiting: 0, refused: 0, reason: "", readable: true }
const KNOWN = { pass: "kiosk.x", dead: /** @type {const} */ (""), offset: 0, heard: NOW, sent: 0 }

test("before anybody has begun, nothing is ever reset", () => {
  const session = new Session(QUESTIONS)
  session.touch(1_000)
  assert.equal(session.left(10 ** 9), undefined)
})

test("who has begun has twenty seconds after every touch", () => {
  const session = new Session(QUESTIONS)
  session.give("5", 1_000)
  assert.equal(session.left(1_000), PATIENCE)
  session.touch(15_000)
  assert.equal(session.left(25_000), 10_000)
  assert.equal(session.left(60_000), 0)
})

test("the required question cannot be passed over, any other can", () => {
  const session = new Session(QUESTIONS)
  session.next()
  session.next()
  assert.deepEqual([session.step, session.isWhole], [1, false])
  session.give("4", 0)
  session.next()
  assert.deepEqual([session.step, session.isLast, session.isWhole], [2, true, true])
})

test("going back shows what was given, and taking it back leaves nothing", () => {
  const session = new Session(QUESTIONS)
  session.give("2", 0)
  session.next()
  session.back()
  assert.equal(session.given("visitor"), "2")
  session.give("", 0)
  assert.deepEqual(session.answer({ at: 0, ...FACTS }).given, {})
})

test("an answer that is sent again has the same id", () => {
  const session = new Session(QUESTIONS)
  session.give("5", 0)
  const first = session.answer({ at: 9_000, ...FACTS })
  assert.match(first.id, /^[0-9a-hjkmnp-tv-z]{20}$/)
  assert.equal(session.answer({ at: 10_000, ...FACTS }).id, first.id)
  assert.notEqual(new Session(QUESTIONS).answer({ at: 0, ...FACTS }).id, first.id)
})

test("less than four seconds from the first touch to sending is fast", () => {
  for (const [took, fast] of /** @type {[number, boolean][]} */ ([[3_999, true], [4_000, false]])) {
    const session = new Session(QUESTIONS)
    session.give("5", 500)
    assert.equal(session.answer({ at: 500 + took, ...FACTS }).fast, fast)
  }
})

test("the day is Thailand's, on both sides of midnight", () => {
  assert.equal(dayAt(Date.parse("2026-09-30T16:59:59Z")), "2026-09-30")
  assert.equal(dayAt(Date.parse("2026-09-30T17:00:00Z")), "2026-10-01")
})

test("a point is open on its first and last day", () => {
  const point = { opens: "2026-11-01", ends: "2026-11-30" }
  const days = ["2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"]
  assert.deepEqual(days.map((day) => isOpen(point, day)), [false, true, true, false])
  assert.equal(isOpen({ opens: null, ends: null }, "2026-11-20"), true)
})

test("the staff read what is held and when something was last sent", () => {
  const sent = Date.parse("2026-11-20T07:02:00Z")
  assert.equal(account({ ...NOTHING, waiting: 3 }, { ...KNOWN, sent }, sent + 60_000, TH), "ยังไม่ส่ง 3 คำตอบ · ส่งล่าสุด 14.02 น.")
  assert.equal(account(NOTHING, KNOWN, NOW, TH), "ไม่มีคำตอบค้างส่ง · ยังไม่เคยส่ง")
  assert.equal(account(NOTHING, { ...KNOWN, sent }, sent + 2 * 86_400_000, TH), "ไม่มีคำตอบค้างส่ง · ส่งล่าสุด 20 พ.ย. 2569 14.02 น.")
})

test("the staff are warned after a day without network, of refused answers and of a pass that ended", () => {
  assert.deepEqual(warnings(NOTHING, KNOWN, NOW + 86_400_000, TH), [])
  assert.deepEqual(warnings(NOTHING, KNOWN, NOW + 86_400_001, TH), ["ติดต่อไม่ได้เกิน 1 วัน"])
  assert.deepEqual(warnings({ ...NOTHING, refused: 1, reason: "ยาว" }, { ...KNOWN, dead: "ended" }, NOW, TH), ["ถูกยกเลิก", "ไม่รับ 1: ยาว"])
  assert.deepEqual(warnings({ ...NOTHING, readable: false }, { ...KNOWN, pass: "" }, 10 ** 15, TH), ["เปิดไม่ได้"])
})

test("what one point remembers, another does not see, and a shelf that is broken breaks nothing", () => {
  const shelf = new FakeShelf()
  new Memory("one", shelf).connect("kiosk.a", NOW)
  assert.equal(new Memory("one", shelf).isConnected, true)
  assert.equal(new Memory("two", shelf).isConnected, false)
  const broken = { getItem: () => "{", setItem: () => assert.fail("full") }
  const memory = new Memory("one", broken)
  memory.connect("kiosk.a", NOW)
  assert.equal(memory.isConnected, true)
})
