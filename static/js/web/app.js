// @ts-check
/** What every page of the phone app does: the worker, the person's name, sending, and short messages. */

import "./menu.js"
import { inAppBrowser, outsideAddress } from "./browsing.js"
import { askToPersist, followInstall, installState, promptInstall } from "./install.js"
import { showSent } from "./sent.js"
import { toast } from "./toasts.js"
import { say } from "./words.js"

const root = document.documentElement

async function start() {
  rememberLanguage()
  document.addEventListener("click", clicked)
  document.addEventListener("sync:state", (event) => sent(/** @type {CustomEvent} */ (event).detail))
  document.addEventListener("visit:stored", askToPersist, { once: true })
  navigator.serviceWorker?.addEventListener("message", ({ data }) => void (data === "signal" && sendNow()))
  followInstall(showInstall)
  showInstall()
  warnInsideOtherApps()
  await firstPaint()
  await Promise.all([startWorker(), startSending(), showPerson(), keepForms()])
}

/** @returns {Promise<void>} */
function firstPaint() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
}

/** A page from the server knows the language of its cookie; the worker learns it here. */
function rememberLanguage() {
  if (navigator.serviceWorker?.controller || !("caches" in globalThis)) return
  const language = new Response(root.dataset.language)
  caches.open("settings").then((settings) => settings.put("/language", language), () => undefined)
}

async function startWorker() {
  const bar = document.getElementById("update")
  try {
    const { watchUpdates } = await import("./updates.js")
    if (bar) await watchUpdates(bar, () => void keepForms())
  } catch {
    toast(say("no_worker"))
  }
}

async function startSending() {
  try {
    const { start } = await import("../visits/sync.js")
    await start()
  } catch {
    sent({ state: "failed", waiting: 0 })
  }
}

/** @param {import("./sent.js").SyncState} state */
function sent(state) {
  const place = document.getElementById("sent")
  if (place) showSent(place, state, () => void sendNow())
  if (state.state === "idle") void showPerson() // the office may have told who they are
}

async function sendNow() {
  const { syncNow } = await import("../visits/sync.js")
  await syncNow()
}

async function showPerson() {
  const { person } = await import("../visits/journal.js")
  const known = await person()
  if (!known) return
  fill("[data-person-name]", known.name)
  fill("[data-person-position]", known.position)
  for (const place of document.querySelectorAll("[data-person]")) place.removeAttribute("hidden")
}

/**
 * @param {string} selector
 * @param {string} text
 */
function fill(selector, text) {
  for (const place of document.querySelectorAll(selector)) place.textContent = text
}

/** The forms of all visits of this phone, also of those begun with an older one. */
async function keepForms() {
  const [{ visits }, { keepShell }] = await Promise.all([import("../visits/journal.js"), import("./updates.js")])
  const digests = new Set((await visits()).map((visit) => visit.digest))
  for (const digest of digests) await keepShell(digest)
}

function showInstall() {
  const state = installState()
  for (const button of document.querySelectorAll("[data-install]"))
    button.toggleAttribute("hidden", state !== "offered" && state !== "by_hand")
}

function warnInsideOtherApps() {
  const app = inAppBrowser(navigator.userAgent)
  if (!app) return
  const address = outsideAddress(app, location.href)
  const action = address ? () => location.assign(address) : undefined
  toast(say("inside_other_app"), { action, label: say("open_in_browser"), stays: true })
}

/** @param {MouseEvent} event */
function clicked(event) {
  const target = event.target instanceof Element ? event.target.closest("a, button") : null
  if (target instanceof HTMLButtonElement && target.matches("[data-install]")) void install()
  if (!(target instanceof HTMLAnchorElement)) return
  if (target.matches("[data-keeps-fragment]")) target.hash = location.hash
  if (target.matches("[data-leaving]")) {
    event.preventDefault()
    void leave(target.href)
  }
}

async function install() {
  if (installState() === "by_hand") toast(say("install_by_hand"))
  else await promptInstall()
  showInstall()
}

/**
 * Signing out is the server's; without signal its page could not even be shown.
 * @param {string} address
 */
async function leave(address) {
  try {
    await fetch(address, { method: "HEAD" })
    location.assign(address)
  } catch {
    toast(say("leaving_needs_signal"))
  }
}

void start()
