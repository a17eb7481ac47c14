// @ts-check
/** Signing on the screen: a pad over the whole page, and the drawing of what was signed. The ink is kept as
 * vectors only; the screen is drawn anew from them whenever it changes. */

import { say } from "../web/words.js"
import { button, element, fill } from "./parts.js"
import { boxOf, distance, isBlank, MOST_POINTS, MOST_STROKES, pathOf, pointsOf, settled, thinned, viewOf } from "./strokes.js"

/** @typedef {import("./strokes.js").Point} Point */
/** @typedef {import("./strokes.js").Stroke} Stroke */

const SVG = "http://www.w3.org/2000/svg"
const PEN = 36 // units
const NEXT_POINT = 8 // units: closer ones are the same place
const LONGEST_PIECE = 600 // points; a longer stroke goes on as another one

/**
 * As large as the place it is put in, in the colour of the text there.
 * @param {readonly Stroke[]} strokes
 */
export function drawStrokes(strokes) {
  const { left, top, width, height } = boxOf(strokes)
  const pen = Math.max(PEN, Math.round(Math.max(width, height) / 150))
  const drawing = drawn("svg", {
    class: "ink",
    viewBox: [left - pen, top - pen, width + 2 * pen, height + 2 * pen].join(" "),
    role: "img",
    "aria-label": say("sign_drawing"),
  })
  drawing.append(...strokes.map((stroke) => inked(stroke, pen)))
  return drawing
}

/**
 * @param {{ title: string }} asked whose signature it is
 * @returns {Promise<Stroke[] | null>} null when nothing was signed
 */
export function openPad({ title }) {
  return new Promise((resolve) => {
    const pad = new Pad(title, resolve)
    pad.open()
  })
}

class Pad {
  /** @type {Stroke[]} */
  #strokes = []
  /** @type {Stroke[][]} what there was before each change */
  #before = []
  /** @type {{ id: number, points: Stroke, path: SVGElement } | null} the stroke that is being drawn */
  #live = null
  #view = viewOf([], 1, 1)
  #decided = false
  #ink = drawn("g", {})
  #area = element("div", { class: "pad-area" })
  #said = element("div", { class: "pad-said", role: "status" })
  #dialog = element("dialog", { class: "pad", "aria-labelledby": "pad-title" })
  #watcher = new ResizeObserver(() => this.#turned())

  /**
   * @param {string} title
   * @param {(strokes: Stroke[] | null) => void} answer
   */
  constructor(title, answer) {
    this.answer = answer
    const surface = drawn("svg", { class: "pad-ink", role: "img", "aria-label": say("sign_area") })
    surface.append(this.#ink)
    fill(this.#area, surface, element("p", { class: "pad-line", "aria-hidden": "true" }, say("sign_line")))
    fill(
      this.#dialog,
      element("div", { class: "pad-head" }, element("h2", { id: "pad-title" }, title), button(say("sign_close"), () => this.#leave())),
      this.#area,
      this.#said,
      this.#acts(),
      element("details", { class: "pad-help" }, element("summary", {}, say("sign_cannot")), element("p", {}, say("sign_on_paper"))),
    )
    this.#listen()
  }

  open() {
    document.body.append(this.#dialog)
    this.#dialog.showModal()
    this.#watcher.observe(this.#area)
  }

  #acts() {
    return element(
      "div",
      { class: "pad-acts" },
      button(say("sign_undo"), () => this.#undo()),
      button(say("sign_clear"), () => this.#change([])),
      button(say("sign_use"), () => this.#use(), { kind: "" }),
    )
  }

  #listen() {
    const area = this.#area
    area.addEventListener("pointerdown", (event) => this.#down(event))
    area.addEventListener("pointermove", (event) => this.#move(event))
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      area.addEventListener(end, (event) => this.#up(/** @type {PointerEvent} */ (event)))
    }
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault()
      this.#leave()
    })
    this.#dialog.addEventListener("close", () => this.#closed())
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (this.#live || event.button !== 0) return
    event.preventDefault()
    if (this.#isFull()) return this.#say("sign_full")
    fill(this.#said)
    this.#area.setPointerCapture(event.pointerId)
    this.#begin(event.pointerId, this.#pointOf(event))
  }

  /**
   * @param {number} id
   * @param {Point} point
   */
  #begin(id, point) {
    this.#live = { id, points: [point], path: inked([point], PEN) }
    this.#ink.append(this.#live.path)
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#live?.id !== event.pointerId) return
    const all = event.getCoalescedEvents?.() ?? []
    for (const one of all.length > 0 ? all : [event]) this.#goTo(this.#pointOf(one))
    this.#live?.path.setAttribute("d", pathOf(this.#live.points))
  }

  /** @param {Point} point */
  #goTo(point) {
    const live = this.#live
    const last = live?.points.at(-1)
    if (!live || !last || distance(last, point) < NEXT_POINT) return
    live.points.push(point)
    if (live.points.length < LONGEST_PIECE) return
    this.#finish()
    if (!this.#isFull()) this.#begin(live.id, point)
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (this.#live?.id !== event.pointerId) return
    this.#finish()
  }

  /** The stroke that is being drawn becomes ink. */
  #finish() {
    if (!this.#live) return
    const { points } = this.#live
    this.#live = null
    const room = MOST_POINTS - pointsOf(this.#strokes)
    this.#before.push(this.#strokes)
    this.#strokes = [...this.#strokes, thinned(points, room)]
    this.#draw()
  }

  #isFull() {
    return this.#strokes.length >= MOST_STROKES || pointsOf(this.#strokes) > MOST_POINTS - 2
  }

  /** @param {Stroke[]} strokes */
  #change(strokes) {
    if (this.#strokes.length === 0 && strokes.length === 0) return
    this.#before.push(this.#strokes)
    this.#strokes = strokes
    this.#draw()
  }

  #undo() {
    this.#finish()
    this.#strokes = this.#before.pop() ?? []
    this.#draw()
  }

  /** The pad has another size or shape now: the ink stays what it is. */
  #turned() {
    this.#finish()
    const { clientWidth, clientHeight } = this.#area
    if (clientWidth === 0 || clientHeight === 0) return
    this.#view = viewOf(this.#strokes, clientWidth, clientHeight)
    this.#draw()
  }

  #draw() {
    const { scale, left, top } = this.#view
    this.#ink.setAttribute("transform", `translate(${left} ${top}) scale(${scale})`)
    this.#ink.replaceChildren(...this.#strokes.map((stroke) => inked(stroke, PEN)))
  }

  /**
   * @param {PointerEvent} event
   * @returns {Point}
   */
  #pointOf({ clientX, clientY }) {
    const { left, top } = this.#area.getBoundingClientRect()
    const { scale, left: x, top: y } = this.#view
    return [(clientX - left - this.#area.clientLeft - x) / scale, (clientY - top - this.#area.clientTop - y) / scale]
  }

  #use() {
    this.#finish()
    if (isBlank(this.#strokes)) return this.#say("sign_blank")
    this.#decide(settled(this.#strokes))
  }

  #leave() {
    this.#finish()
    if (this.#strokes.length === 0) return this.#decide(null)
    fill(
      this.#said,
      element("p", {}, say("sign_unused")),
      button(say("sign_discard"), () => this.#decide(null), { kind: "danger" }),
      button(say("sign_go_on"), () => fill(this.#said)),
    )
    this.#said.querySelectorAll("button")[1]?.focus()
  }

  /** Some browsers close a dialog at the second Escape without asking. */
  #closed() {
    if (this.#decided) return
    if (this.#strokes.length === 0 && !this.#live) return this.#decide(null)
    this.#dialog.showModal()
    this.#leave()
  }

  /** @param {Stroke[] | null} strokes */
  #decide(strokes) {
    this.#decided = true
    this.#watcher.disconnect()
    this.#dialog.close()
    this.#dialog.remove()
    this.answer(strokes)
  }

  /** @param {string} word */
  #say(word) {
    fill(this.#said, element("p", {}, say(word)))
  }
}

/**
 * @param {Stroke} stroke
 * @param {number} pen
 */
function inked(stroke, pen) {
  return drawn("path", {
    d: pathOf(stroke),
    fill: "none",
    stroke: "currentColor",
    "stroke-width": String(pen),
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  })
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @returns {SVGElementTagNameMap[Tag]}
 */
function drawn(tag, attributes) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}
