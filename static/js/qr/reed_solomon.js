// @ts-check
/** Reed-Solomon codes over GF(256) as QR uses them (x^8 + x^4 + x^3 + x^2 + 1): making and mending. */

const EXP = new Uint8Array(512)
const LOG = new Uint8Array(256)
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = EXP[power + 255] = value
  LOG[value] = power
  value = value & 128 ? (value << 1) ^ 0x11d : value << 1
}

/** @type {Map<number, Uint8Array>} */
const generators = new Map()

/**
 * The check bytes that follow the data.
 * @param {Uint8Array} data
 * @param {number} length how many check bytes
 */
export function checkBytes(data, length) {
  const generator = generatorOf(length)
  const rest = new Uint8Array(length)
  for (const byte of data) {
    const factor = byte ^ at(rest, 0)
    rest.copyWithin(0, 1)
    rest[length - 1] = 0
    for (let i = 0; i < length; i += 1) rest[i] = at(rest, i) ^ times(at(generator, i), factor)
  }
  return rest
}

/**
 * Mends a block (data, then check bytes) in its place; false when it has more errors than can be mended.
 * @param {Uint8Array} block
 * @param {number} length how many of them are check bytes
 */
export function mend(block, length) {
  const syndromes = syndromesOf(block, length)
  if (syndromes.every((one) => one === 0)) return true
  const locator = locatorOf(syndromes)
  const errors = locator.length - 1
  const places = placesOf(locator, block.length)
  if (errors > length >> 1 || places.length !== errors) return false
  const evaluator = product(syndromes, locator).slice(0, length)
  for (const place of places) {
    const inverse = at(EXP, 255 - place)
    const slope = valueAt(derivative(locator), inverse)
    if (slope === 0) return false
    const wrong = times(at(EXP, place), over(valueAt(evaluator, inverse), slope))
    const index = block.length - 1 - place
    block[index] = at(block, index) ^ wrong
  }
  return syndromesOf(block, length).every((one) => one === 0)
}

/** @param {number} length the product of (x - 2^i), without its leading 1, highest power first */
function generatorOf(length) {
  const known = generators.get(length)
  if (known) return known
  /** @type {number[]} */
  let lowestFirst = [1]
  for (let i = 0; i < length; i += 1) lowestFirst = product(lowestFirst, [at(EXP, i), 1])
  const made = Uint8Array.from(lowestFirst.toReversed().slice(1))
  generators.set(length, made)
  return made
}

/**
 * @param {Uint8Array} block
 * @param {number} length
 */
function syndromesOf(block, length) {
  const found = []
  for (let i = 0; i < length; i += 1) {
    let sum = 0
    for (const byte of block) sum = times(sum, at(EXP, i)) ^ byte
    found.push(sum)
  }
  return found
}

/**
 * Berlekamp and Massey: the shortest polynomial, lowest power first, that makes the syndromes.
 * @param {number[]} syndromes
 */
function locatorOf(syndromes) {
  let [locator, before] = [[1], [1]]
  let [errors, gap, last] = [0, 1, 1]
  for (let i = 0; i < syndromes.length; i += 1) {
    let off = 0
    for (let k = 0; k <= errors; k += 1) off ^= times(locator[k] ?? 0, syndromes[i - k] ?? 0)
    if (off === 0) {
      gap += 1
      continue
    }
    const changed = sum(locator, product([...Array(gap).fill(0), over(off, last)], before))
    if (2 * errors <= i) {
      ;[before, last, errors, gap] = [locator, off, i + 1 - errors, 1]
    } else gap += 1
    locator = changed
  }
  while (locator.length > 1 && locator.at(-1) === 0) locator.pop()
  return locator
}

/**
 * Where the locator is zero, counted from the end of the block.
 * @param {number[]} locator
 * @param {number} length
 */
function placesOf(locator, length) {
  const places = []
  for (let place = 0; place < length; place += 1) {
    if (valueAt(locator, at(EXP, 255 - place)) === 0) places.push(place)
  }
  return places
}

/** @param {number[]} polynomial lowest power first; in a field of bytes even powers vanish */
function derivative(polynomial) {
  return polynomial.slice(1).map((factor, power) => (power % 2 === 0 ? factor : 0))
}

/**
 * @param {number[]} polynomial
 * @param {number} x
 */
function valueAt(polynomial, x) {
  return polynomial.reduceRight((value, factor) => times(value, x) ^ factor, 0)
}

/**
 * @param {number[]} one
 * @param {number[]} other
 */
function sum(one, other) {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, i) => (one[i] ?? 0) ^ (other[i] ?? 0))
}

/**
 * @param {number[]} one
 * @param {number[]} other
 */
function product(one, other) {
  const made = Array(one.length + other.length - 1).fill(0)
  for (const [i, factor] of one.entries()) {
    for (const [k, second] of other.entries()) made[i + k] ^= times(factor, second)
  }
  return made
}

/**
 * @param {number} one
 * @param {number} other
 */
function times(one, other) {
  return one === 0 || other === 0 ? 0 : at(EXP, at(LOG, one) + at(LOG, other))
}

/**
 * @param {number} one
 * @param {number} other never 0
 */
function over(one, other) {
  return one === 0 ? 0 : at(EXP, at(LOG, one) + 255 - at(LOG, other))
}

/**
 * @param {Uint8Array} bytes
 * @param {number} index
 */
function at(bytes, index) {
  return /** @type {number} */ (bytes[index])
}
