// @ts-check
/** Browsers inside other apps are recognised, those of the phone are left in peace. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { inAppBrowser, outsideAddress } from "../../../static/js/web/browsing.js"

const ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 (KHTML, like Gecko)"
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"

for (const [app, agent] of [
  ["line", `${ANDROID} Version/4.0 Chrome/124.0 Mobile Safari/537.36 Line/14.6.2/IAB`],
  ["line", `${IPHONE} Mobile/15E148 Safari Line/14.7.0`],
  ["facebook", `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/460.0.0.29.109]`],
  ["facebook", `${ANDROID} Version/4.0 Chrome/124.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/460.0;]`],
  ["instagram", `${IPHONE} Mobile/15E148 Instagram 330.0.0.0`],
  ["other", `Mozilla/5.0 (Linux; Android 13; SM-A145F Build/TP1A; wv) AppleWebKit/537.36 Chrome/124.0 Mobile`],
  [null, `${ANDROID} Chrome/124.0.0.0 Mobile Safari/537.36`],
  [null, `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`],
  [null, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"],
  [null, "Mozilla/5.0 (Online; Airline/3) Gecko"],
]) {
  test(`${agent} is ${app ?? "a browser of the phone"}`, () => assert.equal(inAppBrowser(String(agent)), app))
}

test("LINE is left by an address of its own, whatever the address asks already", () => {
  assert.equal(
    outsideAddress("line", "https://nithet.example/visits/ready?lang=en#a"),
    "https://nithet.example/visits/ready?lang=en&openExternalBrowser=1#a",
  )
})

test("other apps know no such address", () => assert.equal(outsideAddress("facebook", "https://nithet.example/"), null))
