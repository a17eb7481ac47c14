// @ts-check
/** Joining a colleague's visit: by its QR code or link, which needs no signal, by the short code,
 * which does, or with the work itself as a file. */

import { Problem } from "../thai/problem.js"
import { say, sayProblem } from "../web/words.js"
import { stopCamera } from "./camera.js"
import { definitionOf } from "./definition.js"
import { readCode, readInvitation } from "./invitation.js"
import * as journal from "./journal.js"
import { joiningLetter } from "./letters.js"
import { request } from "./line.js"
import { badge, byId, doorTo, element, fill, notice, showFailure } from "./parts.js"
import { mountReceiving } from "./receiving.js"
import { syncNow } from "./sync.js"
import { bring } from "./unknown.js"

/** @typedef {import("./invitation.js").Invitation} Invitation */

const video = /** @type {HTMLVideoElement} */ (byId("camera"))

/** @type {AbortController | null} */
let scanning = null

async function start() {
  if (!(await journal.person())) return showNobody()
  listen()
  const invitation = await readInvitation(location.hash)
  if (invitation) return join(invitation)
  if (location.hash) refuse(say("join_bad_link"))
}

function listen() {
  byId("scan").addEventListener("click", () => void scanCode())
  byId("stop").addEventListener("click", () => scanning?.abort())
  byId("by-link").addEventListener("submit", (event) => void open(event, byLink))
  byId("by-code").addEventListener("submit", (event) => void open(event, byCode))
  // The address changes in place when an app hands over another link.
  addEventListener("hashchange", () => void byText(location.hash).catch(showFailure))
  mountReceiving(received)
}

function showNobody() {
  const door = doorTo(say("home_sign_in"), `/accounts/sign-in?next=${encodeURIComponent("/visits/join")}`)
  fill(byId("ways"), notice("warn", element("p", {}, say("join_nobody")), element("p", {}, door)))
}

async function scanCode() {
  const finder = byId("finder")
  scanning = new AbortController()
  try {
    const { scan } = await import("../qr/scan.js")
    finder.hidden = video.hidden = false
    await byText(await scan(video, { signal: scanning.signal }))
  } catch (error) {
    if (!scanning.signal.aborted) refuse(sayProblem(error))
    else byId("scan").focus()
  } finally {
    finder.hidden = true
    stopCamera(video)
  }
}

/**
 * @param {Event} event
 * @param {() => Promise<unknown>} how
 */
async function open(event, how) {
  event.preventDefault()
  await how().catch(showFailure)
}

async function byLink() {
  await byText(/** @type {HTMLInputElement} */ (byId("link")).value)
}

/** @param {string} text */
async function byText(text) {
  const invitation = await readInvitation(text)
  if (!invitation) return refuse(say("join_bad_link"))
  await join(invitation)
}

/** @param {Invitation} invitation */
async function join({ visit, code, operation }) {
  const { agency, agency_name, form, year, digest } = operation.value
  await journal.importOperations(visit, [operation], { id: visit, agency, agency_name, form, year, digest, join: code })
  await joined(visit)
}

/** The office knows which visit a code belongs to. @returns {Promise<void>} */
async function byCode() {
  const code = readCode(/** @type {HTMLInputElement} */ (byId("code")).value)
  if (!code) return refuse(say("join_bad_code"), "code")
  try {
    const { body } = await request(fetch, "/api/join", { method: "POST", json: { code }, expects: [404, 429] })
    if (body?.error) return refuse(sayProblem(body.error), "code")
    await bring({ ...body, join: code })
    await joined(body.id)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "phone.offline") throw error
    refuse(say("join_needs_signal"), "code")
  }
}

/** @param {import("./transfer.js").TakenIn} taken */
async function received({ visits: [first, ...more] }) {
  if (more.length || !first) location.assign("/visits")
  else await joined(first.id)
}

/** @param {string} id */
async function joined(id) {
  scanning?.abort()
  await becomeMember(id)
  const [visit, definition] = await Promise.all([journal.visit(id), definitionOf(id).catch(() => null)])
  await takeLetter(visit?.server?.devices ?? [])
  void syncNow()
  const parts = [
    element("p", {}, badge("good", say("join_done"))),
    element("h2", {}, visit?.agency_name ?? ""),
    element("p", {}, say(visit?.server ? "join_with_answers" : "join_without_answers")),
    definition ? null : notice("warn", element("p", {}, say("join_no_form"))),
    doorTo(say("join_open"), `/visits/${id}`, { kind: "begin" }),
  ]
  byId("ways").hidden = true
  fill(byId("failures"))
  fill(byId("joined"), ...parts)
  byId("joined").querySelector("a")?.focus()
}

/** @param {import("./shapes.js").DeviceReport[]} devices of the team */
async function takeLetter(devices) {
  const own = await journal.device()
  const letter = joiningLetter(own, devices.filter(({ device }) => device !== own.id))
  if (letter !== own.letter) await journal.setMeta("device", { ...own, letter })
}

/** Whoever was here before does not join twice. @param {string} id */
async function becomeMember(id) {
  const me = await journal.person()
  const field = `member:${me?.id}`
  const known = (await journal.operations(id)).some((operation) => operation.field === field)
  if (!me || known) return
  const { name, position } = me
  await journal.record(id, field, position ? { name, position } : { name }, [])
}

/**
 * @param {string} text
 * @param {string} [at] the control to go to
 */
function refuse(text, at = "link") {
  fill(byId("failures"), notice("bad", element("p", {}, text)))
  byId(at).focus()
}

await start().catch(showFailure)
