// @ts-check
/** Narrows the visible list while a person types; without script the form asks the server instead. */

import { clean, searchKey } from "../thai/text.js"

/**
 * Every word must be found, as the server asks too.
 * @param {string} typed
 * @param {string} searchText folded by the server
 */
export function fits(typed, searchText) {
  const words = clean(typed).split(/\s+/).map(searchKey)
  return words.every((word) => searchText.includes(word))
}

/** @param {HTMLInputElement} input */
export function mount(input) {
  const list = document.getElementById(input.dataset.narrows ?? "")
  if (!list) return
  const status = /** @type {HTMLElement | null} */ (
    document.querySelector(`[data-narrowed="${input.dataset.narrows}"]`)
  )
  input.addEventListener("input", () => narrow(input, list, status))
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {HTMLElement | null} status
 */
function narrow(input, list, status) {
  let shown = 0
  for (const row of list.children) {
    if (!(row instanceof HTMLElement)) continue
    row.hidden = !fits(input.value, row.dataset.search ?? "")
    if (!row.hidden) shown += 1
  }
  if (!status) return
  status.hidden = shown === list.children.length
  status.textContent = (status.dataset.sentence ?? "{n}").replace("{n}", String(shown))
}

if (typeof document !== "undefined") {
  for (const input of document.querySelectorAll("input[data-narrows]")) {
    if (input instanceof HTMLInputElement) mount(input)
  }
}
