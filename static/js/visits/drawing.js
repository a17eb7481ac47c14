// @ts-check
/** Parts of a page are drawn anew whenever their facts change, but never under the hands of who is typing
 * or under a finger that presses (a button replaced between press and release is never clicked), and the
 * keyboard stays where it was. */

const TYPED_IN = "input, textarea, select, details[open] > summary" // which was opened to type in

/** @type {Map<Element, (Node | null)[]>} what waits until somebody has finished typing or pressing */
const waiting = new Map()

/** @type {Element | null} what a finger or the mouse holds down */
let pressed = null
globalThis.document?.addEventListener("pointerdown", press, true)
for (const end of ["pointerup", "pointercancel"]) {
  globalThis.document?.addEventListener(end, () => setTimeout(release), true) // the click comes first
}

/**
 * @param {Element} holder
 * @param {(Node | null)[]} children
 */
export function redraw(holder, children) {
  if (pressed && holder.contains(pressed)) {
    waiting.set(holder, children)
    return
  }
  const active = document.activeElement
  if (active && holder.contains(active)) {
    if (active.matches(TYPED_IN)) return postpone(holder, children)
    return keepingPlace(holder, children, active)
  }
  put(holder, children)
}

/**
 * @param {Element} holder
 * @param {(Node | null)[]} children
 */
function postpone(holder, children) {
  if (!waiting.has(holder)) {
    holder.addEventListener("focusout", () => setTimeout(() => settle(holder)), { once: true })
  }
  waiting.set(holder, children)
}

/** @param {PointerEvent} event */
function press({ target }) {
  release() // of an earlier press whose end was never told
  pressed = target instanceof Element ? target : null
}

function release() {
  pressed = null
  for (const holder of [...waiting.keys()]) settle(holder)
}

/** @param {Element} holder */
function settle(holder) {
  const children = waiting.get(holder)
  waiting.delete(holder)
  if (children) redraw(holder, children)
}

/**
 * @param {Element} holder
 * @param {(Node | null)[]} children
 * @param {Element} active
 */
function keepingPlace(holder, children, active) {
  const key = active.getAttribute("data-key")
  put(holder, children)
  const same = key ? holder.querySelector(`[data-key="${CSS.escape(key)}"]`) : null
  const next = same ?? holder.querySelector("button, a, summary") ?? holder
  if (next instanceof HTMLElement) next.focus({ preventScroll: true })
}

/**
 * @param {Element} holder
 * @param {(Node | null)[]} children
 */
function put(holder, children) {
  waiting.delete(holder)
  holder.replaceChildren(...children.filter((child) => child !== null))
}
