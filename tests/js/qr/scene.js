// @ts-check
/** Pictures as a bad camera takes them of a symbol: turned, aslant, blurred, noisy, in uneven light, damaged. */

import { projection } from "../../../static/js/qr/perspective.js"

/** @typedef {{ size: number, dark: Uint8Array }} Cells */
/** @typedef {{ width?: number, height?: number, side?: number, turn?: number, tilt?: number, across?: number,
 * blur?: number, noise?: number, shadow?: number, contrast?: number, damage?: number, seed?: number }} Conditions
 * `side` of the symbol in pixels, `turn` in degrees, `tilt` and `across`: how much smaller the far edge is */

/** @param {number} seed */
export function chance(seed) {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/**
 * @param {Cells} cells
 * @param {Conditions} [conditions]
 */
export function scene(cells, conditions = {}) {
  const {
    width = 640,
    height = 480,
    blur = 0,
    noise = 0,
    shadow = 0,
    contrast = 1,
    damage = 0,
    seed = 1,
  } = conditions
  const next = chance(seed)
  const dark = damaged(cells.dark, damage, next)
  const place = placed(cells.size, { width, height, ...conditions })
  const sharp = new Float32Array(width * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [one, other] = [place(x + 0.25, y + 0.6), place(x + 0.75, y + 0.4)]
      sharp[y * width + x] = (paper(dark, cells.size, one) + paper(dark, cells.size, other)) / 2
    }
  }
  const soft = blurred(blurred(sharp, width, height, blur), width, height, blur)
  const light = new Uint8Array(width * height)
  for (let i = 0; i < light.length; i += 1) {
    const lit = 1 - (shadow * ((i % width) / width + Math.floor(i / width) / height)) / 2
    const value = (128 + ((soft[i] ?? 0) - 128) * contrast) * lit + (next() + next() + next() - 1.5) * noise
    light[i] = Math.max(0, Math.min(255, value))
  }
  return { width, height, light }
}

/**
 * @param {Uint8Array} dark
 * @param {number} size
 * @param {{ x: number, y: number }} point
 */
function paper(dark, size, { x, y }) {
  if (x >= 0 && y >= 0 && x < size && y < size) return dark[Math.floor(y) * size + Math.floor(x)] ? 20 : 235
  if (x > -4 && y > -4 && x < size + 4 && y < size + 4) return 235
  return ((x + 900) & 15) > 11 ? 60 : 140
}

/**
 * @param {Uint8Array} cells
 * @param {number} share
 * @param {() => number} next
 */
function damaged(cells, share, next) {
  const side = Math.sqrt(cells.length)
  const spot = Math.round(side * Math.sqrt(share))
  const [top, left] = [
    Math.floor(side * 0.4 + next() * side * 0.15),
    Math.floor(side * 0.4 + next() * side * 0.15),
  ]
  return cells.map((value, cell) => {
    const [row, column] = [Math.floor(cell / side) - top, (cell % side) - left]
    return row >= 0 && column >= 0 && row < spot && column < spot ? Number(next() < 0.5) : value
  })
}

/**
 * From points of the picture to cells.
 * @param {number} size
 * @param {Conditions & { width: number, height: number }} conditions
 */
function placed(size, { width, height, side = 300, turn = 0, tilt = 0, across = 0 }) {
  const angle = (turn * Math.PI) / 180
  const corners = /** @type {const} */ ([
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ])
  const pairs = corners.map(([x, y]) => {
    const depth = (1 + tilt * (y - 0.5)) * (1 + across * (x - 0.5))
    const [u, v] = [((x - 0.5) * side) / depth, ((y - 0.5) * side) / depth]
    const from = {
      x: width / 2 + u * Math.cos(angle) - v * Math.sin(angle),
      y: height / 2 + u * Math.sin(angle) + v * Math.cos(angle),
    }
    return { from, to: { x: x * size, y: y * size } }
  })
  const place = projection(pairs, Math.max(width, height))
  if (!place) throw new Error("no such view")
  return place
}

/**
 * The mean of a square around each point.
 * @param {Float32Array} values
 * @param {number} width
 * @param {number} height
 * @param {number} reach
 */
function blurred(values, width, height, reach) {
  if (reach === 0) return values
  const across = smeared(values, width * height, 1, reach, width)
  return smeared(across, width * height, width, reach, width)
}

/**
 * @param {Float32Array} values
 * @param {number} length
 * @param {number} step
 * @param {number} reach in pixels, may be a fraction
 * @param {number} width
 */
function smeared(values, length, step, reach, width) {
  const whole = Math.floor(reach)
  const part = reach - whole
  return values.map((own, i) => {
    let [sum, weight] = [own, 1]
    for (let k = 1; k <= whole + 1; k += 1) {
      const share = k <= whole ? 1 : part
      for (const other of [i - k * step, i + k * step]) {
        const outside =
          other < 0 || other >= length || (step === 1 && Math.floor(other / width) !== Math.floor(i / width))
        if (share > 0 && !outside) [sum, weight] = [sum + (values[other] ?? 0) * share, weight + share]
      }
    }
    return sum / weight
  })
}
