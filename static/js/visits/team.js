// @ts-check
/** The team of a visit: inviting, who and which phones take part, and bringing work together without signal. */

import { draw as drawCode } from "../qr/draw.js"
import { encode } from "../qr/encode.js"
import { toast } from "../web/toasts.js"
import { say } from "../web/words.js"
import { visitAt } from "./definition.js"
import { redraw } from "./drawing.js"
import { invitationAddress, spelled } from "./invitation.js"
import * as journal from "./journal.js"
import { ledger } from "./ledger.js"
import { freeLetters } from "./letters.js"
import { formatSince } from "../web/moments.js"
import { badge, button, byId, element, fill, showFailure } from "./parts.js"
import { mountReceiving } from "./receiving.js"
import { showUnknown } from "./unknown.js"

/** @typedef {import("./shapes.js").Kept} Kept */
/** @typedef {import("./shapes.js").Visit} Visit */

const id = visitAt(location.pathname)
const passphrase = /** @type {HTMLInputElement} */ (byId("passphrase"))

async function start() {
  const visit = await journal.visit(id)
  if (!visit) return showUnknown(id, byId("content"))
  byId("back").setAttribute("href", `/visits/${id}`)
  byId("agency").textContent = visit.agency_name
  invite(visit, await journal.operations(id))
  await offerNaming(visit)
  listen()
  journal.onChange(() => void drawAll().catch(showFailure))
  await drawAll()
}

/**
 * @param {Visit} visit
 * @param {Kept[]} operations
 */
function invite(visit, operations) {
  const first = operations.find(({ field }) => field === "visit")
  if (!visit.join || !first) return fill(byId("invite"), element("p", {}, say("team_cannot_invite")))
  const address = invitationAddress({ visit: id, code: visit.join, operation: first }, location.origin)
  fill(
    byId("invite"),
    drawCode(encode(address, { level: "L" }), say("team_code_label")),
    element("p", { class: "soft" }, say("team_scan_this")),
    element("output", { class: "secret", id: "join-code" }, spelled(visit.join)),
    element("p", { class: "soft small" }, say("team_code_needs_signal")),
    sharing(address, visit.agency_name),
  )
}

/**
 * @param {string} url
 * @param {string} title
 */
function sharing(url, title) {
  return button(say("team_share"), async () => {
    if (navigator.share) {
      return navigator.share({ url, title }).catch((error) => {
        if (error.name !== "AbortError") throw error
      })
    }
    await navigator.clipboard.writeText(url)
    toast(say("team_copied"))
  }, { icon: "next" })
}

async function drawAll() {
  const [visit, operations, files, own, person] = await Promise.all([
    journal.visit(id),
    journal.operations(id),
    journal.waitingFiles(id),
    journal.device(),
    journal.person(),
  ])
  if (!visit) return
  const { devices } = ledger(visit, operations, files, { ...own, person: person?.name ?? "" })
  redraw(byId("members"), members(visit, operations, person?.id ?? ""))
  redraw(byId("devices"), devices.map(deviceRow))
}

/**
 * Those whom the server knows and those who have said so themselves.
 * @param {Visit} visit
 * @param {Kept[]} operations
 * @param {string} me
 */
function members(visit, operations, me) {
  const people = new Map()
  for (const { field, value } of operations) if (field.startsWith("member:") && value) people.set(field.slice(7), value)
  for (const member of visit.server?.members ?? []) people.set(member.id, member)
  return [...people].map(([person, { name, position }]) => {
    const text = element("div", {}, element("strong", {}, name), element("small", {}, position ?? ""))
    return element("li", {}, text, person === me ? badge("plain", say("new_you")) : null)
  })
}

/** @param {import("./ledger.js").DeviceLine} line */
function deviceRow({ letter, name, person, waiting, waiting_files, seen, own }) {
  const count = waiting + waiting_files
  const touch = say("team_seen", { time: seen ? formatSince(seen) : say("ledger_never") })
  const line = [person, touch, count ? say("team_left", { count }) : ""].filter(Boolean).join(" · ")
  const title = element("strong", {}, [letter, name].filter(Boolean).join(" · "), " ", own ? badge("plain", say("team_this")) : null)
  const state = badge(count ? "warn" : "good", say(count ? "team_device_waits" : "team_device_done"))
  return element("li", {}, element("div", {}, title, element("small", {}, line)), state)
}

/** @param {Visit} visit */
async function offerNaming({ server }) {
  const own = await journal.device()
  const free = freeLetters((server?.devices ?? []).filter(({ device }) => device !== own.id))
  const select = /** @type {HTMLSelectElement} */ (byId("letter"))
  fill(select, ...free.map((one) => element("option", { value: one, selected: one === own.letter }, one)))
  const isTaken = !free.includes(own.letter)
  byId("letter-help").textContent = isTaken ? say("team_letter_taken", { letter: own.letter }) : ""
  const input = /** @type {HTMLInputElement} */ (byId("name"))
  input.value = own.name
  byId("naming").addEventListener("submit", (event) => {
    event.preventDefault()
    void rename(select.value, input.value.trim()).catch(showFailure)
  })
}

/**
 * @param {string} letter
 * @param {string} name
 */
async function rename(letter, name) {
  await journal.setMeta("device", { ...(await journal.device()), letter, name, chosen: true })
  byId("letter-help").textContent = ""
  await drawAll()
  toast(say("team_named", { letter }))
}

function listen() {
  on("save-file", saveFile)
  on("show-frames", showFrames)
  mountReceiving(drawAll)
}

/**
 * @param {string} name
 * @param {() => Promise<unknown>} act
 */
function on(name, act) {
  const pressed = /** @type {HTMLButtonElement} */ (byId(name))
  pressed.addEventListener("click", async () => {
    pressed.disabled = true
    await act().catch(showFailure)
    pressed.disabled = false
  })
}

async function saveFile() {
  const { saveFile } = await import("./transfer.js")
  await saveFile([id], protection())
}

function protection() {
  return passphrase.value ? { passphrase: passphrase.value } : {}
}

async function showFrames() {
  const frames = byId("frames")
  const { showFrames } = await import("./transfer.js")
  frames.hidden = false
  await showFrames(id, frames)
}

await start().catch(showFailure)
