// @ts-check
/** Days and moments in the language of the page. */

import assert from "node:assert/strict"
import { afterEach, test } from "node:test"
import { formatDate, formatMoment, formatShortDate, formatTime } from "../../../static/js/web/moments.js"

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
