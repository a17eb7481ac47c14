// @ts-check
/** Small pieces that the pages around the form are put together from. Text is only ever set as text. */

import { icon } from "../web/icon.js"
import { sayProblem } from "../web/words.js"
import { comingBackTo } from "./drawing.js"

export { icon }

/** @typedef {string | number | boolean | null | undefined | ((event: Event) => void)} Attribute */
/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {"good" | "warn" | "bad" | "plain"} Kind */
/** @typedef {import("../web/icon.js").IconName} IconName */

/** @type {Readonly<Record<Kind, IconName>>} */
const ICON_OF = { good: "check", warn: "warn", bad: "cross", plain: "info" }

/**
 * A function is listened with, `true` is an attribute without a value, null and false are left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.replace(/^on/, ""), value)
    else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : String(value))
    }
  }
  made.append(...present(children))
  return made
}

/**
 * What an element holds from now on.
 * @param {Element} holder
 * @param {...Child} children
 */
export function fill(holder, ...children) {
  holder.replaceChildren(...present(children))
}

/**
 * @param {Kind} kind
 * @param {string} word
 */
export function badge(kind, word) {
  return element("span", { class: `badge ${kind}` }, icon(ICON_OF[kind]), word)
}

/**
 * @param {Kind} kind
 * @param {...Child} children
 */
export function notice(kind, ...children) {
  const role = kind === "bad" ? "alert" : null
  const sign = icon(kind === "bad" ? "warn" : ICON_OF[kind])
  return element("div", { class: `notice ${kind}`, role }, sign, element("div", {}, ...children))
}

/**
 * @param {string} label
 * @param {(event: Event) => void | Promise<unknown>} act
 * @param {{ kind?: string, icon?: IconName, name?: string, key?: string }} [look] `name` where the label alone says
 * too little; `key` finds it again when its list is drawn anew
 */
export function button(label, act, look = {}) {
  const attributes = { type: "button", class: `button ${look.kind ?? "quiet"}`, "aria-label": look.name, "data-key": look.key }
  const made = element("button", attributes, look.icon ? icon(look.icon) : null, label)
  made.addEventListener("click", (event) => void whileBusy(made, () => act(event)))
  return made
}

/**
 * @param {string} label
 * @param {string} address
 * @param {{ kind?: string, icon?: IconName, name?: string }} [look]
 */
export function doorTo(label, address, look = {}) {
  const attributes = { class: `button ${look.kind ?? "quiet"}`, href: address, "aria-label": look.name }
  return element("a", attributes, look.icon ? icon(look.icon) : null, label)
}

/**
 * A labelled control.
 * @param {string} label
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} control
 * @param {string} [help]
 */
export function field(label, control, help = "") {
  control.id ||= nextId()
  const explained = help ? element("p", { class: "help", id: `${control.id}-help` }, help) : null
  if (explained) control.setAttribute("aria-describedby", explained.id)
  return element("div", { class: "field" }, element("label", { for: control.id }, label), explained, control)
}

/**
 * An element of the page's own HTML.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no #${id}`)
  return found
}

/**
 * The first that fits, in the page's own HTML.
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function one(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector))
}

/**
 * What went wrong, in the words of its code where it has one, and as a message that stays.
 * @param {unknown} error
 */
export function showFailure(error) {
  document.dispatchEvent(new CustomEvent("visit:failed", { detail: { error } }))
  const holder = document.getElementById("failures")
  holder?.replaceChildren(notice("bad", element("p", {}, sayProblem(error))))
  holder?.scrollIntoView({ block: "nearest" })
}

/**
 * A button cannot be pressed twice while its work goes on, and what fails is shown.
 * @param {HTMLButtonElement} pressed
 * @param {() => void | Promise<unknown>} act
 */
async function whileBusy(pressed, act) {
  const comeBack = document.activeElement === pressed ? comingBackTo(pressed) : null
  pressed.setAttribute("aria-busy", "true")
  pressed.disabled = true
  try {
    await act()
    document.getElementById("failures")?.replaceChildren()
  } catch (error) {
    showFailure(error)
  } finally {
    pressed.disabled = false
    pressed.removeAttribute("aria-busy")
    comeBack?.()
  }
}

let made = 0

function nextId() {
  made += 1
  return `part-${made}`
}

/**
 * @param {Child[]} children
 * @returns {(Node | string)[]}
 */
function present(children) {
  return /** @type {(Node | string)[]} */ (children.filter((child) => child || child === ""))
}
