// @ts-check
/** Whether somebody can still see this page. Browsers keep a page that was left for the way back, stopped in
 * the middle of everything: what it holds then, nobody else gets. */

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

/** Resolves when the page is seen, which is nearly always at once. */
export function here() {
  return back
}

function leave() {
  absence.isNow = true
  absence.times += 1
  back = new Promise((resolve) => (comeBack = resolve))
  for (const listener of listeners) listener()
}

function arrive() {
  absence.isNow = false
  comeBack()
}

if (typeof document !== "undefined") {
  addEventListener("pagehide", leave, true)
  addEventListener("pageshow", arrive, true)
}
