// @ts-check
/** One visit as a page around the form has it open: folded, kept current, written to. */

import { say } from "../web/words.js"
import { isLocked, statusOf } from "./closing.js"
import { definitionOf } from "./definition.js"
import { fold } from "./fold.js"
import * as journal from "./journal.js"

/** @typedef {import("./fold.js").State} State */
/** @typedef {import("./labels.js").Definition} Definition */
/** @typedef {import("./shapes.js").Change} Change */
/** @typedef {import("./shapes.js").Device} Device */
/** @typedef {import("./shapes.js").Person} Person */
/** @typedef {import("./shapes.js").Visit} Visit */
/** @typedef {{ visit: Visit, state: State, definition: Definition, me: Person, device: Device }} Parts */

const READERS = ["auditor", "executive", "staff"]

/**
 * Null when this phone does not hold the visit.
 * @param {string} id
 */
export async function openVisit(id) {
  const visit = await journal.visit(id)
  if (!visit) return null
  const [definition, operations, me, device] = await Promise.all([
    definitionOf(id),
    journal.operations(id),
    journal.person(),
    journal.device(),
  ])
  return new OpenVisit({ visit, state: fold(operations), definition, me: me ?? { id: "", name: "", position: "" }, device })
}

export class OpenVisit {
  /** @param {Parts} parts */
  constructor({ visit, state, definition, me, device }) {
    this.visit = visit
    this.state = state
    this.definition = definition
    this.me = me
    this.device = device
  }

  /** Null while two people have said different things. */
  get status() {
    return this.state.isDisputed("status") ? null : statusOf(this.state.value("status"))
  }

  get isEditable() {
    return !isLocked(this.state) && !READERS.includes(this.me.role ?? "")
  }

  /**
   * What is now known of a field, to be replaced by whoever saw it.
   * @param {string} field
   */
  heads(field) {
    return this.state.heads(field).map(({ id }) => id)
  }

  /**
   * Stored when this resolves; what could not be stored is thrown.
   * @param {...Change} changes
   */
  async write(...changes) {
    const written = await journal.recordMany(this.visit.id, changes)
    for (const operation of written) this.state.add(operation)
    const fields = changes.map(({ field }) => field)
    document.dispatchEvent(new CustomEvent("visit:changed", { detail: { fields } }))
    document.dispatchEvent(new CustomEvent("visit:stored", { detail: { at: written.at(-1)?.at } }))
  }

  /**
   * Called after everything that others, or other pages of this phone, have written.
   * @param {() => void} listener
   */
  onChange(listener) {
    document.addEventListener("visit:changed", () => listener())
    journal.onChange(async (news) => {
      if (news.visit !== this.visit.id) return
      const fresh = (news.operations ?? []).filter((operation) => this.state.add(operation))
      this.visit = (await journal.visit(this.visit.id)) ?? this.visit
      if (fresh.length || !news.operations?.length) listener()
    })
  }

  /** @param {string} id */
  nameOf(id) {
    const known = [this.me, ...(this.visit.server?.members ?? [])].find((person) => person.id === id)
    return known?.name || this.state.value(`member:${id}`)?.name || say("pages_somebody")
  }

  /** @param {string} id */
  deviceName(id) {
    const known = this.visit.server?.devices.find(({ device }) => device === id)
    const letter = id === this.device.id ? this.device.letter : known?.letter
    return letter ? say("pages_device", { letter }) : say("pages_some_device")
  }
}
