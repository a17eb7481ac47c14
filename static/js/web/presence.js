// @ts-check
/** Whether somebody can still see this page. Browsers keep a page that was left for the way back, stopped in
 * the middle of everything: what it holds then, nobody else gets. WebKit does not even tell a page that it is
 * left before it has loaded, and so it is not here until then. */

/** @type {(() => void)[]} */
const listeners = []
let back = Promise.resolve()
/** @type {() => void} */
let comeBack = () => {}

/** `times`: how often the page was left. */
export const absence = { isNow: false, times: 0 }

/** @param {() => void} listener */
export function onLeave(listener) {
  listeners.push(listener)
}

/** Resolves when the page has loaded and is seen, which is nearly always at once. */
export function here() {
  return back
}

function leave() {
  awaitReturn()
  absence.times += 1
  for (const listener of listeners) listener()
}

function awaitReturn() {
  if (absence.isNow) return
  absence.isNow = true
  back = new Promise((resolve) => (comeBack = resolve))
}

function arrive() {
  absence.isNow = false
  comeBack()
}

if (typeof document !== "undefined") {
  if (document.readyState !== "complete") awaitReturn()
  addEventListener("pagehide", leave, true)
  addEventListener("pageshow", arrive, true)
}
