// @ts-check
/** Answers from paper, entered by keyboard: a number chooses the answer that it stands before and goes on to the
 * next question; Enter sends. Without this module the same form is filled in by tabs and arrows. */

/** @param {KeyboardEvent} event */
function choose(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !(event.target instanceof Element)) return
  const question = event.target.closest("[data-question]")
  const answer = question?.querySelector(`input[data-key="${digit(event)}"]`)
  if (!question || !(answer instanceof HTMLInputElement)) return
  event.preventDefault()
  answer.checked = true
  following(question)?.focus()
}

/**
 * The number that was pressed, also where the keyboard writes Thai; the key itself is asked then.
 * @param {KeyboardEvent} event
 */
function digit({ key, code }) {
  if (/^[0-9]$/.test(key)) return key
  const thai = "๐๑๒๓๔๕๖๗๘๙".indexOf(key)
  if (key.length === 1 && thai >= 0) return String(thai)
  return /^(?:Digit|Numpad)[0-9]$/.test(code) ? code.slice(-1) : "none"
}

/**
 * Where to go on: the next question, the wish, the button.
 * @param {Element} question
 */
function following(question) {
  for (let next = question.nextElementSibling; next; next = next.nextElementSibling) {
    const found = next.querySelector("input:checked, input, textarea, button")
    if (found instanceof HTMLElement) return found
  }
  return null
}

document.querySelector("[data-entry]")?.addEventListener("keydown", (event) => {
  if (event instanceof KeyboardEvent) choose(event)
})

export {}
