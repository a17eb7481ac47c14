// @ts-check
/** What the citizen sees. Everything is made anew at each step, so that nothing of the one before stays. */

import { face } from "./kiosk_faces.js"
import { languageOf, say, worded } from "./kiosk_words.js"

/** @typedef {import("./kiosk_words.js").Language} Language */
/** @typedef {import("./kiosk_words.js").Page} Page */
/** @typedef {import("./kiosk_session.js").Session} Session */
/** @typedef {{ pick(value: string): void, write(text: string): void, next(): void, back(): void, again(): void, send(): void, speak(language: string): void }} Doings */
/** @typedef {Readonly<Record<string, string | boolean | (() => void) | undefined>>} Attributes */

export const LONGEST_TEXT = 500
const UNUSED = "0"
const RATINGS = ["5", "4", "3", "2", "1"]

export class Screen {
  #stage
  #warning
  #page
  #do

  /**
   * @param {Page} page
   * @param {{ stage: HTMLElement, warning: HTMLElement }} places
   * @param {Doings} doings
   */
  constructor(page, { stage, warning }, doings) {
    this.#page = page
    this.#stage = stage
    this.#warning = warning
    this.#do = doings
    this.language = languageOf(page, "")
  }

  /** @param {string} id */
  speak(id) {
    this.language = languageOf(this.#page, id)
  }

  /**
   * @param {Session} session
   * @param {{ focus?: boolean, fault?: string }} [how] `focus` after a step, so that readers of the screen follow
   */
  ask(session, { focus = false, fault = "" } = {}) {
    const heading = make("h1", { id: "asked", tabindex: "-1" }, worded(session.question.text, this.language.id))
    const hint = worded(session.question.hint, this.language.id)
    this.#show(
      this.#head(),
      this.#progress(session),
      heading,
      hint ? make("p", { class: "kiosk-hint", id: "hint" }, hint) : "",
      this.#answers(session),
      fault ? make("p", { class: "notice bad", role: "alert" }, fault) : "",
      this.#ways(session),
    )
    if (focus) heading.focus({ preventScroll: true })
  }

  thank() {
    this.#say("thanks", "thanks_more", face("5"))
  }

  closed() {
    this.#say("closed", "closed_more")
  }

  /** Nothing of anybody stays, not even unseen. */
  clear() {
    this.warn(0)
    this.#stage.replaceChildren()
  }

  sending() {
    for (const button of this.#stage.querySelectorAll("button")) button.disabled = true
    const send = this.#stage.querySelector("[data-send]")
    if (send) send.textContent = this.#words("sending")
  }

  /** @param {number} seconds until everything is forgotten; 0 while there is time */
  warn(seconds) {
    const isNew = this.#warning.hidden
    this.#warning.hidden = seconds === 0
    if (seconds === 0) return this.#warning.replaceChildren()
    const left = this.#words("leaving_in", { seconds })
    if (!isNew) this.#warning.querySelector("p")?.replaceChildren(left)
    else
      this.#warning.replaceChildren(
        make("strong", { role: "alert" }, this.#words("leaving")),
        make("p", {}, left),
        make("button", { class: "button", type: "button" }, this.#words("stay")),
      )
  }

  /**
   * @param {string} title
   * @param {string} more
   * @param {Element} [picture]
   */
  #say(title, more, picture) {
    const said = make("h1", { tabindex: "-1" }, this.#words(title))
    const box = make("div", { class: "kiosk-said", role: "status" }, picture ?? "", said, make("p", {}, this.#words(more)))
    this.#show(this.#head({ quiet: true }), box)
  }

  /** @param {readonly (Element | string)[]} parts */
  #show(...parts) {
    this.warn(0)
    document.documentElement.lang = this.language.id
    this.#stage.replaceChildren(...parts.filter((part) => part !== ""))
    scrollTo(0, 0)
  }

  #head({ quiet = false } = {}) {
    const names = make("div", { class: "kiosk-place" },
      make("strong", {}, worded(this.#page.point, this.language.id)),
      make("span", {}, this.#page.agency),
    )
    return make("div", { class: "kiosk-head" }, names, quiet ? "" : this.#languages())
  }

  #languages() {
    const group = make("div", { class: "kiosk-languages", role: "group", "aria-label": this.#words("language") })
    for (const { id, name } of this.#page.languages) {
      const pressed = String(id === this.language.id)
      group.append(make("button", { type: "button", lang: id, "aria-pressed": pressed, onclick: () => this.#do.speak(id) }, name))
    }
    return group
  }

  /** @param {Session} session */
  #progress({ step, questions }) {
    const said = this.#words("step", { n: step + 1, all: questions.length })
    const bar = make("progress", { max: String(questions.length), value: String(step + 1), "aria-label": said })
    const promise = step === 0 ? make("p", { class: "kiosk-promise" }, this.#words("promise")) : ""
    return make("div", { class: "kiosk-progress" }, make("span", { "aria-hidden": "true" }, said), bar, promise)
  }

  /** @param {Session} session */
  #answers(session) {
    const { kind, options, id, hint } = session.question
    const described = worded(hint, this.language.id) ? "hint" : undefined
    if (kind === "text") return this.#text(session.given(id), described)
    const group = make("div", { class: `kiosk-${kind}`, role: "group", "aria-labelledby": "asked", "aria-describedby": described })
    const choices = kind === "rating"
      ? [...RATINGS, UNUSED].map((rating) => ({ value: rating, word: this.language.ratings[rating] ?? rating }))
      : options.map((option) => ({ value: option.id, word: worded(option.text, this.language.id) }))
    for (const { value, word } of choices) {
      const isUnused = kind === "rating" && value === UNUSED
      const attributes = {
        type: "button",
        class: isUnused ? "kiosk-answer unused" : "kiosk-answer",
        "aria-pressed": String(session.given(id) === value),
        onclick: () => this.#do.pick(value),
      }
      group.append(make("button", attributes, (kind === "rating" && face(value)) || "", make("span", {}, word)))
    }
    return group
  }

  /**
   * @param {string} written
   * @param {string | undefined} described
   */
  #text(written, described) {
    const count = make("p", { class: "kiosk-letters" })
    const area = /** @type {HTMLTextAreaElement} */ (make("textarea", {
      rows: "4", maxlength: String(LONGEST_TEXT), autocomplete: "off", spellcheck: "false",
      "aria-labelledby": "asked", "aria-describedby": described,
    }))
    const tell = () => count.replaceChildren(this.#words("letters", { count: area.value.length, most: LONGEST_TEXT }))
    area.value = written
    area.addEventListener("input", () => {
      this.#do.write(area.value)
      tell()
    })
    tell()
    return make("div", { class: "kiosk-text" }, area, count)
  }

  /** @param {Session} session */
  #ways(session) {
    const { isLast, isBegun, step, isWhole, question } = session
    const isAnswered = session.given(question.id) !== "" || question.kind === "text"
    // A rating has an answer of its own for who would not say.
    const mayGoOn = isAnswered || (!question.required && question.kind !== "rating")
    const onward = isLast
      ? make("button", { class: "button kiosk-send", "data-send": "", type: "button", disabled: !isWhole, onclick: this.#do.send }, this.#words("send"))
      : make("button", { class: "button quiet", type: "button", onclick: this.#do.next }, this.#words(isAnswered ? "next" : "skip"))
    return make("div", { class: "kiosk-ways" },
      step ? make("button", { class: "button quiet", type: "button", onclick: this.#do.back }, this.#words("back")) : "",
      isBegun ? make("button", { class: "button quiet", type: "button", onclick: this.#do.again }, this.#words("again")) : "",
      isLast || mayGoOn ? onward : "",
    )
  }

  /**
   * @param {string} key
   * @param {Readonly<Record<string, string | number>>} [values]
   */
  #words(key, values) {
    return say(this.language, key, values)
  }
}

/**
 * @param {string} name
 * @param {Attributes} attributes
 * @param {readonly (Element | string)[]} children
 */
function make(name, attributes, ...children) {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener("click", value)
    else if (value === true) made.setAttribute(attribute, "")
    else if (typeof value === "string") made.setAttribute(attribute, value)
  }
  made.append(...children.filter((child) => child !== ""))
  return made
}
