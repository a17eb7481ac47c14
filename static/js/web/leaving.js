// @ts-check
/** Signing out on a phone that holds visits: refused while something is unsent, and afterwards nothing
 * readable stays. Without script, or without visits, it is the plain form. */

import { Problem } from "../thai/problem.js"

const FORMS = "form[data-leaving]"
const PAGE = "/accounts/sign-out"

/** Whether what is unsent lies in a file that the person has just kept. */
let isSaved = false

async function countUnsent() {
  const { waiting, waitingFiles } = await import("../visits/journal.js")
  const [operations, files] = await Promise.all([waiting(), waitingFiles()])
  return operations.length + files.length
}

/** @param {HTMLFormElement} form */
async function leave(form) {
  const unsent = await forgotten()
  if (!unsent) form.submit()
  else if (location.pathname === PAGE) refuse(unsent)
  else location.assign(PAGE)
}

/**
 * Removes everything from this phone, or says how much keeps it from doing so. What cannot be read cannot
 * be removed either, but must not keep anybody signed in.
 * @returns {Promise<number>}
 */
async function forgotten() {
  try {
    const { forget } = await import("../visits/upkeep.js")
    await forget({ force: isSaved })
    return 0
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "phone.work_waits") return 0
    const { operations, photos, visits } = /** @type {Record<string, number>} */ (error.parameters)
    return (operations ?? 0) + (photos ?? 0) || (visits ?? 1)
  }
}

/** @param {number} count */
function refuse(count) {
  const choice = document.getElementById("unsent")
  if (!choice) return
  const said = /** @type {HTMLElement} */ (choice.querySelector(".notice p"))
  said.dataset.sentence ??= said.textContent ?? ""
  said.textContent = said.dataset.sentence.replace("{count}", String(count))
  choice.hidden = false
  choice.focus()
  setLeavable(false)
}

/** @param {boolean} may */
function setLeavable(may) {
  document.querySelector(`main ${FORMS}`)?.toggleAttribute("hidden", !may)
}

/** @type {Readonly<Record<string, () => Promise<string>>>} what is said after each choice */
const CHOICES = {
  async send() {
    const { syncNow } = await import("../visits/sync.js")
    await syncNow().catch(() => undefined)
    return (await showUnsent()) ? "not-sent" : ""
  },
  async save() {
    const { saveFile } = await import("../visits/transfer.js")
    try {
      await saveFile()
    } catch {
      return "not-saved"
    }
    isSaved = true
    setLeavable(true)
    return "saved"
  },
}

/** @param {HTMLButtonElement} button */
async function choose(button) {
  const choice = CHOICES[button.dataset.do ?? ""]
  if (!choice) return
  button.disabled = true
  const said = await choice()
  button.disabled = false
  for (const line of document.querySelectorAll("#unsent [data-said]"))
    line.toggleAttribute("hidden", line.getAttribute("data-said") !== said)
}

/** On the page that asks: what is unsent, as long as there is something. */
async function showUnsent() {
  const unsent = await countUnsent()
  if (unsent) refuse(unsent)
  else {
    document.getElementById("unsent")?.setAttribute("hidden", "")
    setLeavable(true)
  }
  return unsent > 0
}

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || !event.target.matches(FORMS)) return
  event.preventDefault()
  void leave(event.target)
})
document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button") : null
  if (button) void choose(button)
})
if (location.pathname === PAGE) showUnsent().catch(() => undefined)
