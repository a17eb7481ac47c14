// @ts-check
/** Brings finished answers to the server, the oldest first, and lets go of one only when the server has named
 * it as kept. Whatever is sent twice counts once there, so that nothing needs to be remembered about a
 * delivery that was cut off. */

/** @typedef {import("./kiosk_store.js").Answer} Answer */
/** @typedef {import("./kiosk_store.js").Held} Held */
/** @typedef {Pick<import("./kiosk_store.js").AnswerStore, "all" | "remove" | "refuse">} Store */
/** @typedef {import("./kiosk_memory.js").Memory} Memory */
/** @typedef {{ status: number, body: unknown }} Reply */
/** @typedef {{ kept: string[], refused: { id: string, message: string }[], now: string, connected: boolean, edition: string }} Receipt */
/** @typedef {{ waiting: number, refused: number, reason: string, readable: boolean }} Stock `reason`: why the last was refused */
/** @typedef {{ store: Store, memory: Memory, post: (sent: unknown) => Promise<Reply>, clock: () => number, later: (work: () => void, pause: number) => void, tell: (stock: Stock, edition: string) => void }} Means */

export const MOST = 50
const FIRST_PAUSE = 5_000
const LONGEST_PAUSE = 300_000
/** With nothing to send: whether the pass, the clock and the page are still good. */
const LOOK_AGAIN = 3_600_000
/** Too much or too strange for the server as a whole. */
const UNFIT = [400, 413, 422]

export class Delivery {
  #means
  #failures = 0
  #most = MOST
  #turn = 0
  /** @type {Promise<void> | undefined} */
  #running
  #again = false
  #edition = ""

  /** @param {Means} means */
  constructor(means) {
    this.#means = means
  }

  /** Begins at once; asked again while it is at it, it goes on afterwards. @returns {Promise<void>} */
  send() {
    if (this.#running) this.#again = true
    else this.#running = this.#run()
    return this.#running
  }

  /** As after a new start: without the pause that failures brought, and with what was refused before. */
  async sendAll() {
    this.#failures = 0
    try {
      for (const { id, refused } of await this.#means.store.all()) {
        if (refused) await this.#means.store.refuse(id, "")
      }
    } catch {
      // `send` finds out as well, and tells.
    }
    await this.send()
  }

  async #run() {
    do {
      this.#again = false
      await this.#tell()
      await this.#untilDone()
      await this.#tell()
    } while (this.#again)
    this.#running = undefined
    this.#wait()
  }

  async #untilDone() {
    try {
      for (let isFirst = true; await this.#one(isFirst); isFirst = false) this.#failures = 0
      this.#failures = 0
    } catch {
      this.#failures += 1
    }
  }

  /**
   * With nothing to send, the first one only asks whether all is well.
   * @param {boolean} isFirst
   * @returns {Promise<boolean>} whether there may be more
   */
  async #one(isFirst) {
    const { store, memory } = this.#means
    const { pass } = memory.known
    const waiting = (await store.all()).filter(({ refused }) => !refused)
    const own = waiting[0]?.pass || pass
    if (!own || (!isFirst && !waiting.length)) return false
    const batch = waiting.filter((held) => (held.pass || pass) === own).slice(0, this.#most)
    let reply = await this.#post(own, batch)
    if (reply.status === 403 && own !== pass && pass) reply = await this.#post(pass, batch)
    if (UNFIT.includes(reply.status) && batch.length > 0) return this.#lessAtOnce(batch, reply)
    if (reply.status === 403) memory.note({ dead: "no_pass" })
    return this.#settle(own === pass, batch, receiptOf(reply))
  }

  /**
   * @param {string} pass
   * @param {readonly Held[]} batch
   */
  #post(pass, batch) {
    return this.#means.post({ pass, answers: batch.map(written) })
  }

  /**
   * @param {boolean} isOwn whether it went with the pass of today
   * @param {readonly Held[]} batch
   * @param {Receipt} receipt
   */
  async #settle(isOwn, batch, receipt) {
    const { store, memory, clock } = this.#means
    const [at, ids] = [clock(), new Set(batch.map(({ id }) => id))]
    const kept = receipt.kept.filter((id) => ids.has(id))
    const refused = receipt.refused.filter(({ id }) => ids.has(id))
    await store.remove(kept)
    for (const { id, message } of refused) await store.refuse(id, message)
    memory.note({ offset: Date.parse(receipt.now) - at, heard: at, ...(kept.length ? { sent: at } : {}) })
    if (isOwn) memory.note({ dead: receipt.connected ? "" : "ended" })
    this.#edition = receipt.edition
    this.#most = Math.min(MOST, this.#most * 2)
    if (batch.length && !kept.length && !refused.length) throw new Error("nothing was settled")
    await this.#tell()
    return batch.length > 0
  }

  /**
   * Until the one is found that the server cannot read; it stays, marked.
   * @param {readonly Held[]} batch
   * @param {Reply} reply
   */
  async #lessAtOnce(batch, reply) {
    const [only] = batch
    if (batch.length > 1) this.#most = Math.floor(batch.length / 2)
    else if (only) await this.#means.store.refuse(only.id, messageOf(reply))
    return true
  }

  async #tell() {
    this.#means.tell(await this.#stock(), this.#edition)
  }

  /** @returns {Promise<Stock>} */
  async #stock() {
    try {
      const held = await this.#means.store.all()
      const refused = held.filter((answer) => answer.refused)
      const reason = refused.at(-1)?.refused ?? ""
      return { waiting: held.length - refused.length, refused: refused.length, reason, readable: true }
    } catch {
      return { waiting: 0, refused: 0, reason: "", readable: false }
    }
  }

  /** Only the last pause that was asked for counts. */
  #wait() {
    const turn = (this.#turn += 1)
    const pause = this.#failures
      ? Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1))
      : LOOK_AGAIN
    this.#means.later(() => void (turn === this.#turn && this.send()), pause)
  }
}

/**
 * Without what only the tablet needs.
 * @param {Held} held
 * @returns {Answer}
 */
function written({ id, day, questions, fast, given }) {
  return { id, day, questions, fast, given }
}

/**
 * What answers in place of the server, such as the sign-in page of a network, is no receipt.
 * @param {Reply} reply
 * @returns {Receipt}
 */
function receiptOf({ status, body }) {
  const receipt = /** @type {Receipt} */ (body)
  const isOne = Array.isArray(receipt?.kept) && Array.isArray(receipt.refused) && !isNaN(Date.parse(receipt.now))
  if (status !== 200 || !isOne) throw new Error(`no receipt: ${status}`)
  return receipt
}

/** @param {Reply} reply */
function messageOf({ status, body }) {
  const error = /** @type {{ error?: { message?: string } }} */ (body)?.error
  return error?.message ?? String(status)
}
