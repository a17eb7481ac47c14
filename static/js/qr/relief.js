// @ts-check
/** How much lighter or darker each point of a picture is than what surrounds it, so that shadows and
 * uneven light do not matter. */

/** @typedef {{ width: number, height: number, values: Int16Array }} Relief below zero is dark */

/**
 * @param {Uint8ClampedArray} rgba
 * @returns {Uint8Array} green counts most, as for the eye
 */
export function luminance(rgba) {
  const light = new Uint8Array(rgba.length >> 2)
  for (let i = 0, at = 0; i < light.length; i += 1, at += 4) {
    light[i] = ((rgba[at] ?? 0) * 77 + (rgba[at + 1] ?? 0) * 151 + (rgba[at + 2] ?? 0) * 28) >> 8
  }
  return light
}

/**
 * @param {Uint8Array} light
 * @param {number} width
 * @param {number} height
 * @param {number} reach how far "what surrounds it" goes
 * @returns {Relief}
 */
export function relief(light, width, height, reach) {
  const sums = sumsOf(light, width, height)
  const values = new Int16Array(width * height)
  for (let y = 0; y < height; y += 1) {
    const top = Math.max(0, y - reach) * (width + 1)
    const bottom = Math.min(height, y + reach + 1) * (width + 1)
    const rows = (bottom - top) / (width + 1)
    for (let x = 0; x < width; x += 1) {
      const left = Math.max(0, x - reach)
      const right = Math.min(width, x + reach + 1)
      const sum = at(sums, bottom + right) - at(sums, bottom + left) - at(sums, top + right) + at(sums, top + left)
      // one more than the mean, so that an even surface is light
      values[y * width + x] = at(light, y * width + x) + 1 - (sum >>> 0) / (rows * (right - left))
    }
  }
  return { width, height, values }
}

/**
 * How light a point is; outside of the picture all is light.
 * @param {Relief} picture
 * @param {number} x
 * @param {number} y
 */
export function lightAt({ width, height, values }, x, y) {
  const [column, row] = [Math.floor(x), Math.floor(y)]
  return column >= 0 && row >= 0 && column < width && row < height ? (values[row * width + column] ?? 0) : 1
}

/**
 * The sum of all points above and left of each; it may run over, differences are right all the same.
 * @param {Uint8Array} light
 * @param {number} width
 * @param {number} height
 */
function sumsOf(light, width, height) {
  const sums = new Uint32Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y += 1) {
    let row = 0
    for (let x = 0; x < width; x += 1) {
      row += at(light, y * width + x)
      sums[(y + 1) * (width + 1) + x + 1] = at(sums, y * (width + 1) + x + 1) + row
    }
  }
  return sums
}

/**
 * @param {Uint8Array | Uint32Array} numbers
 * @param {number} index
 */
function at(numbers, index) {
  return /** @type {number} */ (numbers[index])
}
