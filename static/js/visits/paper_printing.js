// @ts-check
/** Printing with every picture in full: browsers print what they have at that moment, so the button waits
 * until all of them are there. No DOM. */

const PATIENCE = 20_000 // for one picture; only those of the office come from far

/** @typedef {{ decode(): Promise<unknown> }} Picture */
/** @typedef {{ disabled: boolean, textContent: string | null, setAttribute(name: string, value: string): void, removeAttribute(name: string): void }} Button */

/**
 * @param {Button} button busy meanwhile, and saying how far it is
 * @param {Promise<readonly Picture[]>} pictures once they know where they come from
 * @param {{ print(): void, busy(done: number, of: number): string }} how
 */
export async function printWhole(button, pictures, { print, busy }) {
  const label = button.textContent
  button.disabled = true
  button.setAttribute("aria-busy", "true")
  try {
    const all = await pictures
    for (const [done, picture] of all.entries()) {
      button.textContent = busy(done, all.length)
      await decoded(picture)
    }
  } finally {
    button.textContent = label
    button.disabled = false
    button.removeAttribute("aria-busy")
  }
  print()
}

/**
 * A picture that cannot be shown, or does not come, keeps nobody from printing the others.
 * @param {Picture} picture
 * @returns {Promise<void>}
 */
function decoded(picture) {
  return new Promise((resolve) => {
    const patience = setTimeout(resolve, PATIENCE)
    const done = () => {
      clearTimeout(patience)
      resolve()
    }
    picture.decode().then(done, done)
  })
}
