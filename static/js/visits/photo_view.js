// @ts-check
/** One photo, large: its caption, the item that it proves, its place among the others, and away with it. */

import { say } from "../web/words.js"
import { isLocked } from "./closing.js"
import * as journal from "./journal.js"
import { questionLabel } from "./labels.js"
import { formatMoment } from "../web/moments.js"
import { element, fill } from "./parts.js"
import { captionOf, moved, photosOf } from "./photo_facts.js"
import { button, showPhoto, stateBadge, stateOf } from "./photo_parts.js"
import { change, stateNow } from "./photo_writing.js"

/** @typedef {import("./labels.js").Definition} Choices */
/** @typedef {import("./photo_facts.js").Photo} Photo */
/** @typedef {import("./photo_facts.js").PhotoValue} PhotoValue */
/** @typedef {{ visit: string, item: string, field: string, choices: Choices | null, removed(photo: Photo): void }} Opened */

const LONGEST_CAPTION = 300

/** @param {Opened} opened */
export async function openPhoto(opened) {
  const dialog = element("dialog", { class: "photo-view", "aria-labelledby": "photo-view-title" })
  document.body.append(dialog)
  dialog.addEventListener("close", () => dialog.remove())
  await draw(opened, dialog)
  dialog.showModal()
}

/**
 * @param {Opened} opened
 * @param {HTMLDialogElement} dialog
 */
async function draw(opened, dialog) {
  const state = await stateNow(opened.visit)
  const photos = photosOf(state, opened.item)
  const at = photos.findIndex(({ field }) => field === opened.field)
  const photo = photos[at]
  if (!photo) return
  const place = { number: at + 1, of: photos.length }
  const title = element("h2", { id: "photo-view-title" }, say("photos_number", place))
  fill(
    dialog,
    element("div", { class: "photo-view-head" }, title, button("photos_close", () => dialog.close())),
    large(opened, photo),
    facts(opened, photo),
    ...(isLocked(state) ? [element("p", {}, photo.value.caption)] : edits(opened, photo, dialog, place)),
  )
}

/**
 * @param {Opened} opened
 * @param {Photo} photo
 * @param {HTMLDialogElement} dialog
 * @param {{ number: number, of: number }} place
 */
function edits(opened, photo, dialog, place) {
  const { choices } = opened
  return [caption(opened, photo, dialog), choices && itemChoice(opened, photo, choices), acts(opened, dialog, place)]
}

/**
 * @param {Opened} opened
 * @param {Photo} photo
 */
function large({ visit }, { value }) {
  const picture = element("img", { class: "photo-large", alt: value.caption || say("photos_no_caption") })
  picture.width = value.width
  picture.height = value.height
  void showPhoto(picture, visit, value.file)
  return picture
}

/**
 * @param {Opened} opened
 * @param {Photo} photo
 */
function facts({ visit }, { value }) {
  const taken = say("photos_taken", { at: formatMoment(value.taken) })
  const place = value.place && say(value.place.accuracy ? "photos_at_about" : "photos_at", { ...value.place })
  const line = element("p", { class: "photo-facts small" }, ...[taken, place].map((text) => text && whole(text)))
  void Promise.all([journal.file(value.file), journal.visit(visit)]).then(([file, known]) =>
    line.append(stateBadge(stateOf(value.file, file, known))),
  )
  return line
}

/** @param {string} text */
function whole(text) {
  return element("span", { class: "whole" }, text)
}

/**
 * @param {Opened} opened
 * @param {Photo} photo
 * @param {HTMLDialogElement} dialog
 */
function caption(opened, photo, dialog) {
  const line = element("textarea", { id: "photo-caption", rows: 2, maxlength: LONGEST_CAPTION, autocomplete: "off" })
  line.value = photo.value.caption

  function keep() {
    void edit(opened, ({ value, disputed }) => {
      const typed = captionOf(line.value)
      return disputed || value.caption !== typed ? { caption: typed } : null
    })
  }

  line.addEventListener("change", keep)
  dialog.addEventListener("close", keep, { once: true })
  return element("div", { class: "field" }, element("label", { for: line.id }, say("photos_caption")), line)
}

/**
 * @param {Opened} opened
 * @param {Photo} photo
 * @param {Choices} choices
 */
function itemChoice(opened, photo, choices) {
  const list = element("select", { id: "photo-item" }, element("option", { value: "" }, say("photos_whole_visit")))
  for (const section of choices.sections) list.append(...group(section, choices))
  list.value = photo.value.item
  list.addEventListener("change", () => void edit(opened, () => ({ item: list.value })))
  return element("div", { class: "field" }, element("label", { for: list.id }, say("photos_item")), list)
}

/**
 * @param {import("./labels.js").Section} section
 * @param {Choices} choices
 */
function group(section, choices) {
  const questions = section.questions.flatMap((id) => choices.questions[id] ?? [])
  const options = questions.map((question) => element("option", { value: question.id }, questionLabel(question)))
  const label = [section.number, section.title].filter(Boolean).join(" ")
  return options.length > 0 ? [element("optgroup", { label }, ...options)] : []
}

/**
 * @param {Opened} opened
 * @param {HTMLDialogElement} dialog
 * @param {{ number: number, of: number }} place
 */
function acts(opened, dialog, { number, of }) {
  const earlier = button("photos_earlier", () => move(opened, dialog, -1))
  const later = button("photos_later", () => move(opened, dialog, 1))
  earlier.hidden = number === 1
  later.hidden = number === of
  return element("div", { class: "photo-buttons" }, earlier, later, button("photos_remove", () => remove(opened, dialog)))
}

/**
 * @param {Opened} opened
 * @param {HTMLDialogElement} dialog
 * @param {number} by
 */
async function move(opened, dialog, by) {
  await change(opened.visit, (state) => {
    const photos = photosOf(state, opened.item)
    const at = photos.findIndex(({ field }) => field === opened.field)
    return at < 0 ? [] : moved(photos, at, at + by)
  })
  await draw(opened, dialog)
}

/**
 * @param {Opened} opened
 * @param {HTMLDialogElement} dialog
 */
async function remove(opened, dialog) {
  dialog.close() // a caption that was just typed is kept first, so that undoing brings it back
  await change(opened.visit, (state) => {
    const photo = photosOf(state).find(({ field }) => field === opened.field)
    if (photo) opened.removed(photo)
    return photo ? [{ field: photo.field, value: null }] : []
  })
}

/**
 * @param {Opened} opened
 * @param {(photo: Photo) => Partial<PhotoValue> | null} decide
 */
async function edit({ visit, field }, decide) {
  try {
    await change(visit, (state) => {
      const photo = photosOf(state).find((one) => one.field === field)
      const parts = photo && decide(photo)
      return photo && parts ? [{ field, value: { ...photo.value, ...parts } }] : []
    })
  } catch (error) {
    document.dispatchEvent(new CustomEvent("visit:failed", { detail: { error } }))
  }
}
