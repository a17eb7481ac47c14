// @ts-check
/** A file is the one that was issued, another one, or none that could be. */

import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { test } from "node:test"

import { bySize, formatOf, hex, judged } from "../../../static/js/reports/verify.js"

const MOST = 100
const PDF = new TextEncoder().encode("%PDF-1.7 รายงาน")
const DOCX = new TextEncoder().encode("PK word")
const KNOWN = new Map([
  ["pdf", sha256(PDF)],
  ["docx", sha256(DOCX)],
])

/** @param {Uint8Array} bytes */
function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex")
}

/** @param {Uint8Array} bytes */
function file(bytes) {
  return new Blob([new Uint8Array(bytes)])
}

test("the issued files are known by their format", async () => {
  assert.equal(await judged(file(PDF), KNOWN, MOST), "pdf")
  assert.equal(await judged(file(DOCX), KNOWN, MOST), "docx")
})

test("one changed bit anywhere makes it another file", async () => {
  for (let place = 0; place < PDF.length * 8; place += 1) {
    const changed = new Uint8Array(PDF)
    changed[place >> 3] = (changed[place >> 3] ?? 0) ^ (1 << (place & 7))
    assert.equal(await judged(file(changed), KNOWN, MOST), "different")
  }
})

test("a file longer or shorter by a byte is another one", async () => {
  assert.equal(await judged(file(PDF.slice(0, -1)), KNOWN, MOST), "different")
  assert.equal(await judged(file(new Uint8Array([...PDF, 10])), KNOWN, MOST), "different")
})

test("of an empty or a huge file not a byte is read", async () => {
  const untouched = () => Promise.reject(new Error("read"))
  assert.equal(await judged({ size: 0, arrayBuffer: untouched }, KNOWN, MOST), "empty")
  assert.equal(await judged({ size: MOST + 1, arrayBuffer: untouched }, KNOWN, MOST), "large")
  assert.equal(bySize(MOST, MOST), "")
})

test("a file that cannot be read is not called another one", async () => {
  const lost = { size: 5, arrayBuffer: () => Promise.reject(new DOMException("gone", "NotReadableError")) }
  assert.equal(await judged(lost, KNOWN, MOST), "unreadable")
})

test("hashes are written as people compare them", () => {
  assert.equal(hex(new Uint8Array([0, 15, 16, 255]).buffer), "000f10ff")
  assert.equal(formatOf("", KNOWN), "different")
})
