// @ts-check
/** From cells of a flat symbol to points of a picture taken aslant. */

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ from: Point, to: Point }} Pair */
/** @typedef {(x: number, y: number) => Point} Projection */

/**
 * The projection that brings four or more points nearest to where they were seen; null when there is none.
 * @param {Pair[]} pairs
 * @param {number} size of the flat square, to keep the numbers near one
 * @returns {Projection | null}
 */
export function projection(pairs, size) {
  const reach = Math.max(1, ...pairs.map(({ to }) => Math.max(Math.abs(to.x), Math.abs(to.y))))
  const matrix = Array.from({ length: 8 }, () => new Float64Array(9))
  for (const { from, to } of pairs) {
    const [x, y, u, v] = [from.x / size, from.y / size, to.x / reach, to.y / reach]
    add(matrix, [x, y, 1, 0, 0, 0, -x * u, -y * u, u])
    add(matrix, [0, 0, 0, x, y, 1, -x * v, -y * v, v])
  }
  const h = solved(matrix)
  if (!h) return null
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, i = 0] = h
  return (x, y) => {
    const [p, q] = [x / size, y / size]
    const depth = (g * p + i * q + 1) / reach
    return { x: (a * p + b * q + c) / depth, y: (d * p + e * q + f) / depth }
  }
}

/**
 * One equation more, in the way of least squares.
 * @param {Float64Array[]} matrix
 * @param {number[]} equation
 */
function add(matrix, equation) {
  for (const [i, row] of matrix.entries()) {
    for (let k = 0; k < 9; k += 1) row[k] = (row[k] ?? 0) + (equation[i] ?? 0) * (equation[k] ?? 0)
  }
}

/**
 * Gauss and Jordan, with the largest pivot of each column.
 * @param {Float64Array[]} matrix 8 rows of 9
 */
function solved(matrix) {
  for (let column = 0; column < 8; column += 1) {
    const rest = matrix.slice(column)
    const pivot = rest.reduce((best, row) => (size(row, column) > size(best, column) ? row : best))
    if (size(pivot, column) < 1e-12) return null
    matrix.splice(matrix.indexOf(pivot), 1)
    matrix.splice(column, 0, pivot)
    for (const row of matrix) {
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1)
      if (row !== pivot) for (let k = column; k < 9; k += 1) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0)
    }
  }
  return matrix.map((row, i) => (row[8] ?? 0) / (row[i] ?? 1))
}

/**
 * @param {Float64Array} row
 * @param {number} column
 */
function size(row, column) {
  return Math.abs(row[column] ?? 0)
}
