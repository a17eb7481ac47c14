// @ts-check
/** Whether the app is installed here, and what a person can do about it. */

import { inAppBrowser } from "./browsing.js"

/** @typedef {"installed" | "offered" | "by_hand" | "in_app" | "unknown"} InstallState */
/** @typedef {Event & {prompt(): Promise<{outcome: string}>}} Offer */

const APPLE = /\b(?:iPhone|iPad|iPod)\b/

/** @type {Offer | undefined} */
let offer

/**
 * A newer iPad says it is a Mac, but a Mac has no touch screen.
 * @param {string} userAgent
 * @param {number} touchPoints
 */
export function isApplePhone(userAgent, touchPoints) {
  return APPLE.test(userAgent) || (/\bMacintosh\b/.test(userAgent) && touchPoints > 1)
}

/** @returns {InstallState} */
export function installState() {
  if (isStandalone()) return "installed"
  if (inAppBrowser(navigator.userAgent)) return "in_app"
  if (offer) return "offered"
  return isApplePhone(navigator.userAgent, navigator.maxTouchPoints) ? "by_hand" : "unknown"
}

/** Asks the browser to ask the person. @returns {Promise<boolean>} whether they agreed */
export async function promptInstall() {
  const asked = offer
  offer = undefined
  return (await asked?.prompt())?.outcome === "accepted"
}

/** Storage that the browser clears only by hand. Firefox asks the person, so nobody waits for this. */
export function askToPersist() {
  navigator.storage?.persist?.().catch(() => false)
}

/** @param {() => void} changed called whenever `installState` may say something else */
export function followInstall(changed) {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault()
    offer = /** @type {Offer} */ (event)
    changed()
  })
  addEventListener("appinstalled", () => {
    offer = undefined
    askToPersist()
    changed()
  })
}

function isStandalone() {
  const phone = /** @type {{standalone?: boolean}} */ (navigator)
  return phone.standalone === true || matchMedia("(display-mode: standalone)").matches
}
