// @ts-check
/** The photos of a visit as its fields tell them, and what to write when one is moved. Pure. */

import { clean } from "../thai/text.js"

/** @typedef {import("./exif.js").Place} Place */
/** @typedef {{ file: string, item: string, caption: string, taken: string, width: number, height: number, size: number, order: number, place?: Place }} PhotoValue */
/** @typedef {{ field: string, value: PhotoValue, disputed: boolean }} Photo `value` of a disputed photo is one of several */
/** @typedef {{ fields(): Iterable<string>, values(field: string): readonly unknown[], heads(field: string): Iterable<{ id: string }>, isDisputed(field: string): boolean }} State of a visit, as fold.js answers it */

export const MOST_PHOTOS = 60
const LONGEST_CAPTION = 300
const LARGEST_ORDER = 1000

/**
 * In the order in which they are shown.
 * @param {State} state
 * @param {string} [item] only those that prove this item; "" is the visit as a whole
 * @returns {Photo[]}
 */
export function photosOf(state, item) {
  const found = []
  for (const field of state.fields()) {
    const value = field.startsWith("photo:") ? shown(state, field) : null
    if (value && (item === undefined || value.item === item)) {
      found.push({ field, value, disputed: state.isDisputed(field) })
    }
  }
  return found.sort((a, b) => a.value.order - b.value.order || (a.field < b.field ? -1 : 1))
}

/**
 * A photo that somebody removed while another changed it is still there until they settle it.
 * @param {State} state
 * @param {string} field
 */
function shown(state, field) {
  return /** @type {PhotoValue | undefined} */ (state.values(field).find((value) => value !== null)) ?? null
}

/** @param {State} state */
export function nextOrder(state) {
  return Math.min(LARGEST_ORDER, 1 + Math.max(0, ...photosOf(state).map(({ value }) => value.order)))
}

/**
 * What to write so that a photo stands one place earlier or later: only those whose number changes.
 * @param {Photo[]} photos in their order
 * @param {number} from
 * @param {number} to
 * @returns {{ field: string, value: PhotoValue }[]}
 */
export function moved(photos, from, to) {
  const [taken] = photos.slice(from, from + 1)
  if (!taken || to < 0 || to >= photos.length) return []
  const rest = photos.filter((photo) => photo !== taken)
  const places = [...rest.slice(0, to), taken, ...rest.slice(to)]
  const orders = distinct(photos.map(({ value }) => value.order))
  return places
    .map(({ field, value }, index) => ({ field, value: { ...value, order: orders[index] ?? value.order } }))
    .filter(({ value }, index) => value.order !== places[index]?.value.order)
}

/**
 * Two phones without signal may have given out one number twice.
 * @param {number[]} orders ascending
 */
function distinct(orders) {
  const made = [...orders]
  for (let index = 1; index < made.length; index += 1) {
    made[index] = Math.max(made[index] ?? 0, (made[index - 1] ?? 0) + 1)
  }
  const over = Math.max(0, (made.at(-1) ?? 0) - LARGEST_ORDER)
  return over ? made.map((_, index) => index + 1) : made
}

/**
 * As the server stores it: one line.
 * @param {string} typed
 */
export function captionOf(typed) {
  const line = clean(typed).split(/\s+/).join(" ")
  return [...line].slice(0, LONGEST_CAPTION).join("").trim()
}

/**
 * When a photo was taken: as its camera says, else as the file says, else now.
 * @param {string | null} taken
 * @param {number} modified milliseconds
 * @param {number} now milliseconds
 */
export function momentOf(taken, modified, now) {
  if (taken) return taken
  return new Date(modified > 0 && modified <= now ? modified : now).toISOString()
}
