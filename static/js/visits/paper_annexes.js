// @ts-check
/** What follows the form on paper: recommendations, notes, what is not settled, photos, who took part. */

import { formatMoment } from "../web/moments.js"
import { say } from "../web/words.js"
import { advice } from "./advice.js"
import { indicatorName } from "./advising.js"
import * as journal from "./journal.js"
import { questionLabel } from "./labels.js"
import { advisedBy, devicesOf, disputesElsewhere, membersOf } from "./paper_facts.js"
import { bothAnswers, paragraphs } from "./paper_form.js"
import { byId, element, fill } from "./parts.js"
import { stateOf } from "./photo_parts.js"

/** @typedef {import("./opened.js").OpenVisit} OpenVisit */
/** @typedef {import("./paper_facts.js").Numbered} Numbered */

/** @param {OpenVisit} open */
export function showAnnexes(open) {
  section("paper-advice", say("paper_advice"), adviceRows(open))
  section("paper-notes", say("paper_notes"), noteRows(open))
  section("paper-disputes", say("paper_disputes"), disputesElsewhere(open.state, open.definition.questions).map((field) => bothAnswers(open, field)))
  section("paper-team", say("paper_team"), teamRows(open))
}

/**
 * Two in a row, each with its number; there before the pictures themselves are.
 * @param {OpenVisit} open
 * @param {Numbered[]} photos
 * @returns {Promise<HTMLImageElement[]>} once every picture knows where it comes from
 */
export async function showPhotos(open, photos) {
  const shown = photos.map((photo) => ({ photo, place: element("div", { class: "picture" }) }))
  section("paper-photos", say("paper_photos"), shown.map(({ photo, place }) => figure(open, photo, place)))
  /** @type {HTMLImageElement[]} */
  const pictures = []
  for (const { photo, place } of shown) {
    const picture = await pictureOf(open, photo, place)
    if (picture) pictures.push(picture)
  }
  return pictures
}

/**
 * An annex without anything in it is not there.
 * @param {string} id
 * @param {string} title
 * @param {HTMLElement[]} rows
 */
function section(id, title, rows) {
  const place = byId(id)
  place.hidden = rows.length === 0
  fill(place, element("h2", {}, title), ...rows)
}

/** @param {OpenVisit} open */
function adviceRows(open) {
  const groups = advisedBy(advice(open.state, /** @type {any} */ (open.definition)))
  let given = 0
  return groups.flatMap(({ indicator, texts }) => {
    const list = element("ol", { start: given + 1 }, ...texts.map((text) => element("li", {}, text)))
    given += texts.length
    return [element("h3", {}, indicatorName(open, indicator)), list]
  })
}

/** @param {OpenVisit} open */
function noteRows({ state, definition }) {
  const noted = Object.values(definition.questions).filter(({ id }) => state.value(`note:${id}`))
  const rows = noted.map((question) => element("li", {}, element("strong", {}, questionLabel(question)), ...paragraphs(String(state.value(`note:${question.id}`)))))
  return rows.length ? [element("ul", {}, ...rows)] : []
}

/** @param {OpenVisit} open */
function teamRows(open) {
  const known = open.visit.server?.members ?? []
  const people = membersOf(open.state, known).map(({ name, position }) => element("li", {}, [name, position].filter(Boolean).join(" · ")))
  const devices = devicesOf(open.state).map((device) => open.deviceName(device))
  const list = element("ul", {}, ...people)
  return people.length ? [list, element("p", {}, say("paper_devices", { devices: devices.join(", ") }))] : []
}

/**
 * @param {OpenVisit} open
 * @param {Numbered} photo
 * @param {HTMLElement} place of the picture
 */
function figure({ definition }, { number, value, disputed }, place) {
  const question = definition.questions[value.item]
  const item = question ? questionLabel(question) : say("photos_whole_visit")
  const caption = [say("paper_photo", { number }), value.caption].filter(Boolean).join(" · ")
  const words = element(
    "figcaption",
    {},
    element("strong", {}, caption),
    element("span", {}, item),
    element("span", {}, formatMoment(value.taken)),
    disputed && element("span", { class: "remark" }, say("photos_disputed")),
  )
  return element("figure", {}, place, words)
}

/**
 * From this phone, or from the office where only that has it; else it is said where it is. The address of a
 * photo of this phone lives as long as the page, which may be printed more than once.
 * @param {OpenVisit} open
 * @param {Numbered} photo
 * @param {HTMLElement} place
 */
async function pictureOf({ visit }, { value }, place) {
  const file = await journal.file(value.file)
  const where = stateOf(value.file, file, visit)
  if (!file && where === "elsewhere") return void fill(place, say("paper_elsewhere"))
  const picture = element("img", { alt: value.caption || say("photos_no_caption"), width: value.width, height: value.height })
  picture.addEventListener("error", () => fill(place, say(file ? "paper_broken" : "paper_at_office")), { once: true })
  picture.src = file
    ? URL.createObjectURL(new Blob([file.bytes], { type: file.type }))
    : `/api/files/${value.file}?visit=${encodeURIComponent(visit.id)}`
  fill(place, picture)
  return picture
}
