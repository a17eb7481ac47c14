// @ts-check
/** Parts of a page are drawn anew whenever their facts change, but never under the hands of who is typing
 * or under a finger that presses (a button replaced between press and release is never clicked), and the
 * keyboard stays where it was. */

const TYPED_IN = "input, textarea, select, details[open] > summary" // which was opened to type in
const PRESSED = "button, a, summary"

/** @type {Map<Element, (Node | null)[]>} what waits until somebody has finished typing or pressing */
const waiting = new Map()

/** @type {Element | null} what a finger or the mouse holds down */
let pressed = null

/** @type {Set<Element>} what was typed in since the last button was pressed */
const typed = new Set()

/** @type {Set<{ at: Element }>} buttons that are at work, or what stands in their place */
const returns = new Set()

globalThis.document?.addEventListener("pointerdown", press, true)
globalThis.document?.addEventListener("input", ({ target }) => typed.add(/** @type {Element} */ (target)), true)
globalThis.document?.addEventListener("click", taken, true)
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
  if (isTypedIn(holder)) return postpone(holder, children)
  put(holder, children)
}

/**
 * Also on the way from what was typed to the button that takes it.
 * @param {Element} holder
 */
function isTypedIn(holder) {
  const active = document.activeElement
  if (!active || !holder.contains(active)) return false
  return active.matches(TYPED_IN) || [...typed].some((one) => holder.contains(one))
}

/**
 * A button at work is disabled, or behind a dialog: the keyboard has left it, and comes back to it or to what
 * was drawn in its place meanwhile.
 * @param {HTMLElement} button that has the focus
 * @returns {() => void} to be called when its work is done
 */
export function comingBackTo(button) {
  const place = { at: button }
  returns.add(place)
  return () => {
    returns.delete(place)
    if (document.activeElement === document.body) focus(place.at)
  }
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

/** @param {MouseEvent} event */
function taken({ target }) {
  if (target instanceof Element && target.closest("button")) typed.clear()
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
 */
function put(holder, children) {
  const active = document.activeElement
  const hadFocus = active && holder.contains(active)
  const places = [...returns].filter(({ at }) => holder.contains(at))
  waiting.delete(holder)
  holder.replaceChildren(...children.filter((child) => child !== null))
  for (const place of places) place.at = heirOf(place.at, holder)
  if (hadFocus) focus(heirOf(active, holder))
}

/**
 * What takes the place of an element that was drawn anew: the same, or else its row, or else the first there.
 * @param {Element} old
 * @param {Element} holder
 * @returns {Element}
 */
function heirOf(old, holder) {
  for (let at = /** @type {Element | null} */ (old); at && at !== holder; at = at.parentElement) {
    const key = at.getAttribute("data-key")
    const same = key ? holder.querySelector(`[data-key="${CSS.escape(key)}"]`) : null
    if (same) return at === old ? same : (alikeIn(same, old) ?? same.querySelector("summary") ?? same)
  }
  return alikeIn(holder, old) ?? holder.querySelector(PRESSED) ?? holder
}

/**
 * @param {Element} place
 * @param {Element} old
 */
function alikeIn(place, old) {
  return [...place.querySelectorAll(PRESSED)].find((one) => signOf(one) === signOf(old))
}

/** @param {Element} element */
function signOf(element) {
  const name = element.getAttribute("aria-label") ?? element.textContent
  return [element.tagName, element.closest("details") !== null, element.getAttribute("href"), name].join(" ")
}

/** @param {Element} element */
function focus(element) {
  if (!(element instanceof HTMLElement)) return
  if (!element.matches(PRESSED)) element.tabIndex = -1
  if (element.localName !== "summary") element.closest("details")?.setAttribute("open", "")
  element.focus({ preventScroll: true })
}
