// @ts-check
/** The panel of one question: several answers to settle, a reviewer's comments, its note, photos, what was
 * answered last time, and everything anybody ever said. One dialog serves all questions. */

import { say, sayProblem } from "../web/words.js"
import { accepted } from "./accepting.js"
import { device, operations, person } from "./journal.js"
import { questionLabel } from "./labels.js"
import { commentsOn, fieldsOf, lastAnswer, photosAt, saidOf } from "./marks.js"
import { formatMoment } from "../web/moments.js"
import { OpenVisit } from "./opened.js"
import { byId, element, fill, icon, notice } from "./parts.js"

/** @typedef {import("./form.js").Page} Page */
/** @typedef {import("./fold.js").Operation} Operation */

const PAUSE = 350
const ANSWERED_AT_ONCE = ["tick", "single_choice", "multiple_choice", "level", "yes_no", "complete"]

const dialog = /** @type {HTMLDialogElement} */ (byId("item"))
const note = /** @type {HTMLTextAreaElement} */ (byId("item-note"))

/** @type {Panel | undefined} the one that is open */
let panel
/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing

/**
 * @param {Page} page
 * @param {string} id of the question
 */
export async function open(page, id) {
  const [definition, me, own] = await Promise.all([page.definition(), person(), device()])
  const known = new OpenVisit({
    visit: page.facts, state: page.state, definition, me: me ?? { id: "", name: "", position: "" }, device: own,
  })
  panel = new Panel(page, id, known)
  if (!dialog.dataset.heard) listen()
  panel.show()
  dialog.showModal()
  await panel.showOnce()
}

function listen() {
  dialog.dataset.heard = "yes"
  dialog.addEventListener("click", (event) => void clicked(/** @type {Element} */ (event.target)))
  dialog.addEventListener("close", () => {
    void panel?.saveNote()
    panel = undefined
  })
  note.addEventListener("input", () => {
    clearTimeout(typing)
    typing = setTimeout(() => void panel?.saveNote(), PAUSE)
  })
  // A tap on the camera leaves the note: it is stored before the camera opens, which may end the page.
  note.addEventListener("blur", () => void panel?.saveNote())
  document.addEventListener("visit:changed", () => panel?.show())
  document.addEventListener("visit:failed", (event) => showFailed(/** @type {CustomEvent} */ (event).detail.error))
  document.addEventListener("visit:stored", () => fill(byId("item-failure")))
  document.addEventListener("sync:state", () => void panel?.showReceipts())
  addEventListener("pagehide", () => void panel?.saveNote())
}

/** @param {Element} target */
async function clicked(target) {
  if (target === dialog || target.closest("[data-closes]")) return dialog.close()
  if (target.closest("#item-absent")) await panel?.sayAbsent()
  if (target.closest("#item-clear")) await panel?.clear()
}

/**
 * What the page says of it lies behind this panel.
 * @param {unknown} error
 */
function showFailed(error) {
  if (dialog.open) fill(byId("item-failure"), notice("bad", element("p", {}, sayProblem(error), " ", say("not_saved_kept"))))
}

class Panel {
  #noteShown = ""
  /** @type {ReadonlyMap<string, import("./shapes.js").Kept>} what the office has said of each operation */
  #kept = new Map()

  /**
   * @param {Page} page
   * @param {string} id
   * @param {OpenVisit} known names people and phones
   */
  constructor(page, id, known) {
    this.page = page
    this.id = id
    this.known = known
    this.question = /** @type {any} */ (known.definition.questions[id])
    this.noteField = `note:${id}`
    note.value = ""
  }

  show() {
    const { page, question } = this
    const locked = page.isReadOnly()
    byId("item-title").textContent = questionLabel(question)
    byId("item-absent").hidden = locked || question.type !== "tick" || this.#value() === false
    byId("item-clear").hidden = locked || !ANSWERED_AT_ONCE.includes(question.type) || this.#answers().length === 0
    note.disabled = locked
    this.#showNote()
    this.#showAnswers()
    this.#showComments()
    this.#showHistory()
  }

  async showOnce() {
    const { page, id } = this
    const { photoButtons, photoStrip } = await import("./photos.js")
    const strip = photoStrip(page.visit, id, page.state, byId("item-photos"), this.known.definition)
    dialog.addEventListener("close", () => strip.end(), { once: true })
    fill(byId("item-camera"), page.isReadOnly() ? null : photoButtons(page.visit, id))
    await this.showReceipts()
    const said = await lastAnswer(page, id)
    byId("item-last").hidden = !said
    fill(byId("item-last"), said)
  }

  async sayAbsent() {
    await this.page.write([{ field: `answer:${this.id}`, value: false }])
    dialog.close()
  }

  async clear() {
    await this.page.write(this.#answers().map((field) => ({ field, value: null })))
    dialog.close()
  }

  async saveNote() {
    clearTimeout(typing)
    if (note.value === this.#noteShown) return
    this.#noteShown = note.value
    try {
      const value = accepted({}, this.noteField, note.value)
      await this.page.writer.write([{ field: this.noteField, value }], { burst: this.noteField })
    } catch (error) {
      showFailed(error)
    }
  }

  /** An operation that was written on this page has no receipt here yet; the journal has it. */
  async showReceipts() {
    this.#kept = new Map((await operations(this.page.visit)).map((kept) => [kept.id, kept]))
    this.#showHistory()
  }

  #value() {
    return this.page.state.value(`answer:${this.id}`)
  }

  #answers() {
    const fields = fieldsOf(this.page, this.id).filter((field) => field.startsWith("answer:"))
    return fields.filter((field) => this.page.state.values(field).some((value) => value !== null))
  }

  #showNote() {
    const stored = this.page.state.value(this.noteField) ?? ""
    const isTyping = note.value !== this.#noteShown || document.activeElement === note
    if (isTyping && note.value !== "") return
    this.page.writer.sees(this.noteField)
    this.#noteShown = stored
    if (note.value !== stored) note.value = stored
  }

  /** Answers, rows and note, and the photos that prove this item or have proved it. */
  #fields() {
    return [...fieldsOf(this.page, this.id), ...photosAt(this.page, this.id)]
  }

  #showAnswers() {
    const disputed = this.#fields().filter((field) => this.page.state.isDisputed(field))
    const lists = disputed.map((field) => {
      const heads = this.page.state.heads(field).map((head) => this.#head(head))
      return element("ul", { class: "rows" }, ...heads)
    })
    const place = byId("item-answers")
    place.hidden = disputed.length === 0
    fill(place, element("p", {}, element("strong", {}, say("form_settle"))), ...lists)
  }

  /** @param {Operation} head */
  #head(head) {
    const use = this.#button(say("form_use"), head)
    return element("li", {}, element("div", {}, element("strong", {}, this.#said(head)), this.#origin(head)), use)
  }

  #showComments() {
    const comments = commentsOn(this.page, this.id)
    const place = byId("item-comments")
    place.hidden = comments.length === 0
    const rows = comments.map(({ field, value }) => {
      const done = element("button", { type: "button", class: "button quiet" }, icon("check"), say("form_comment_done"))
      done.addEventListener("click", () => void this.page.write([{ field, value: { ...value, state: "done" } }]))
      return element("li", {}, element("p", {}, value.text), this.page.isReadOnly() ? null : done)
    })
    fill(place, element("h3", {}, say("form_commented")), element("ul", { class: "rows" }, ...rows))
  }

  #showHistory() {
    const all = this.#fields().flatMap((field) => this.page.state.history(field))
    all.sort((one, other) => (one.id < other.id ? 1 : -1))
    const heads = new Set(all.flatMap(({ field }) => this.page.state.heads(field).map(({ id }) => id)))
    const rows = all.map((said) => {
      const back = heads.has(said.id) ? null : this.#button(say("form_restore"), said)
      return element("li", {}, element("div", {}, this.#said(said), this.#origin(said), this.#receipt(said)), back)
    })
    byId("item-history").hidden = all.length === 0
    fill(/** @type {Element} */ (byId("item-history").querySelector("ol")), ...rows)
  }

  /**
   * A button that makes this the answer again.
   * @param {string} word
   * @param {Operation} operation
   */
  #button(word, { field, value }) {
    const said = saidOf(this.known.definition, field, value)
    const made = element("button", { type: "button", class: "button quiet", "aria-label": `${word}: ${said}` }, word)
    made.hidden = this.page.isReadOnly()
    made.addEventListener("click", () => void this.#use(field, value))
    return made
  }

  /**
   * @param {string} field
   * @param {any} value
   */
  async #use(field, value) {
    if (!field.startsWith("photo:")) return this.page.write([{ field, value }], { settles: true })
    const { change } = await import("./photo_writing.js")
    await change(this.page.visit, () => [{ field, value }])
  }

  /** @param {Operation} operation */
  #said({ field, value }) {
    return saidOf(this.known.definition, field, value)
  }

  /** @param {Operation} operation */
  #origin({ by, at, device: phone }) {
    return element("small", {}, [this.known.nameOf(by), formatMoment(at), this.known.deviceName(phone)].join(" · "))
  }

  /**
   * When the office got it, and through whom where that was not its author.
   * @param {Operation} operation
   */
  #receipt({ id, by }) {
    const { received, sender = by } = this.#kept.get(id) ?? {}
    if (!received) return element("small", {}, say("form_not_received"))
    const through = sender === by ? "" : say("form_sent_by", { name: this.known.nameOf(sender) })
    return element("small", {}, [say("form_received", { at: formatMoment(received) }), through].filter(Boolean).join(" · "))
  }
}
