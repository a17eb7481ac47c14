// @ts-check
/** Days and moments in the language of the page. */

import assert from "node:assert/strict"
import { afterEach, test } from "node:test"
import { formatDate, formatMoment, formatShortDate, formatSince, formatTime } from "../../../static/js/web/moments.js"

const EVENING = "2026-12-31T18:05:00.000Z"

/** @param {string} lang */
const page = (lang) => Object.assign(globalThis, { document: { documentElement: { lang } } })

afterEach(() => Reflect.deleteProperty(globalThis, "document"))

test("Thai readers see the Buddhist Era, and the day of Bangkok", () => {
  page("th")
  assert.equal(formatMoment(EVENING), "1 มกราคม 2570 เวลา 01.05 น.")
  assert.equal(formatShortDate("2026-11-21"), "21 พ.ย. 2569")
})

test("English readers see no Thai", () => {
  page("en")
  assert.equal(formatMoment(EVENING), "1 Jan 2027 01:05")
  assert.deepEqual([formatDate("2026-11-21"), formatShortDate("2026-11-21"), formatTime(EVENING)], ["21 Nov 2026", "21 Nov 2026", "01:05"])
})

test("what was today is told by its time alone, what was on another day of Bangkok with its day", () => {
  page("th")
  assert.equal(formatSince(EVENING, "2027-01-01T16:59:00.000Z"), "01.05 น.")
  assert.equal(formatSince(EVENING, "2026-12-31T16:59:00.000Z"), "1 ม.ค. 2570 01.05 น.")
  assert.equal(formatSince(EVENING, "2027-01-01T17:00:00.000Z"), "1 ม.ค. 2570 01.05 น.")
  page("en")
  assert.deepEqual([formatSince(EVENING, EVENING), formatSince(EVENING, "2027-01-02T02:00:00.000Z")], ["01:05", "1 Jan 2027 01:05"])
})
