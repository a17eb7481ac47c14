// @ts-check
/** From the camera or the gallery into the visit: each photo is shrunk, its bytes are stored, and only then
 * does the visit say that it has it. */

import { Problem } from "../thai/problem.js"
import { written } from "./exif.js"
import { newId } from "./ids.js"
import * as journal from "./journal.js"
import { momentOf, MOST_PHOTOS, nextOrder, photosOf } from "./photo_facts.js"
import { shrunk } from "./photo_queue.js"
import { change, stateNow } from "./photo_writing.js"

/** @typedef {{ visit: string, item: string }} Spot */
/** @typedef {{ name: string, error: unknown }} Refused */
/** @typedef {Spot & { done: number, of: number, refused: Refused[] }} Progress */

const PENDING = "pending_photo"
const PLACE = "photo_place"
const PLACE_PATIENCE = 15_000
const NOT_ALLOWED = 1

/**
 * @param {string} visit
 * @param {string} item
 */
export async function openCamera(visit, item) {
  const files = await picked({ visit, item }, { capture: "environment" })
  await take({ visit, item }, files, { camera: true })
}

/**
 * @param {string} visit
 * @param {string} item
 * @param {Iterable<File>} [files] those that a page got in its own way
 */
export async function addFromGallery(visit, item, files) {
  const chosen = files ? [...files] : await picked({ visit, item }, { multiple: "" })
  await take({ visit, item }, chosen, { camera: false })
}

/**
 * The spot for which a photo was being taken when the phone ended the page, if any.
 * @returns {Promise<Spot | null>}
 */
export async function pendingPhoto() {
  const { visit = "", item = "" } = (await journal.meta(PENDING)) ?? {}
  return visit ? { visit, item } : null
}

export function forgetPendingPhoto() {
  return journal.setMeta(PENDING, { visit: "", item: "" })
}

/** Whether this person wants the place kept with photos. */
export async function keepsPlace() {
  return (await journal.meta(PLACE))?.on === true
}

/** @param {boolean} on */
export function setKeepsPlace(on) {
  return journal.setMeta(PLACE, { on })
}

/**
 * The spot is remembered before the picker opens: a phone may end the page while its camera is open.
 * @param {Spot} spot
 * @param {Record<string, string>} ways
 * @returns {Promise<File[]>}
 */
async function picked(spot, ways) {
  await journal.setMeta(PENDING, spot)
  const input = document.createElement("input")
  for (const [name, value] of Object.entries({ type: "file", accept: "image/*", hidden: "", ...ways })) {
    input.setAttribute(name, value)
  }
  document.body.append(input) // some browsers forget an input that is in no page
  const chosen = new Promise((resolve) => {
    input.addEventListener("change", resolve)
    input.addEventListener("cancel", resolve)
  })
  input.click()
  await chosen
  input.remove()
  if (!input.files?.length) await forgetPendingPhoto()
  return [...(input.files ?? [])]
}

/**
 * @param {Spot} spot
 * @param {File[]} files
 * @param {{ camera: boolean }} from
 */
async function take(spot, files, { camera }) {
  if (files.length === 0) return
  /** @type {Progress} */
  const progress = { ...spot, done: 0, of: files.length, refused: [] }
  tell("photos:progress", progress)
  for (const file of files) {
    try {
      await takeOne(spot, file, camera)
    } catch (error) {
      progress.refused.push({ name: file.name, error })
      if (isOfPhone(error)) tell("visit:failed", { error })
    }
    progress.done += 1
    tell("photos:progress", progress)
  }
  await forgetPendingPhoto()
}

/**
 * The bytes are stored before the visit says that it has them.
 * @param {Spot} spot
 * @param {File} file
 * @param {boolean} camera
 */
async function takeOne({ visit, item }, file, camera) {
  requireRoom(await stateNow(visit))
  const { bytes, type, taken, place, sha256, width, height } = await shrunk(file)
  await journal.putFile({ visit, sha256, bytes, type, width, height })
  const [wanted, field] = [await keepsPlace(), `photo:${newId()}`]
  const facts = { file: sha256, item, caption: "", width, height, size: bytes.byteLength }
  const moment = momentOf(taken, file.lastModified, Date.now())
  await change(visit, (state) => {
    requireRoom(state)
    if (photosOf(state, item).some(({ value }) => value.file === sha256)) throw new Problem("photos.already_there")
    return [{ field, value: { ...facts, taken: moment, order: nextOrder(state), ...(wanted && place && { place }) } }]
  })
  if (wanted && camera && !place) void addPlace({ visit, item }, field)
}

/** @param {import("./photo_facts.js").State} state */
function requireRoom(state) {
  if (photosOf(state).length >= MOST_PHOTOS) throw new Problem("photos.too_many", { most: MOST_PHOTOS })
}

/**
 * Where the phone is now, which only a photo just taken shows. The photo does not wait for it.
 * @param {Spot} spot
 * @param {string} field
 */
async function addPlace({ visit, item }, field) {
  try {
    const { coords } = await position()
    const place = written(coords.latitude, coords.longitude, coords.accuracy)
    await change(visit, (state) => {
      const value = state.value(field)
      return value ? [{ field, value: { ...value, place } }] : []
    })
  } catch (error) {
    const { code } = /** @type {Partial<GeolocationPositionError>} */ (error)
    const word = code === NOT_ALLOWED ? "photos_place_refused" : "photos_place_unknown"
    tell("photos:no-place", { visit, item, word })
  }
}

/** @returns {Promise<GeolocationPosition>} */
function position() {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(resolve, reject, {
      enableHighAccuracy: true,
      timeout: PLACE_PATIENCE,
      maximumAge: 60_000,
    })
  })
}

/**
 * A phone that cannot store anything more concerns more than this photo.
 * @param {unknown} error
 */
function isOfPhone(error) {
  return !(error instanceof Problem) || error.code.startsWith("phone.")
}

/**
 * @param {string} type
 * @param {unknown} detail
 */
function tell(type, detail) {
  document.dispatchEvent(new CustomEvent(type, { detail }))
}
