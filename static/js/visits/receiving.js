// @ts-check
/** Work of another phone coming in, as a file or off its screen: what it holds is shown first, and taken in
 * when somebody agrees. */

import { say } from "../web/words.js"
import { stopCamera } from "./camera.js"
import { formatMoment } from "../web/moments.js"
import { button, byId, element, field, fill, notice, showFailure } from "./parts.js"
import { loadFile, scanFrames } from "./transfer.js"

/** @typedef {import("./transfer.js").Offered} Offered */
/** @typedef {import("./transfer.js").TakenIn} TakenIn */

const LOCKED = ["transfer.passphrase_missing", "transfer.wrong_passphrase", "transfer.passphrase_short"]

/**
 * For the controls of templates/visits/receiving.html.
 * @param {(taken: TakenIn) => void | Promise<void>} received
 */
export function mountReceiving(received) {
  const chosen = /** @type {HTMLInputElement} */ (byId("load-file"))
  chosen.addEventListener("change", () => {
    const [file] = chosen.files ?? []
    chosen.value = ""
    if (file) void attempt(() => fromFile(file, received))
  })
  const scan = /** @type {HTMLButtonElement} */ (byId("scan-frames"))
  scan.addEventListener("click", async () => {
    scan.disabled = true
    await attempt(() => fromScreen(received))
    scan.disabled = false
  })
}

/** @param {() => Promise<void>} work */
async function attempt(work) {
  fill(byId("failures"))
  fill(byId("arriving"))
  await work().catch(showFailure)
}

/**
 * A locked file is asked for its passphrase as often as it takes.
 * @param {File} file
 * @param {(taken: TakenIn) => void | Promise<void>} received
 * @param {string} [passphrase]
 */
async function fromFile(file, received, passphrase = "") {
  try {
    await finish(await loadFile(file, { passphrase, agree }), received)
  } catch (error) {
    const { code = "" } = /** @type {{ code?: string }} */ (error)
    if (!LOCKED.includes(code)) throw error
    askPassphrase(file, received)
    if (passphrase) throw error
  }
}

/**
 * @param {File} file
 * @param {(taken: TakenIn) => void | Promise<void>} received
 */
function askPassphrase(file, received) {
  const typed = element("input", { type: "text", maxlength: 100, autocomplete: "off" })
  const open = element("button", { class: "button" }, say("receive_open"))
  const form = element("form", { class: "narrow" }, field(say("receive_passphrase"), typed, say("receive_locked")), open)
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    void attempt(() => fromFile(file, received, typed.value))
  })
  fill(byId("arriving"), form)
  typed.focus()
}

/** @param {(taken: TakenIn) => void | Promise<void>} received */
async function fromScreen(received) {
  const [finder, video] = [byId("receiver"), /** @type {HTMLVideoElement} */ (byId("receiver-camera"))]
  const stopping = new AbortController()
  byId("receiver-stop").addEventListener("click", () => stopping.abort(), { once: true })
  finder.hidden = video.hidden = false
  const seen = (/** @type {Offered} */ offered) => {
    finder.hidden = true
    stopCamera(video)
    return agree(offered)
  }
  try {
    await finish(await scanFrames(video, showProgress, { signal: stopping.signal, agree: seen }), received)
  } catch (error) {
    if (!stopping.signal.aborted) throw error
    byId("scan-frames").focus()
  } finally {
    finder.hidden = true
    stopCamera(video)
  }
}

/** @param {{ done: number, of: number }} progress */
function showProgress({ done, of }) {
  byId("progress").textContent = say("team_progress", { done, of })
}

/**
 * @param {Offered} offered
 * @returns {Promise<boolean>}
 */
function agree({ by, made, visits }) {
  return new Promise((answer) => {
    const lines = visits.map(({ agency_name, operations, photos }) =>
      element("li", {}, element("strong", {}, agency_name), element("br"), say("receive_line", { operations, photos })),
    )
    const accept = button(say("receive_accept"), () => answer(true), { kind: "" })
    const choices = element("div", { class: "tools-line" }, accept, button(say("receive_decline"), () => answer(false)))
    const from = say("receive_from", { by: by || say("pages_somebody"), made: formatMoment(made) })
    fill(byId("arriving"), notice("plain", element("p", {}, from), element("ul", {}, ...lines), element("p", {}, say("receive_merged")), choices))
    accept.focus()
  })
}

/**
 * @param {TakenIn | null} taken null where somebody has declined
 * @param {(taken: TakenIn) => void | Promise<void>} received
 */
async function finish(taken, received) {
  fill(byId("arriving"), taken ? say("team_received", { operations: taken.operations, photos: taken.photos }) : say("receive_declined"))
  if (taken) await received(taken)
}
