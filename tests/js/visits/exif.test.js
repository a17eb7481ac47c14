// @ts-check
/** When and where a photo was taken is read from any head of a file, and no file can break the reading. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { readExif } from "../../../static/js/visits/exif.js"

/** @typedef {{ tag: number, type: number, values: number[] | string }} Tag */

const NOTHING = { taken: null, place: null }
const ASCII = 2
const LONG = 4
const RATIONAL = 5
const PLACE = [
  { tag: 1, type: ASCII, values: "N" },
  { tag: 2, type: RATIONAL, values: [16, 1, 26, 1, 1234, 100] },
  { tag: 3, type: ASCII, values: "E" },
  { tag: 4, type: RATIONAL, values: [102, 1, 50, 1, 0, 1] },
]

/**
 * A head as a camera writes it; `little` is the order of bytes.
 * @param {{ exif?: Tag[], place?: Tag[], little?: boolean, before?: number[] }} parts
 */
function head({ exif = [], place = [], little = true, before = [] }) {
  const view = new DataView(new ArrayBuffer(4096))
  let free = 1000
  view.setUint16(0, little ? 0x4949 : 0x4d4d)
  view.setUint16(2, 42, little)
  view.setUint32(4, 8, little)
  const directories = { 100: exif, 500: place }
  const pointers = [0x8769, 0x8825].map((tag, index) => ({ tag, type: LONG, values: [[100, 500][index] ?? 0] }))
  for (const [at, tags] of Object.entries({ 8: pointers, ...directories })) write(Number(at), tags)
  const start = [0xff, 0xd8, ...before, 0xff, 0xe1, 0x10, 0x08, 0x45, 0x78, 0x69, 0x66, 0, 0]
  return Uint8Array.from([...start, ...new Uint8Array(view.buffer), 0xff, 0xda, 0, 2]).buffer

  /**
   * @param {number} at
   * @param {Tag[]} tags
   */
  function write(at, tags) {
    view.setUint16(at, tags.length, little)
    for (const [index, { tag, type, values }] of tags.entries()) {
      const entry = at + 2 + index * 12
      const numbers = typeof values === "string" ? Array.from(`${values}\0`, (letter) => letter.charCodeAt(0)) : values
      const width = type === ASCII ? 1 : 4
      view.setUint16(entry, tag, little)
      view.setUint16(entry + 2, type, little)
      view.setUint32(entry + 4, type === RATIONAL ? numbers.length / 2 : numbers.length, little)
      const inside = numbers.length * width <= 4
      if (!inside) view.setUint32(entry + 8, free, little)
      const target = inside ? entry + 8 : free
      for (const [step, number] of numbers.entries()) {
        if (width === 1) view.setUint8(target + step, number)
        else view.setUint32(target + step * 4, number, little)
      }
      if (!inside) free += numbers.length * width
    }
  }
}

/** @param {string} values */
const taken = (values) => ({ tag: 0x9003, type: ASCII, values })

for (const little of [true, false]) {
  test(`time and place are read, ${little ? "smallest" : "largest"} byte first`, () => {
    const zone = { tag: 0x9011, type: ASCII, values: "+07:00" }
    const found = readExif(head({ exif: [taken("2026:11:21 13:02:11"), zone], place: PLACE, little }))
    assert.equal(found.taken, "2026-11-21T06:02:11.000Z")
    assert.deepEqual(found.place, { latitude: "16.436761", longitude: "102.833333", accuracy: 0 })
  })
}

test("south and west are below zero, and the error of the place is in whole metres", () => {
  const far = PLACE.map((tag) => ({ ...tag, values: tag.values === "N" ? "S" : tag.values === "E" ? "W" : tag.values }))
  const error = { tag: 31, type: RATIONAL, values: [149, 10] }
  const { place } = readExif(head({ place: [...far, error] }))
  assert.deepEqual(place, { latitude: "-16.436761", longitude: "-102.833333", accuracy: 15 })
})

test("a time without a zone is that of this phone", () => {
  const { taken: found } = readExif(head({ exif: [taken("2026:11:21 13:02:11")] }))
  assert.equal(found, new Date(2026, 10, 21, 13, 2, 11).toISOString())
})

test("thousandths of a second are kept", () => {
  const parts = [taken("2026:11:21 13:02:11"), { tag: 0x9291, type: ASCII, values: "7" }, { tag: 0x9011, type: ASCII, values: "-01:30" }]
  assert.equal(readExif(head({ exif: parts })).taken, "2026-11-21T14:32:11.700Z")
})

test("without the moment of taking, that of digitizing counts", () => {
  const exif = [{ tag: 0x9004, type: ASCII, values: "2020:02:29 00:00:00" }]
  assert.equal(readExif(head({ exif })).taken, new Date(2020, 1, 29).toISOString())
})

for (const values of ["", "0000:00:00 00:00:00", "2026:13:01 00:00:00", "2026:02:30 00:00:00", "2026:11:21 25:00:00", "yesterday", "1970:01:01 00:00:00"]) {
  test(`"${values}" is no moment`, () => assert.equal(readExif(head({ exif: [taken(values)] })).taken, null))
}

test("no place is made of zeros, of half a place, or of degrees beyond the globe", () => {
  const zeros = PLACE.map((tag) => (tag.type === RATIONAL ? { ...tag, values: [0, 1, 0, 1, 0, 1] } : tag))
  const endless = PLACE.map((tag) => (tag.type === RATIONAL ? { ...tag, values: [1, 0, 0, 0, 0, 0] } : tag))
  const beyond = PLACE.map((tag) => (tag.tag === 2 ? { ...tag, values: [91, 1, 0, 1, 0, 1] } : tag))
  for (const place of [zeros, endless, beyond, PLACE.slice(0, 2), PLACE.slice(1)]) {
    assert.equal(readExif(head({ place })).place, null)
  }
})

test("other parts of a file may come before", () => {
  const before = [0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xe1, 0, 6, 104, 116, 116, 112]
  assert.ok(readExif(head({ exif: [taken("2026:11:21 13:02:11")], before })).taken)
})

for (const [what, bytes] of Object.entries({
  "an empty file": [],
  "one byte": [0xff],
  "a PNG": [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  "a JPEG without any": [0xff, 0xd8, 0xff, 0xda, 0, 2],
  "a JPEG that ends at once": [0xff, 0xd8],
})) {
  test(`${what} says nothing`, () => assert.deepEqual(readExif(Uint8Array.from(bytes).buffer), NOTHING))
}

test("a directory that points at itself ends", () => {
  const bytes = new Uint8Array(head({ exif: [taken("2026:11:21 13:02:11")] }))
  new DataView(bytes.buffer).setUint32(12 + 8 + 2 + 8, 8, true)
  assert.equal(readExif(bytes.buffer).taken, null)
})

test("no damage and no cut breaks the reading", () => {
  const whole = new Uint8Array(head({ exif: [taken("2026:11:21 13:02:11")], place: PLACE }))
  let seed = 1
  const chance = (/** @type {number} */ most) => (seed = (seed * 48271) % 0x7fffffff) % most
  for (let round = 0; round < 20_000; round += 1) {
    const bytes = whole.slice(0, round % 3 ? whole.length : chance(whole.length))
    for (let hit = 0; hit < 1 + chance(6); hit += 1) bytes[chance(Math.min(bytes.length, 1300))] = chance(256)
    const { taken: moment, place } = readExif(bytes.buffer)
    assert.ok(moment === null || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(moment), `${moment}`)
    if (place) assert.match(`${place.latitude} ${place.longitude} ${place.accuracy}`, /^-?\d{1,2}\.\d{6} -?\d{1,3}\.\d{6} \d{1,6}$/)
  }
})
