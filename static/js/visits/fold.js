// @ts-check
/** What is known of a visit: the fold of its operations, total whatever they claim and in whatever order
 * they come. Twin of checklist_app/visits/fold.py. */

import { canonical, compareCodePoints } from "../store/canonical.js"

/** @typedef {{ readonly id: string, readonly field: string, readonly value: any, readonly replaces: readonly string[], readonly at: string, readonly by: string, readonly device: string, readonly n: number }} Operation */
/** @typedef {{ readonly heads: readonly Operation[], readonly values: readonly any[], readonly history: readonly Operation[] }} FieldState heads: what no other operation of the field replaces; values: what they say, each once; history: all ever said, in the order of ids */

const NOTHING = Object.freeze({ heads: [], values: [], history: [] })

export class State {
  /** @type {Map<string, Operation>} */
  #byId = new Map()
  /** @type {Map<string, Set<Operation>>} */
  #written = new Map()
  /** @type {Map<string, FieldState>} folded when first asked for */
  #folded = new Map()

  /**
   * Of two different operations with one id, which no honest phone writes, the smaller stands.
   * @param {Operation} operation
   * @returns {boolean} whether it says anything new
   */
  add(operation) {
    const known = this.#byId.get(operation.id)
    if (known) {
      if (compareCodePoints(spelled(operation), spelled(known)) >= 0) return false
      this.#remove(known)
    }
    this.#byId.set(operation.id, operation)
    const written = this.#written.get(operation.field)
    if (written) written.add(operation)
    else this.#written.set(operation.field, new Set([operation]))
    this.#folded.delete(operation.field)
    return true
  }

  /** @param {string} id */
  has(id) {
    return this.#byId.has(id)
  }

  operations() {
    return [...this.#byId.values()]
  }

  fields() {
    return [...this.#written.keys()]
  }

  /** @param {string} field */
  heads(field) {
    return this.#of(field).heads
  }

  /** @param {string} field */
  history(field) {
    return this.#of(field).history
  }

  /** @param {string} field */
  values(field) {
    return this.#of(field).values
  }

  /**
   * The one value of the field; null where there is none, and where there are several.
   * @param {string} field
   */
  value(field) {
    const { values } = this.#of(field)
    return values.length === 1 ? values[0] : null
  }

  /** @param {string} field */
  isDisputed(field) {
    return this.#of(field).values.length > 1
  }

  disputed() {
    return this.fields().filter((field) => this.isDisputed(field)).sort(compareCodePoints)
  }

  /** @param {string} field */
  #of(field) {
    const written = this.#written.get(field)
    if (!written) return NOTHING
    let known = this.#folded.get(field)
    if (!known) this.#folded.set(field, (known = folded([...written])))
    return known
  }

  /** @param {Operation} operation */
  #remove({ id, field }) {
    const written = this.#written.get(field)
    for (const known of written ?? []) if (known.id === id) written?.delete(known)
    if (written?.size === 0) this.#written.delete(field)
    this.#folded.delete(field)
  }
}

/** @param {Iterable<Operation>} operations */
export function fold(operations) {
  const state = new State()
  for (const operation of operations) state.add(operation)
  return state
}

/**
 * What the stream keeps of an operation; its id is the id of the entry.
 * @param {Operation} operation
 */
export function bodyOf({ field, value, replaces, at, by, device, n }) {
  return { field, value, replaces, at, by, device, n }
}

/**
 * An operation as it travels, without what only this phone knows of it.
 * @param {Operation} operation
 */
export function wire(operation) {
  return { id: operation.id, ...bodyOf(operation) }
}

/** @param {Operation} operation */
function spelled(operation) {
  return canonical(bodyOf(operation))
}

/**
 * Operations that replace each other in a ring would leave nothing; then all of them stand.
 * @param {Operation[]} history
 * @returns {FieldState}
 */
function folded(history) {
  history.sort((one, other) => compareCodePoints(one.id, other.id))
  const replaced = new Set(history.flatMap(({ id, replaces }) => replaces.filter((other) => other !== id)))
  const left = history.filter(({ id }) => !replaced.has(id))
  const heads = left.length > 0 ? left : history
  return { heads, values: distinct(heads), history }
}

/** @param {Operation[]} heads */
function distinct(heads) {
  if (heads.length === 1) return heads.map(({ value }) => value)
  const values = new Map(heads.map(({ value }) => [canonical(value), value]))
  return [...values].sort(([one], [other]) => compareCodePoints(one, other)).map(([, value]) => value)
}
