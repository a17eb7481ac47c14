// @ts-check
/** What the tablet remembers of a point besides the answers: its pass, and when it was last in touch. */

/** @typedef {{ pass: string, dead: "" | "no_pass" | "ended", offset: number, heard: number, sent: number }} Known `dead`: why the pass is no longer good; `offset`: what the server's clock is ahead; `heard`, `sent`: when the server last answered and kept something, or 0 */
/** @typedef {Pick<Storage, "getItem" | "setItem">} Shelf */

/** @type {Known} */
const NOTHING = { pass: "", dead: "", offset: 0, heard: 0, sent: 0 }

export class Memory {
  #key
  #shelf
  /** @type {Known} */
  #known

  /**
   * @param {string} code of the point
   * @param {Shelf} shelf
   */
  constructor(code, shelf) {
    this.#key = `kiosk:${code}`
    this.#shelf = shelf
    this.#known = { ...NOTHING, ...this.#read() }
  }

  get known() {
    return this.#known
  }

  /** Whether this tablet may ask citizens. */
  get isConnected() {
    return this.#known.pass !== "" && this.#known.dead === ""
  }

  /**
   * @param {string} pass
   * @param {number} at the tablet's clock
   */
  connect(pass, at) {
    if (pass !== this.#known.pass) this.note({ pass, dead: "", heard: at })
  }

  /** @param {Partial<Known>} changed */
  note(changed) {
    this.#known = { ...this.#known, ...changed }
    try {
      this.#shelf.setItem(this.#key, JSON.stringify(this.#known))
    } catch {
      // Storage that is full or forbidden: known until the page is closed.
    }
  }

  /**
   * The server's time.
   * @param {number} at the tablet's clock
   */
  clock(at) {
    return at + this.#known.offset
  }

  /** @returns {Partial<Known>} */
  #read() {
    try {
      return JSON.parse(this.#shelf.getItem(this.#key) ?? "{}")
    } catch {
      return {}
    }
  }
}
