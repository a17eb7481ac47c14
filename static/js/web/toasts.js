// @ts-check
/** Short messages at the lower edge of the page. They stay while they offer something to do, and when told to. */

import { say } from "./words.js"

const LIFETIME = 8_000

/** @typedef {{action?: () => void, label?: string, stays?: boolean}} Offer */

/**
 * @param {string} text
 * @param {Offer} [offer] a button under the text, and what it does
 */
export function toast(text, offer = {}) {
  const place = document.getElementById("toasts")
  if (!place) return
  const shown = document.createElement("div")
  shown.className = "toast"
  const said = document.createElement("p")
  said.textContent = text
  shown.append(said, ...buttons(shown, offer))
  place.append(shown)
  if (!offer.action && !offer.stays) setTimeout(() => shown.remove(), LIFETIME)
}

/**
 * @param {HTMLElement} shown
 * @param {Offer} offer
 */
function buttons(shown, { action, label }) {
  const close = button(say("close"), () => shown.remove())
  if (!action || !label) return [close]
  const act = () => {
    shown.remove()
    action()
  }
  return [button(label, act), close]
}

/**
 * @param {string} label
 * @param {() => void} pressed
 */
function button(label, pressed) {
  const made = document.createElement("button")
  made.type = "button"
  made.textContent = label
  made.addEventListener("click", pressed)
  return made
}
