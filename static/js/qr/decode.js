// @ts-check
/** Reads a QR symbol in a picture from a camera, for browsers that cannot do so themselves. Garbage is
 * read as nothing, in bounded time. No DOM. */

import { triples } from "./finders.js"
import { grids } from "./grid.js"
import { read } from "./read.js"
import { relief } from "./relief.js"

/** @typedef {{ width: number, height: number, light: Uint8Array }} Picture light of every point, row by row */
/** @typedef {import("./read.js").Reading} Reading */

/**
 * @param {Picture} picture
 * @returns {Reading | null}
 */
export function decode(picture) {
  if (picture.light.length !== picture.width * picture.height) throw new RangeError("a picture of another size")
  // Half the size evens out noise; looking farther around helps with symbols that fill the picture.
  return attempt(picture, 16) ?? attempt(halved(picture), 16) ?? attempt(picture, 5)
}

/**
 * @param {Picture} picture
 * @param {number} part of the longer side: how far around a point one looks to tell dark from light
 */
function attempt({ width, height, light }, part) {
  const shaped = relief(light, width, height, Math.ceil(Math.max(width, height) / part))
  for (const triple of triples(shaped)) {
    for (const cells of grids(shaped, triple)) {
      const reading = read(cells)
      if (reading) return reading
    }
  }
  return null
}

/**
 * @param {Picture} picture
 * @returns {Picture}
 */
function halved({ width: before, height: rows, light }) {
  const [width, height] = [before >> 1, rows >> 1]
  const half = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0, at = 2 * y * before; x < width; x += 1, at += 2) {
      const sum =
        (light[at] ?? 0) + (light[at + 1] ?? 0) + (light[at + before] ?? 0) + (light[at + before + 1] ?? 0)
      half[y * width + x] = sum >> 2
    }
  }
  return { width, height, light: half }
}
