// @ts-check
/** Finds the small squares inside of a QR symbol, near where they are expected. */

import { lightAt } from "./relief.js"

/** @typedef {import("./relief.js").Relief} Relief */
/** @typedef {import("./perspective.js").Point} Point */
/** @typedef {import("./perspective.js").Projection} Projection */

/** Dark and light, row by row. */
const PATTERN = Array.from("1111110001101011000111111", Number)
const ENOUGH = 21 // of 25 cells

/**
 * The middle of the alignment pattern nearest to where it should be.
 * @param {Relief} picture
 * @param {Projection} project
 * @param {Point} expected in cells
 * @param {number} reach in cells
 */
export function alignmentNear(picture, project, expected, reach) {
  const rough = bestAlignment(picture, project, expected, reach, 0.5)
  const fine = rough && bestAlignment(picture, project, rough, 0.75, 0.125)
  return fine && project(fine.x, fine.y)
}

/**
 * Near one point the projection is as good as straight, which saves most of the work.
 * @param {Relief} picture
 * @param {Projection} project
 * @param {Point} around
 * @param {number} reach
 * @param {number} step
 */
function bestAlignment(picture, project, around, reach, step) {
  const [zero, right, below] = [
    project(around.x, around.y),
    project(around.x + 1, around.y),
    project(around.x, around.y + 1),
  ]
  const [ax, ay, bx, by] = [right.x - zero.x, right.y - zero.y, below.x - zero.x, below.y - zero.y]
  let [best, nearest, count, sumX, sumY] = [ENOUGH, Infinity, 0, 0, 0]
  for (let y = -reach; y <= reach; y += step) {
    for (let x = -reach; x <= reach; x += step) {
      let wrong = 0
      for (let i = 0; i < 25 && wrong <= 25 - best; i += 1) {
        const [u, v] = [x + (i % 5) - 2, y + Math.floor(i / 5) - 2]
        const light = lightAt(picture, zero.x + ax * u + bx * v, zero.y + ay * u + by * v)
        if (Number(light < 0) !== PATTERN[i]) wrong += 1
      }
      if (25 - wrong < best) continue
      const away = Math.hypot(x, y)
      if (25 - wrong > best || away < nearest - 2) [best, nearest, count, sumX, sumY] = [25 - wrong, away, 0, 0, 0]
      if (away <= nearest + 2) [count, sumX, sumY] = [count + 1, sumX + x, sumY + y]
    }
  }
  return count ? { x: around.x + sumX / count, y: around.y + sumY / count } : null
}
