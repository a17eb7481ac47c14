// @ts-check
/** The citizens' form on a bad line: it is sent again, with the same nonce, until it has arrived, and counts
 * once. Stands inside the page; without it the form is sent as any form is. Keeps nothing on the device. */

const PATIENCE = 20_000
const FIRST_PAUSE = 4_000
const LONGEST_PAUSE = 60_000

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-thanks]"))
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"))
const news = /** @type {HTMLElement} */ (form.querySelector("[data-news]"))
const { thanks = "", sending = "", again = "", line = "", busy = "" } = form.dataset
let isSending = false
let isSent = false
let pause = FIRST_PAUSE
let timer = 0

form.addEventListener("submit", (event) => {
  event.preventDefault()
  void send()
})
addEventListener("online", () => void (timer && send()))
// Whoever goes back to a form that was sent gets a new one.
addEventListener("pageshow", (event) => void (event.persisted && isSent && location.reload()))
form.querySelectorAll("textarea").forEach(count)
document.getElementById("refused")?.focus()

async function send() {
  if (isSending) return
  clearTimeout(timer)
  timer = 0
  show(true, sending)
  try {
    await judge(await post())
  } catch {
    waitAfter(line, pause)
  }
}

/** Redirects are not followed: the only one says that the answer is kept. */
function post() {
  const body = new URLSearchParams()
  new FormData(form).forEach((value, name) => body.append(name, String(value)))
  const signal = AbortSignal.timeout?.(PATIENCE)
  return fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true, signal })
}

/** @param {Response} answer */
async function judge({ type, status, headers }) {
  if (type === "opaqueredirect") {
    isSent = true
    location.replace(thanks)
  } else if (status === 429 || status >= 500) {
    waitAfter(busy, Math.max(pause, Number(headers.get("Retry-After")) * 1000 || 0))
  } else {
    // Something is to be mended, and the page that says what can only come this way.
    form.submit()
  }
}

/**
 * @param {string} said
 * @param {number} milliseconds
 */
function waitAfter(said, milliseconds) {
  show(false, again)
  news.textContent = said
  button.scrollIntoView({ block: "nearest" })
  timer = setTimeout(send, milliseconds)
  pause = Math.min(pause * 2, LONGEST_PAUSE)
}

/**
 * @param {boolean} now
 * @param {string} said
 */
function show(now, said) {
  isSending = now
  button.setAttribute("aria-disabled", String(now))
  button.textContent = said
}

/** @param {HTMLTextAreaElement} area */
function count(area) {
  const { most = "", left = "", over = "" } = area.dataset
  const place = /** @type {HTMLElement} */ (area.parentElement?.querySelector("[data-count]"))
  const tell = () => {
    const room = Number(most) - [...area.value.trim()].length
    place.textContent = (room < 0 ? over : left).replace("{n}", String(Math.abs(room)))
  }
  area.addEventListener("input", tell)
  tell()
}
