// @ts-check
/** The photos of one item on a page: thumbnails with their captions and whether the office has them; a tap
 * opens one. What else a page needs about photos is passed on here. */

import { say, sayProblem } from "../web/words.js"
import * as journal from "./journal.js"
import { element, fill, notice } from "./parts.js"
import { photosOf } from "./photo_facts.js"
import { addFromGallery, forgetPendingPhoto, keepsPlace, openCamera, pendingPhoto, setKeepsPlace } from "./photo_intake.js"
import { button, stateBadge, stateOf } from "./photo_parts.js"
import { thumbnailOf } from "./photo_queue.js"
import { openPhoto } from "./photo_view.js"
import { change } from "./photo_writing.js"

export { addFromGallery, openCamera, pendingPhoto } from "./photo_intake.js"
export { MOST_PHOTOS, photosOf } from "./photo_facts.js"

/** @typedef {import("./photo_facts.js").Photo} Photo */
/** @typedef {import("./photo_intake.js").Progress} Progress */
/** @typedef {import("./photo_facts.js").State} State */
/** @typedef {import("./photo_view.js").Choices} Choices */
/** @typedef {{ refresh(): Promise<void>, end(): void }} Strip */

/** @type {Map<string, Blob>} thumbnails by the hash of their photos */
const drawn = new Map()
/** @type {WeakMap<Element, Strip>} */
const strips = new WeakMap()

/**
 * @param {string} visit
 * @param {string} item "" for photos of the visit as a whole
 * @param {State} state
 * @param {HTMLElement} holder another strip in it ends
 * @param {Choices | null} [choices] the definition of the form, where a photo may be given to another item
 * @returns {Strip}
 */
export function photoStrip(visit, item, state, holder, choices = null) {
  strips.get(holder)?.end()
  const ended = new AbortController()
  const list = element("ul", { class: "photo-strip" })
  const undo = element("div", { class: "photo-undo", role: "status" })
  const work = element("div", { class: "photo-work", role: "status" })
  fill(holder, list, undo, work)
  const watcher = watching()

  async function refresh() {
    const photos = photosOf(state, item)
    const rows = await Promise.all(photos.map((photo, index) => row(visit, photo, { number: index + 1, of: photos.length })))
    if (ended.signal.aborted) return
    const kept = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.photo : ""
    fill(list, ...rows)
    for (const button of list.querySelectorAll("button")) {
      button.addEventListener("click", () => open(button.dataset.photo ?? ""))
      watcher.observe(button)
      if (button.dataset.photo === kept) button.focus()
    }
  }

  /** @param {string} field */
  function open(field) {
    void openPhoto({ visit, item, field, choices, removed: offerUndo })
  }

  /** @param {Photo} photo */
  function offerUndo({ field, value }) {
    const back = button("photos_undo", async () => {
      await change(visit, () => [{ field, value }])
      fill(undo)
    })
    fill(undo, say("photos_removed"), " ", back)
  }

  /** @param {Progress} progress */
  function report(progress) {
    if (progress.visit === visit && progress.item === item) fill(work, ...reported(progress))
  }

  /** @param {{ visit: string, item: string, word: string }} told */
  function lacksPlace({ word, ...spot }) {
    if (spot.visit === visit && spot.item === item) fill(work, notice("warn", element("p", {}, say(word))))
  }

  listen("visit:changed", ({ fields }) => concerns(fields) && refresh(), ended.signal)
  listen("sync:state", () => refresh(), ended.signal)
  listen("photos:progress", report, ended.signal)
  listen("photos:no-place", lacksPlace, ended.signal)
  const strip = {
    refresh,
    end() {
      ended.abort()
      watcher.disconnect()
      fill(holder)
    },
  }
  strips.set(holder, strip)
  void refresh()
  return strip
}

/**
 * Camera, gallery, and whether the place is kept with photos.
 * @param {string} visit
 * @param {string} item
 */
export function photoButtons(visit, item) {
  return element(
    "div",
    { class: "photo-buttons" },
    button("photos_take", () => openCamera(visit, item)),
    button("photos_choose", () => addFromGallery(visit, item)),
    placeChoice(),
  )
}

/** Asks the phone for its place only once somebody has switched this on. */
function placeChoice() {
  const box = element("input", { type: "checkbox" })
  box.addEventListener("change", () => void setKeepsPlace(box.checked))
  void keepsPlace().then((on) => (box.checked = on))
  return element("label", { class: "choice" }, box, element("span", {}, say("photos_place"), element("small", {}, say("photos_place_help"))))
}

/**
 * After the phone has ended the page while its camera was open: the same spot once more.
 * @param {string} visit
 * @param {(item: string) => string} label
 * @param {HTMLElement} holder
 */
export async function offerPendingPhoto(visit, label, holder) {
  const spot = await pendingPhoto()
  if (spot?.visit !== visit) return
  const shown = notice("warn", element("p", {}, say("photos_pending", { item: label(spot.item) })))
  const choices = element(
    "div",
    { class: "photo-buttons" },
    button("photos_take", () => done(openCamera)),
    button("photos_choose", () => done(addFromGallery)),
    button("photos_not_needed", () => done(forgetPendingPhoto)),
  )
  shown.lastElementChild?.append(choices)
  fill(holder, shown)

  /** @param {(visit: string, item: string) => Promise<unknown>} act */
  async function done(act) {
    await act(visit, spot?.item ?? "")
    if (!(await pendingPhoto())) shown.remove()
  }
}

/**
 * @param {string} visit
 * @param {Photo} photo
 * @param {{ number: number, of: number }} place
 */
async function row(visit, { field, value, disputed }, place) {
  const [file, known] = await Promise.all([journal.file(value.file), journal.visit(visit)])
  const name = say("photos_number", place)
  const where = stateOf(value.file, file, known)
  const picture = element("img", { alt: "", width: 96, height: 96, "data-file": value.file, "data-state": where })
  const caption = value.caption || say("photos_no_caption")
  const tags = [stateBadge(where), disputed && element("span", { class: "badge warn" }, say("photos_disputed"))]
  const words = element("span", { class: "photo-words" }, element("span", { class: "photo-caption" }, caption), ...tags)
  const look = { type: "button", class: "photo", "data-photo": field, "data-visit": visit }
  return element("li", {}, element("button", look, element("span", { class: "visually-hidden" }, name), picture, words))
}

/** Thumbnails are drawn when they come into view, one after the other. */
function watching() {
  const watcher = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue
      watcher.unobserve(target)
      const picture = target.querySelector("img")
      if (picture) void draw(picture, target.dataset.visit ?? "")
    }
  })
  return watcher
}

/**
 * @param {HTMLImageElement} picture
 * @param {string} visit
 */
async function draw(picture, visit) {
  const sha256 = picture.dataset.file ?? ""
  const held = drawn.get(sha256) ?? (await drawnFrom(sha256))
  if (!held) {
    if (picture.dataset.state === "sent") picture.src = `/api/files/${sha256}?visit=${encodeURIComponent(visit)}`
    return
  }
  const address = URL.createObjectURL(held)
  picture.onload = picture.onerror = () => URL.revokeObjectURL(address)
  picture.src = address
}

/** @param {string} sha256 */
async function drawnFrom(sha256) {
  const file = await journal.file(sha256)
  const made = file && (await thumbnailOf(new Blob([file.bytes], { type: file.type })).catch(() => null))
  if (made) drawn.set(sha256, made)
  return made
}

/** @param {Progress} progress */
function reported({ done, of, refused }) {
  const busy = done < of && element("p", { class: "photo-busy" }, say("photos_shrinking", { number: done + 1, of }))
  const lines = refused.map(({ name, error }) => element("p", {}, `${name}: ${sayProblem(error)}`))
  return [busy, lines.length > 0 && notice("bad", ...lines)]
}

/** @param {string[]} fields */
function concerns(fields) {
  return fields.some((field) => field.startsWith("photo:"))
}

/**
 * @param {string} type
 * @param {(detail: any) => unknown} hear
 * @param {AbortSignal} signal
 */
function listen(type, hear, signal) {
  document.addEventListener(type, (event) => event instanceof CustomEvent && void hear(event.detail), { signal })
}
