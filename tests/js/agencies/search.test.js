// @ts-check
/** Narrowing a list on the page finds what the server's search finds. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { fits } from "../../../static/js/agencies/search.js"

// As the server folds: name, district, province and ITAS code.
const SEARCH_TEXT = "ทุงแก|เจริญศิลป|สกลนคร|s001"

for (const typed of ["", " ", "ทุ่งแก", "ทุงแก", "อบต.ทุ่งแก", "S๐๐๑", "เจริญศิลป์ ทุ่งแก", "ทุ่ง สกล"]) {
  test(`"${typed}" finds it`, () => assert.ok(fits(typed, SEARCH_TEXT)))
}

for (const typed of ["โคกม้า", "ทุ่งแก โคกม้า", "s002"]) {
  test(`"${typed}" does not find it`, () => assert.ok(!fits(typed, SEARCH_TEXT)))
}
