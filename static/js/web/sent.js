// @ts-check
/** The line that says what of this phone's work has reached the office. */

import { formatTime } from "./moments.js"
import { icon } from "./icon.js"
import { say } from "./words.js"

/** @typedef {{state: "idle" | "busy" | "offline" | "sign-in" | "failed", waiting: number, at?: string}} SyncState */
/** @typedef {{icon: import("./icon.js").IconName, text: string, mood: "good" | "warn" | "bad" | "", act?: "sign-in" | "again"}} Line */

/**
 * @param {SyncState} now
 * @returns {Line}
 */
export function lineOf({ state, waiting, at }) {
  const n = waiting
  if (state === "busy") return { icon: "send", text: say("sent_busy", { n }), mood: "" }
  if (state === "sign-in") return { icon: "warn", text: say("sent_sign_in", { n }), mood: "warn", act: "sign-in" }
  if (state === "failed") return { icon: "warn", text: say("sent_failed", { n }), mood: "bad", act: "again" }
  if (state === "offline") {
    const text = n ? say("sent_offline", { n }) : say("sent_offline_none")
    return { icon: "offline", text, mood: n ? "warn" : "" }
  }
  if (n) return { icon: "wait", text: say("sent_waiting", { n }), mood: "warn" }
  const text = at ? say("sent_all", { time: formatTime(at) }) : say("sent_nothing_waiting")
  return { icon: "check", text, mood: "good" }
}

/**
 * @param {HTMLElement} place
 * @param {SyncState} now
 * @param {() => void} again
 */
export function showSent(place, now, again) {
  const line = lineOf(now)
  place.dataset.mood = line.mood
  place.replaceChildren(icon(line.icon), said(line, again))
}

/**
 * @param {Line} line
 * @param {() => void} again
 */
function said({ text, act }, again) {
  const element = document.createElement(act === "sign-in" ? "a" : act === "again" ? "button" : "span")
  element.textContent = text
  if (element instanceof HTMLAnchorElement)
    element.href = `/accounts/sign-in?next=${encodeURIComponent(location.pathname)}`
  if (element instanceof HTMLButtonElement) element.type = "button"
  if (act === "again") element.addEventListener("click", again)
  return element
}
