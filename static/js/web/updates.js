// @ts-check
/** The worker on this phone: registered, looked after, and replaced only when a person says so.
 * A page is never reloaded under somebody who types. */

import { scriptUrl } from "./trusted.js"
import { toast } from "./toasts.js"
import { say } from "./words.js"

const MINUTE = 60_000

/** Saves that are under way. @type {Set<Promise<unknown>>} */
const pending = new Set()

/**
 * The page is not replaced before this is settled, and not at all when it fails.
 * @param {Promise<unknown>} saving
 */
export function holdUpdates(saving) {
  pending.add(saving)
  const done = () => pending.delete(saving)
  saving.then(done, done)
}

export async function saved() {
  while (pending.size) await Promise.all(pending)
}

/**
 * Puts the pages of a form where they are found without signal. A newer version that waits keeps its own.
 * @param {string} digest
 * @returns {Promise<boolean>} whether they are there
 */
export async function keepShell(digest) {
  if (!navigator.serviceWorker) return false
  const { active, waiting } = await navigator.serviceWorker.ready
  const workers = [active, waiting].filter((worker) => worker !== null)
  const kept = await Promise.all(workers.map((worker) => askToKeep(worker, digest.slice(0, 16))))
  return kept.includes(true)
}

/**
 * @param {ServiceWorker} worker
 * @param {string} digest
 * @returns {Promise<boolean>}
 */
function askToKeep(worker, digest) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = (event) => {
      port1.close()
      resolve(event.data)
    }
    worker.postMessage({ keep: digest }, [port2])
  })
}

/**
 * @param {HTMLElement} bar its button is shown when a new version waits
 * @param {() => void} arrived called when one has come
 */
export async function watchUpdates(bar, arrived) {
  if (!navigator.serviceWorker) return
  const button = /** @type {HTMLButtonElement} */ (bar.querySelector("button"))
  const offer = () => {
    button.hidden = false
    arrived()
  }
  let isReplacing = false
  followController(() => (isReplacing ? location.reload() : offer()))
  const registration = await navigator.serviceWorker.register(scriptUrl("/sw.js"), { updateViaCache: "none" })
  whenWaiting(registration, offer)
  button.addEventListener("click", async () => {
    isReplacing = await mayReplace(button)
    if (!isReplacing) return
    if (registration.waiting) registration.waiting.postMessage("skip")
    else location.reload()
  })
  lookNowAndThen(registration)
}

/** @param {HTMLButtonElement} button */
async function mayReplace(button) {
  button.disabled = true
  try {
    await saved()
    return true
  } catch {
    toast(say("update_waits"))
    return false
  } finally {
    button.disabled = false
  }
}

/**
 * The first worker of all takes over pages that are already of its version.
 * @param {() => void} changed
 */
function followController(changed) {
  let isFirst = navigator.serviceWorker.controller === null
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!isFirst) changed()
    isFirst = false
  })
}

/**
 * @param {ServiceWorkerRegistration} registration
 * @param {() => void} offer
 */
function whenWaiting(registration, offer) {
  const follow = () => {
    const coming = registration.installing
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && registration.active) offer()
    })
  }
  registration.addEventListener("updatefound", follow)
  follow()
  if (registration.waiting && registration.active) offer()
}

/** @param {ServiceWorkerRegistration} registration */
function lookNowAndThen(registration) {
  let looked = performance.now()
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || performance.now() - looked < MINUTE) return
    looked = performance.now()
    registration.update().catch(() => undefined) // no signal: next time
  })
}
