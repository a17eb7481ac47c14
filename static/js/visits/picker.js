// @ts-check
/** Choosing an agency of the register while typing: by thumb, by keyboard, by screen reader. */

import { say } from "../web/words.js"
import { indexed, search } from "./lookup.js"
import { byId, element, fill } from "./parts.js"

/** @typedef {import("./lookup.js").Agency} Agency */

const MOST_SHOWN = 20

/**
 * The three elements `<name>-search`, `<name>-list` and `<name>-count` of the page.
 * @param {string} name
 * @param {readonly Agency[]} agencies
 * @param {(agency: Agency) => void} chosen
 */
export function mountPicker(name, agencies, chosen) {
  return new Picker(name, agencies, chosen)
}

class Picker {
  /** @type {Agency[]} */
  #shown = []
  #at = -1

  /**
   * @param {string} name
   * @param {readonly Agency[]} agencies
   * @param {(agency: Agency) => void} chosen
   */
  constructor(name, agencies, chosen) {
    this.name = name
    this.entries = indexed(agencies)
    this.chosen = chosen
    this.input = /** @type {HTMLInputElement} */ (byId(`${name}-search`))
    this.list = byId(`${name}-list`)
    this.count = byId(`${name}-count`)
    this.input.addEventListener("input", () => this.#narrow())
    this.input.addEventListener("keydown", (event) => this.#steer(event))
    this.input.addEventListener("blur", () => this.#close())
    // Without this the field would lose focus, and the list would be gone before the click arrives.
    this.list.addEventListener("mousedown", (event) => event.preventDefault())
    this.list.addEventListener("click", (event) => this.#tap(event))
  }

  #narrow() {
    if (!this.input.value.trim()) return this.#close()
    const { found, total } = search(this.entries, this.input.value, MOST_SHOWN)
    this.#shown = found
    this.#at = -1
    fill(this.list, ...found.map((agency, place) => row(`${this.name}-${place}`, agency)))
    this.#open(found.length > 0)
    this.count.textContent = counted(found.length, total)
  }

  /** @param {KeyboardEvent} event */
  #steer(event) {
    if (event.key === "Enter") {
      event.preventDefault()
      const agency = this.#shown[Math.max(this.#at, 0)]
      if (agency && !this.list.hidden) this.#choose(agency)
    }
    if (event.key === "Escape") this.#close()
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step || this.list.hidden) return
    event.preventDefault()
    this.#at = (this.#at + step + this.#shown.length) % this.#shown.length
    this.#mark()
  }

  #mark() {
    ;[...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === this.#at))
      if (place === this.#at) option.scrollIntoView({ block: "nearest" })
    })
    this.input.setAttribute("aria-activedescendant", `${this.name}-${this.#at}`)
  }

  /** @param {MouseEvent} event */
  #tap(event) {
    const tapped = event.target instanceof Element ? event.target.closest("li") : null
    const agency = tapped && this.#shown[[...this.list.children].indexOf(tapped)]
    if (agency) this.#choose(agency)
  }

  /** @param {Agency} agency */
  #choose(agency) {
    this.input.value = agency.name
    this.count.textContent = ""
    this.#close()
    this.chosen(agency)
  }

  /** @param {boolean} shown */
  #open(shown) {
    this.list.hidden = !shown
    this.input.setAttribute("aria-expanded", String(shown))
    this.input.removeAttribute("aria-activedescendant")
  }

  #close() {
    this.#open(false)
    if (!this.input.value.trim()) this.count.textContent = ""
  }
}

/**
 * @param {string} id
 * @param {Agency} agency
 */
function row(id, agency) {
  const place = [agency.district, agency.province].filter(Boolean).join(" · ")
  return element("li", { id, role: "option", "aria-selected": "false" }, agency.name, element("small", {}, place))
}

/**
 * @param {number} shown
 * @param {number} total
 */
function counted(shown, total) {
  if (!total) return say("picker_none")
  return total > shown ? say("picker_more", { shown, total }) : say("picker_found", { total })
}
