// @ts-check
/** Compares a chosen file with the hashes of a paper. The file is read and counted here and never sent. */

/**
 * What is to be said of a file by its size alone; empty when its bytes must decide.
 * @param {number} size
 * @param {number} most
 * @returns {"" | "empty" | "large"}
 */
export function bySize(size, most) {
  if (size === 0) return "empty"
  return size > most ? "large" : ""
}

/**
 * The format whose hash this is, or "different".
 * @param {string} sha256
 * @param {Map<string, string>} known by format
 */
export function formatOf(sha256, known) {
  for (const [format, hash] of known) if (hash === sha256) return format
  return "different"
}

/**
 * @param {ArrayBuffer} digest
 * @returns {string}
 */
export function hex(digest) {
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

/**
 * @param {{size: number, arrayBuffer(): Promise<ArrayBuffer>}} file
 * @param {Map<string, string>} known
 * @param {number} most
 * @returns {Promise<string>} what is to be said
 */
export async function judged(file, known, most) {
  const said = bySize(file.size, most)
  if (said) return said
  try {
    return formatOf(hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())), known)
  } catch {
    return "unreadable"
  }
}

/** @param {HTMLElement} part */
export function mount(part) {
  const chooser = /** @type {HTMLElement | null} */ (part.querySelector("[data-chooser]"))
  const input = chooser?.querySelector("input")
  // Without a secure address browsers count no hashes; then the way by hand stays the only one.
  if (!chooser || !input || !globalThis.crypto?.subtle) return
  const known = hashes(part)
  let latest = 0
  const check = async () => {
    const turn = ++latest
    const file = input.files?.[0]
    show(part, file ? "busy" : "")
    const said = file ? await judged(file, known, Number(part.dataset.most)) : ""
    if (turn === latest) show(part, said)
  }
  input.addEventListener("change", () => void check())
  chooser.hidden = false
  if (input.files?.length) void check() // chosen before the page was loaded anew
}

/** @param {HTMLElement} part */
function hashes(part) {
  /** @type {Map<string, string>} */
  const known = new Map()
  for (const code of part.querySelectorAll("[data-sha256]"))
    if (code instanceof HTMLElement) known.set(code.dataset.sha256 ?? "", code.textContent?.trim() ?? "")
  return known
}

/**
 * @param {HTMLElement} part
 * @param {string} said
 */
function show(part, said) {
  for (const sentence of part.querySelectorAll("[data-said]"))
    if (sentence instanceof HTMLElement) sentence.hidden = sentence.dataset.said !== said
}

if (typeof document !== "undefined") {
  const part = document.getElementById("file-check")
  if (part) mount(part)
}
