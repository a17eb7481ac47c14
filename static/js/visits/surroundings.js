// @ts-check
/** What stands around the form and is loaded after it: the visit's name, doors, the lines that say what is
 * stored, undo, what a reviewer said, and the modules for marks, outline and figures. */

import { icon } from "../web/icon.js"
import { toast } from "../web/toasts.js"
import { holdUpdates } from "../web/updates.js"
import { say, sayProblem } from "../web/words.js"
import { mountFigures } from "./figures_view.js"
import { questionLabel } from "./labels.js"
import { mountMarks } from "./marks.js"
import { formatShortDate, formatTime } from "../web/moments.js"
import { badge, byId, element, fill, notice, one } from "./parts.js"
import { mountSurveyed } from "./surveyed.js"

/** @typedef {import("./form.js").Page} Page */

const CALM = 1_000 // ms after the page is usable: by then the first answer is given

/** @param {Page} page */
export function surround(page) {
  fill(one("[data-agency]"), page.facts.agency_name)
  for (const door of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-door]"))) {
    door.href = `/visits/${page.visit}/${door.dataset.door}`
  }
  document.addEventListener("visit:stored", (event) => stored(page, /** @type {CustomEvent} */ (event).detail.at))
  document.addEventListener("visit:failed", (event) => failed(page, /** @type {CustomEvent} */ (event).detail.error))
  one(".undo").addEventListener("click", () => void takeBack(page))
  if (page.failure) failed(page, page.failure)
  else if (page.storedAt) stored(page, page.storedAt)
  stackLines()
  review(page)
  document.addEventListener("visit:changed", (event) => {
    const { fields } = /** @type {CustomEvent} */ (event).detail
    if (fields.some(isReview)) review(page)
    if (fields.some(isSignature)) void showSigned(page)
  })
  if (page.state.fields().some(isSignature)) void showSigned(page)
  void offerPhoto(page)
  void showPhotos(page)
  mountMarks(page)
  void mountSurveyed(page)
  void mountFigures(page)
  setTimeout(() => measureSections(page.root), CALM)
}

/**
 * Sections far from the screen are not laid out. Their heights are, once: then a jump ends where it should.
 * @param {HTMLElement} root
 */
function measureSections(root) {
  stayingPut(root, () => root.classList.add("whole"))
  requestAnimationFrame(() => requestAnimationFrame(() => {
    stayingPut(root, () => root.classList.remove("whole"))
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView()
  }))
}

/**
 * A finger that is on its way must meet what it was meant for. Browsers do not see to that in time, WebKit never.
 * @param {HTMLElement} root
 * @param {() => void} change
 */
function stayingPut(root, change) {
  const leaf = [...root.querySelectorAll(".leaf")].find((one) => one.getBoundingClientRect().bottom > 0)
  const top = () => leaf?.getBoundingClientRect().top ?? 0
  const before = top()
  change()
  scrollBy(0, top() - before)
}

/** The line of the outline sticks under the lines that say what is stored, however many they are. */
function stackLines() {
  const lines = one(".state-line")
  const measure = () => document.documentElement.style.setProperty("--state-line", `${lines.offsetHeight}px`)
  new ResizeObserver(measure).observe(lines)
}

/**
 * @param {Page} page
 * @param {string} at
 */
function stored(page, at) {
  line("good", "check", say("saved_at", { time: formatTime(at) }))
  const undo = /** @type {HTMLButtonElement} */ (one(".undo"))
  undo.disabled = page.isReadOnly() || !page.writer.canUndo()
}

/**
 * @param {Page} page
 * @param {unknown} error
 */
function failed(page, error) {
  line("bad", "warn", say("not_saved"))
  // A newer version must not replace the page that alone holds an answer.
  holdUpdates(new Promise((resolve) => document.addEventListener("visit:stored", resolve, { once: true })))
  const again = element("button", { type: "button", class: "button", onclick: () => void page.flush() }, say("save_again"))
  const text = element("p", {}, sayProblem(error), " ", say("not_saved_kept"))
  fill(byId("failures"), notice("bad", text, again))
  document.addEventListener("visit:stored", () => fill(byId("failures")), { once: true })
}

/**
 * @param {string} mood
 * @param {import("../web/icon.js").IconName} sign
 * @param {string} text
 */
function line(mood, sign, text) {
  const place = byId("saved")
  if (place.dataset.mood === mood && place.textContent === text) return
  place.dataset.mood = mood
  fill(place, icon(sign), element("span", {}, text))
}

/** @param {Page} page */
async function takeBack(page) {
  const fields = await page.undo()
  const [field = ""] = fields
  const place = page.controls.get(field)?.inputs[0]?.closest(".q, .tap, .ask")
  place?.scrollIntoView({ block: "center" })
  toast(say(fields.length > 0 ? "form_undone" : "form_nothing_to_undo"))
}

/**
 * What a reviewer asks for, while it is asked; and that nothing can be changed any more.
 * @param {Page} page
 */
function review(page) {
  if (page.isReadOnly()) one(".undo").setAttribute("disabled", "")
  const status = page.state.value("status")
  const comments = openComments(page)
  const shown = [
    page.isReadOnly() && notice("plain", element("p", {}, say("form_locked"))),
    status?.state === "returned" && notice("warn", element("p", {}, element("strong", {}, say("form_returned")), ` ${status.reason}`), listed(comments)),
    status?.state !== "returned" && comments.length > 0 && notice("warn", element("p", {}, say("form_comments")), listed(comments)),
  ]
  fill(byId("notices"), ...shown)
}

/** @param {Page} page */
function openComments({ state }) {
  const comments = state.fields().filter((field) => field.startsWith("comment:"))
  return comments.map((field) => state.value(field)).filter((value) => value?.state === "open")
}

/** @param {{ field: string, text: string }[]} comments */
function listed(comments) {
  const rows = comments.map(({ field, text }) => {
    const question = field.split(":")[1] ?? ""
    return element("li", {}, question ? element("a", { href: `#${question}` }, text) : text)
  })
  return element("ul", { lang: "th" }, ...rows)
}

/** @param {string} field */
function isReview(field) {
  return field === "status" || field.startsWith("comment:")
}

/** @param {string} field */
function isSignature(field) {
  return field.startsWith("sign:")
}

/**
 * Who has signed, and whether that still covers what stands in the form.
 * @param {Page} page
 */
async function showSigned({ state }) {
  const { signatures } = await import("./content.js")
  const all = await signatures(state)
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-signed]"))) {
    const own = all.filter(({ field }) => field.split(":")[1] === place.dataset.signed)
    const lines = own.map(({ value, valid }) => {
      const name = element("span", { lang: "th" }, value.name)
      const state = valid ? badge("good", say("form_signed")) : badge("warn", say("form_signature_void"))
      return element("span", { class: "signer" }, name, ` ${formatShortDate(value.signed_on)} `, state)
    })
    fill(place, ...lines)
  }
}

/** @param {Page} page */
async function showPhotos(page) {
  const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-photos]"))
  if (places.length === 0) return
  const [{ photoStrip }, definition] = await Promise.all([import("./photos.js"), page.definition()])
  for (const place of places) photoStrip(page.visit, place.dataset.photos ?? "", page.state, place, definition)
}

/**
 * The phone ended the page while its camera was open.
 * @param {Page} page
 */
async function offerPhoto(page) {
  const { visit } = page
  const { meta } = await import("./journal.js")
  if (page.isReadOnly() || (await meta("pending_photo"))?.visit !== visit) return
  const [{ offerPendingPhoto }, { questions }] = await Promise.all([import("./photos.js"), page.definition()])
  await offerPendingPhoto(visit, (item) => (questions[item] ? questionLabel(questions[item]) : ""), byId("pending"))
}
