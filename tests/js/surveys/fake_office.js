// @ts-check
/** A disk and a server that behave like the real ones, and can be cut off between any two steps. */

/** @typedef {import("../../../static/js/surveys/kiosk_store.js").Answer} Answer */
/** @typedef {import("../../../static/js/surveys/kiosk_store.js").Held} Held */
/** @typedef {import("../../../static/js/surveys/kiosk_delivery.js").Reply} Reply */

export const NOW = Date.parse("2026-11-20T05:00:00Z")
export const GOOD = "kiosk.0.2026-11-01.good.seal"
export const OLD = "kiosk.0.2026-10-01.old.seal"

/** Every step counts down; at zero the power is gone, and nothing after it happens. */
export class Power {
  left = Infinity

  step() {
    if (this.left <= 0) throw new Error("no power")
    this.left -= 1
  }
}

export class FakeStore {
  /** @type {Held[]} */
  held = []
  n = 0

  /** @param {Power} power */
  constructor(power = new Power()) {
    this.power = power
  }

  /**
   * @param {Answer} answer
   * @param {string} pass
   */
  async add(answer, pass) {
    this.power.step()
    if (!this.held.some(({ id }) => id === answer.id))
      this.held.push({ ...answer, n: (this.n += 1), code: "point", pass, refused: "" })
  }

  async all() {
    this.power.step()
    return [...this.held]
  }

  /** @param {readonly string[]} ids */
  async remove(ids) {
    this.power.step()
    this.held = this.held.filter(({ id }) => !ids.includes(id))
  }

  /**
   * @param {string} id
   * @param {string} reason
   */
  async refuse(id, reason) {
    this.power.step()
    this.held = this.held.map((held) => (held.id === id ? { ...held, refused: reason } : held))
  }
}

/** Keeps each answer once by its id, as the real one does. */
export class FakeServer {
  /** @type {Map<string, string>} answers by id, with the pass that they came with */
  kept = new Map()
  /** @type {string[][]} */
  deliveries = []
  passes = [GOOD, OLD]
  /** @type {string[]} ids that are refused */
  refuses = []
  isReachable = true
  isConnected = true
  losesReplies = 0
  largest = Infinity
  ahead = 0
  /** @type {Reply | undefined} instead of anything sensible */
  nonsense

  /** @param {Power} power */
  constructor(power = new Power()) {
    this.power = power
  }

  /**
   * @param {unknown} sent
   * @returns {Promise<Reply>}
   */
  post = async (sent) => {
    const { pass, answers } = /** @type {{ pass: string, answers: Answer[] }} */ (sent)
    this.power.step()
    if (!this.isReachable) throw new TypeError("Failed to fetch")
    if (this.nonsense) return this.nonsense
    if (answers.length > this.largest) return { status: 413, body: { error: { message: "ใหญ่เกินไป" } } }
    if (!this.passes.includes(pass)) return { status: 403, body: { error: { message: "เชื่อมต่อใหม่" } } }
    this.deliveries.push(answers.map(({ id }) => id))
    const fit = answers.filter(({ id }) => !this.refuses.includes(id))
    for (const { id } of fit) if (!this.kept.has(id)) this.kept.set(id, pass)
    this.power.step()
    if (this.losesReplies > 0) {
      this.losesReplies -= 1
      throw new TypeError("the line broke")
    }
    const refused = answers.filter((answer) => !fit.includes(answer)).map(({ id }) => ({ id, message: "ไม่รับ" }))
    const now = new Date(NOW + this.ahead).toISOString()
    return { status: 200, body: { kept: fit.map(({ id }) => id), refused, now, connected: this.isConnected, edition: "e" } }
  }
}

/** What browsers keep by name. */
export class FakeShelf {
  /** @type {Record<string, string>} */
  kept = {}

  /** @param {string} key */
  getItem(key) {
    return this.kept[key] ?? null
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    this.kept[key] = value
  }
}

/**
 * @param {string} id
 * @returns {Answer}
 */
export function answer(id) {
  return { id, day: "2026-11-20", questions: "standard-1", fast: false, given: { overall: "5" } }
}
