// @ts-check
/** Where the app runs. */

import assert from "node:assert/strict"
import { test } from "node:test"

import { isApplePhone } from "../../../static/js/web/install.js"

const ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15"

test("an iPad that calls itself a Mac is known by its touch screen", () => {
  assert.equal(isApplePhone(IPHONE, 5), true)
  assert.equal(isApplePhone(MAC, 5), true)
  assert.equal(isApplePhone(MAC, 0), false)
  assert.equal(isApplePhone(ANDROID, 5), false)
})
