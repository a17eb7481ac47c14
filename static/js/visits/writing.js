// @ts-check
/** Every change of an answer becomes an operation at once: one after the other, never lost when storing
 * fails, and each replaces what the person saw in its place. No DOM, no storage of its own. */

import { canonical } from "../store/canonical.js"

/** @typedef {{ id: string, field: string, value: any }} Operation */
/** @typedef {{ field: string, value: unknown }} Change */
/** @typedef {{ add(operation: any): unknown, value(field: string): any, heads(field: string): readonly Operation[], isDisputed(field: string): boolean }} State */
/** @typedef {(changes: (Change & { replaces: string[] })[]) => Promise<readonly Operation[]>} Store */
/** @typedef {{ burst?: string, settles?: boolean }} Manner `burst`: changes of one burst are undone together */
/** @typedef {Change & { burst: string, settles: boolean, undo: boolean }} Waiting */
/** @typedef {{ burst: string, before: Change[], after: Map<string, string> }} Step */
/** @typedef {{ stored(fields: string[]): void, failed(error: unknown): void }} Listener */

const RETRY_AFTER = 3000
const MOST_STEPS = 50

export class Writer {
  /** @type {Map<string, Waiting>} the newest unstored value of each field */
  #waiting = new Map()
  /** @type {Map<string, string[]>} the heads of a field when it was last shown */
  #seen = new Map()
  /** @type {Step[]} */
  #steps = []
  /** @type {Promise<void> | null} */
  #storing = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again
  #bursts = 0

  /**
   * @param {State} state
   * @param {Store} store
   * @param {Listener} listener
   */
  constructor(state, store, listener) {
    this.state = state
    this.store = store
    this.listener = listener
  }

  /**
   * The person sees the present heads of this field from now on.
   * @param {string} field
   */
  sees(field) {
    this.#seen.set(field, this.#heads(field))
  }

  /** Fields whose newest value is not stored yet. */
  unstored() {
    return [...this.#waiting.keys()]
  }

  /** Whether there is a last change that can be taken back. */
  canUndo() {
    return this.#steps.length > 0
  }

  /**
   * Resolves when everything is stored, or storing has failed and will be tried again.
   * @param {readonly Change[]} changes with canonical values
   * @param {Manner} [manner]
   */
  write(changes, { burst = `change ${(this.#bursts += 1)}`, settles = false } = {}) {
    return this.#write(changes.map((change) => ({ ...change, burst, settles, undo: false })))
  }

  /**
   * Takes the last change back, which is a change of its own.
   * @returns {Promise<string[]>} the fields concerned
   */
  async undo() {
    const step = this.#steps.pop()
    if (!step) return []
    // What somebody else has changed since is theirs.
    const own = step.before.filter(({ field }) => this.#heads(field).every((id) => id === step.after.get(field)))
    if (own.length === 0) return this.undo()
    await this.#write(own.map((change) => ({ ...change, burst: "", settles: true, undo: true })))
    return own.map(({ field }) => field)
  }

  /** Tries again what could not be stored. */
  retry() {
    clearTimeout(this.#again)
    return this.#drain()
  }

  /** @param {Waiting[]} changes */
  #write(changes) {
    for (const change of changes) {
      if (this.#isNews(change)) this.#waiting.set(change.field, change)
      else this.#waiting.delete(change.field)
    }
    return this.#drain()
  }

  /** @param {Waiting} change */
  #isNews({ field, value, settles }) {
    if (this.#storing && this.#waiting.has(field)) return true
    if (this.state.isDisputed(field) || settles) return true
    return canonical(value) !== canonical(this.state.value(field))
  }

  #drain() {
    if (this.#waiting.size > 0) this.#storing ??= this.#storeAll()
    return this.#storing ?? Promise.resolve()
  }

  async #storeAll() {
    try {
      while (this.#waiting.size > 0) await this.#storeBatch([...this.#waiting.values()])
    } catch (error) {
      this.#again = setTimeout(() => void this.retry(), RETRY_AFTER)
      this.listener.failed(error)
    } finally {
      this.#storing = null
    }
  }

  /** @param {Waiting[]} batch */
  async #storeBatch(batch) {
    const before = new Map(batch.map(({ field }) => [field, this.state.value(field)]))
    const undoable = batch.filter(({ field, undo }) => !undo && !this.state.isDisputed(field))
    const operations = await this.store(
      batch.map(({ field, value, settles }) => ({ field, value, replaces: this.#replaced(field, settles) })),
    )
    for (const change of batch) if (this.#waiting.get(change.field) === change) this.#waiting.delete(change.field)
    for (const operation of operations) {
      this.state.add(operation)
      this.#seen.set(operation.field, [operation.id])
    }
    const after = new Map(operations.map(({ field, id }) => [field, id]))
    for (const { field, burst } of undoable) this.#remember(burst, field, before.get(field), after.get(field) ?? "")
    this.listener.stored(batch.map(({ field }) => field))
  }

  /**
   * @param {string} burst
   * @param {string} field
   * @param {unknown} value what stood there before
   * @param {string} id of the operation that replaced it
   */
  #remember(burst, field, value, id) {
    const last = this.#steps.at(-1)
    /** @type {Step} */
    const step = last?.burst === burst ? last : { burst, before: [], after: new Map() }
    if (step !== last) this.#steps.push(step)
    if (!step.after.has(field)) step.before.push({ field, value })
    step.after.set(field, id)
    if (this.#steps.length > MOST_STEPS) this.#steps.shift()
  }

  /**
   * A value written over a dispute that is shown settles it.
   * @param {string} field
   * @param {boolean} settles
   */
  #replaced(field, settles) {
    const seen = this.#seen.get(field)
    return settles || !seen ? this.#heads(field) : seen
  }

  /** @param {string} field */
  #heads(field) {
    return this.state.heads(field).map(({ id }) => id)
  }
}
