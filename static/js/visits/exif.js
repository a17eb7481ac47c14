// @ts-check
/** When and where a photo was taken, as its camera wrote it into the head of a JPEG. Whatever the bytes
 * are, this answers: what cannot be read is not known. The canvas that shrinks a photo drops all of it. */

/** @typedef {{ latitude: string, longitude: string, accuracy: number }} Place accuracy in metres, 0 when not known */
/** @typedef {{ taken: string | null, place: Place | null }} Exif */
/** @typedef {{ view: DataView, start: number, little: boolean }} Tiff */
/** @typedef {{ type: number, count: number, at: number }} Entry */

/** So much of a file is enough: cameras write this before the picture. */
export const HEAD_BYTES = 128 * 1024

const APP1 = 0xe1
const START_OF_SCAN = 0xda
const MOST_SEGMENTS = 64
const MOST_ENTRIES = 512
const LONGEST_TEXT = 64
const LEAST_ACCURATE = 100_000

const EXIF_DIRECTORY = 0x8769
const PLACE_DIRECTORY = 0x8825
const TAKEN = 0x9003
const DIGITIZED = 0x9004
const THOUSANDTHS = 0x9291
const OFFSET = 0x9011
const NORTH_SOUTH = 1
const LATITUDE = 2
const EAST_WEST = 3
const LONGITUDE = 4
const ERROR_IN_METRES = 31

const TEXT = 2
const RATIONAL = 5
/** @type {Readonly<Record<number, number>>} bytes of one value, by type */
const WIDTHS = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 }

const MOMENT = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/
const ZONE = /^([+-])(\d\d):(\d\d)/

/**
 * A moment without a zone is meant in the zone of this phone.
 * @param {ArrayBuffer} head the first HEAD_BYTES of a file
 * @returns {Exif}
 */
export function readExif(head) {
  try {
    const tiff = tiffOf(new DataView(head))
    if (tiff) return { taken: takenOf(tiff), place: placeOf(tiff) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error // a read past the end: cut off or lying about its size
  }
  return { taken: null, place: null }
}

/**
 * @param {DataView} view
 * @returns {Tiff | null}
 */
function tiffOf(view) {
  if (view.getUint16(0) !== 0xffd8) return null
  let at = 2
  for (let segment = 0; segment < MOST_SEGMENTS; segment += 1) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === START_OF_SCAN) return null
    if (marker === APP1 && view.getUint32(at + 4) === 0x45786966 && view.getUint16(at + 8) === 0) {
      return header(view, at + 10)
    }
    at += 2 + Math.max(2, view.getUint16(at + 2))
  }
  return null
}

/**
 * @param {DataView} view
 * @param {number} start
 * @returns {Tiff | null}
 */
function header(view, start) {
  const order = view.getUint16(start)
  if (order !== 0x4949 && order !== 0x4d4d) return null
  const tiff = { view, start, little: order === 0x4949 }
  return view.getUint16(start + 2, tiff.little) === 42 ? tiff : null
}

/** @param {Tiff} tiff */
function takenOf(tiff) {
  const exif = below(tiff, EXIF_DIRECTORY)
  if (!exif) return null
  const written = text(tiff, exif.get(TAKEN)) || text(tiff, exif.get(DIGITIZED))
  const thousandths = /^\d{1,3}/.exec(text(tiff, exif.get(THOUSANDTHS)))?.[0].padEnd(3, "0")
  return moment(written, Number(thousandths ?? 0), text(tiff, exif.get(OFFSET)))
}

/**
 * @param {string} written
 * @param {number} thousandths
 * @param {string} zone
 */
function moment(written, thousandths, zone) {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (MOMENT.exec(written) ?? []).slice(1).map(Number)
  if (year < 1990 || !isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return null
  const [, sign, hours, minutes] = ZONE.exec(zone) ?? []
  if (!sign) return new Date(year, month - 1, day, hour, minute, second, thousandths).toISOString()
  const east = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1)
  return new Date(Date.UTC(year, month - 1, day, hour, minute - east, second, thousandths)).toISOString()
}

/**
 * @param {number} year
 * @param {number} month
 * @param {number} day
 */
function isDay(year, month, day) {
  const made = new Date(Date.UTC(year, month - 1, day))
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day
}

/**
 * @param {Tiff} tiff
 * @returns {Place | null}
 */
function placeOf(tiff) {
  const place = below(tiff, PLACE_DIRECTORY)
  if (!place) return null
  const latitude = degrees(tiff, place.get(LATITUDE), text(tiff, place.get(NORTH_SOUTH)), "S", 90)
  const longitude = degrees(tiff, place.get(LONGITUDE), text(tiff, place.get(EAST_WEST)), "W", 180)
  if (latitude === null || longitude === null || (latitude === 0 && longitude === 0)) return null
  const [error = 0] = fractions(tiff, place.get(ERROR_IN_METRES), 1)
  return written(latitude, longitude, error)
}

/**
 * A place as it is stored: six decimals, about a hand's breadth.
 * @param {number} latitude
 * @param {number} longitude
 * @param {number} accuracy
 * @returns {Place}
 */
export function written(latitude, longitude, accuracy) {
  const metres = Number.isFinite(accuracy) ? Math.round(accuracy) : 0
  return {
    latitude: plain(latitude),
    longitude: plain(longitude),
    accuracy: Math.min(Math.max(metres, 0), LEAST_ACCURATE),
  }
}

/** @param {number} degrees */
function plain(degrees) {
  return degrees.toFixed(6).replace(/^-(0\.0+)$/, "$1")
}

/**
 * @param {Tiff} tiff
 * @param {Entry | undefined} entry
 * @param {string} side
 * @param {string} negative
 * @param {number} most
 */
function degrees(tiff, entry, side, negative, most) {
  const [whole, minutes = 0, seconds = 0] = fractions(tiff, entry, 3)
  if (whole === undefined || !side) return null
  const sum = whole + minutes / 60 + seconds / 3600
  if (!(sum <= most)) return null
  return side.startsWith(negative) ? -sum : sum
}

/**
 * The directory that an entry of the first one points to.
 * @param {Tiff} tiff
 * @param {number} tag
 */
function below(tiff, tag) {
  const first = directory(tiff, tiff.view.getUint32(tiff.start + 4, tiff.little))
  const entry = first.get(tag)
  return entry ? directory(tiff, tiff.view.getUint32(entry.at, tiff.little)) : null
}

/**
 * @param {Tiff} tiff
 * @param {number} offset
 * @returns {Map<number, Entry>}
 */
function directory({ view, start, little }, offset) {
  const entries = new Map()
  const count = Math.min(view.getUint16(start + offset, little), MOST_ENTRIES)
  for (let index = 0; index < count; index += 1) {
    const at = start + offset + 2 + index * 12
    const type = view.getUint16(at + 2, little)
    const values = view.getUint32(at + 4, little)
    const inside = (WIDTHS[type] ?? 0) * values <= 4
    const place = inside ? at + 8 : start + view.getUint32(at + 8, little)
    entries.set(view.getUint16(at, little), { type, count: values, at: place })
  }
  return entries
}

/**
 * @param {Tiff} tiff
 * @param {Entry | undefined} entry
 */
function text({ view }, entry) {
  if (entry?.type !== TEXT || entry.at >= view.byteLength) return ""
  const length = Math.min(entry.count, LONGEST_TEXT, view.byteLength - entry.at)
  const letters = new Uint8Array(view.buffer, view.byteOffset + entry.at, length)
  return String.fromCharCode(...letters).replace(/\0.*$/s, "").trim()
}

/**
 * @param {Tiff} tiff
 * @param {Entry | undefined} entry
 * @param {number} most
 * @returns {number[]} none where one of them is no number
 */
function fractions({ view, little }, entry, most) {
  if (entry?.type !== RATIONAL) return []
  const found = []
  for (let index = 0; index < Math.min(entry.count, most); index += 1) {
    const at = entry.at + index * 8
    if (at + 8 > view.byteLength) return []
    found.push(view.getUint32(at, little) / view.getUint32(at + 4, little))
  }
  return found.every(Number.isFinite) ? found : []
}
