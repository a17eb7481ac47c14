// @ts-check
/** The form as inspectors fill it: what is stored is shown, every change is stored at once, what others
 * write appears. Everything that is not needed for that is loaded afterwards. */

import { isLocked } from "./closing.js"
import {
  addRow, chooseWritten, controlsIn, freeRow, isTouched, nameRow, read, show,
} from "./controls.js"
import { fold } from "./fold.js"
import { newId } from "./ids.js"
import * as journal from "./journal.js"
import { Writer } from "./writing.js"

/** @typedef {import("./controls.js").Control} Control */
/** @typedef {import("./controls.js").Input} Input */
/** @typedef {import("./fold.js").State} State */

const PAUSE = 350

export class Page {
  /** @type {Map<string, { timer: ReturnType<typeof setTimeout> }>} typed and not yet stored, by field */
  #typing = new Map()
  /** @type {Record<string, string>} typed, but no answer: kept as it is, by field */
  #refused
  /** @type {Promise<any> | undefined} */
  #definition
  #bursts = 0
  /** @type {unknown} why the newest change is not stored, until it is */
  failure = null
  /** When a change was stored last, since the page is open. */
  storedAt = ""

  /**
   * @param {string} visit
   * @param {any} facts of the visit, as the journal keeps them
   * @param {State} state
   * @param {HTMLFormElement} root
   * @param {Record<string, string>} refused typed earlier, and no answer
   */
  constructor(visit, facts, state, root, refused) {
    this.#refused = refused
    this.visit = visit
    this.facts = facts
    this.state = state
    this.root = root
    this.controls = controlsIn(root)
    this.writer = new Writer(state, (changes) => journal.recordMany(visit, changes), {
      stored: (fields) => this.#stored(fields),
      failed: (error) => this.#failed(error),
    })
  }

  /** The form as data; asked for once. */
  definition() {
    this.#definition ??= import("./definition.js").then(({ definitionOf }) => definitionOf(this.visit))
    this.#definition.catch(() => (this.#definition = undefined))
    return this.#definition
  }

  isReadOnly() {
    return isLocked(this.state)
  }

  /**
   * What was ticked or typed before the script was there is an answer like any other.
   * @returns {Promise<unknown>} until that is stored
   */
  begin() {
    const early = [...this.controls.values()].filter(isTouched)
    const earlyRows = rowsOf(this.root).filter((row) => [...row.querySelectorAll("input")].some(({ value }) => value))
    this.#placeRows()
    for (const control of this.controls.values()) if (!early.includes(control)) this.#show(control)
    this.#showLock()
    this.#listen()
    const saved = [...earlyRows.map((row) => this.#named(row)), ...early].map((control) => this.#save(control))
    this.#showRefused()
    return Promise.all(saved)
  }

  /**
   * A change from elsewhere on this page (a panel, a suggestion), shown in its control.
   * @param {{ field: string, value: unknown }[]} changes with canonical values
   * @param {{ settles?: boolean, burst?: string }} [manner]
   */
  async write(changes, manner) {
    for (const { field, value } of changes) {
      const control = this.controls.get(field)
      if (control) show(control, value)
    }
    await this.writer.write(changes, manner)
    this.#placeRows()
  }

  /** Takes the last change back. */
  async undo() {
    await this.flush()
    const fields = await this.writer.undo()
    for (const field of fields) this.#showField(field)
    return fields
  }

  /**
   * Operations of colleagues and of other tabs: shown wherever nobody is typing.
   * @param {Iterable<any>} operations
   */
  take(operations) {
    const fields = new Set([...operations].filter((operation) => this.state.add(operation)).map(({ field }) => field))
    if (fields.size === 0) return
    this.#placeRows()
    for (const field of fields) this.#showField(field)
    if (fields.has("status")) this.#showLock()
    tell("visit:changed", { fields: [...fields] })
  }

  /** Stores now what was typed last. */
  async flush() {
    const controls = [...this.#typing.keys()].map((field) => this.controls.get(field))
    await Promise.all(controls.map((control) => control && this.#save(control)))
    if (this.writer.unstored().length > 0) await this.writer.retry()
  }

  #listen() {
    this.root.addEventListener("submit", (event) => event.preventDefault())
    this.root.addEventListener("input", (event) => this.#typed(/** @type {Input} */ (event.target)))
    this.root.addEventListener("change", (event) => this.#changed(/** @type {Input} */ (event.target)))
    this.root.addEventListener("focusin", () => (this.#bursts += 1))
    this.root.addEventListener("focusout", (event) => this.#left(/** @type {Input} */ (event.target)))
    this.root.addEventListener("click", (event) => this.#clicked(/** @type {Element} */ (event.target)))
    document.querySelector(".where")?.addEventListener("click", () => void import("./outline.js").then(({ open }) => open(this)))
    for (const name of ["pagehide", "visibilitychange"]) addEventListener(name, () => void this.flush(), true)
  }

  /** @param {Input} input */
  #typed(input) {
    if (isCheckable(input)) return
    const control = this.#controlOf(input)
    if (!control) return
    chooseWritten(control, input)
    clearTimeout(this.#typing.get(control.field)?.timer)
    this.#typing.set(control.field, { timer: setTimeout(() => void this.#save(control), PAUSE) })
  }

  /** @param {Input} input */
  #changed(input) {
    const control = isCheckable(input) ? this.#controlOf(input) : undefined
    if (control) void this.#save(control)
  }

  /** @param {Input} input */
  async #left(input) {
    const control = this.controls.get(input.dataset.field ?? "")
    if (!control || isCheckable(input)) return
    if (this.#typing.has(control.field) || control.field in this.#refused) await this.#save(control)
    this.#showField(control.field)
  }

  /** @param {Element} target */
  #clicked(target) {
    const list = target.closest("[data-add]")?.parentElement?.querySelector("[data-people]")
    if (list instanceof HTMLElement) addRow(list).querySelector("input")?.focus()
    const item = /** @type {HTMLElement | null} */ (target.closest(".opener, [data-opens-item], .chip"))
    const question = /** @type {HTMLElement | null} */ (item?.closest(".q"))
    if (question) void import("./item.js").then(({ open }) => open(this, question.id))
  }

  /** @param {Control} control */
  async #save(control) {
    const typing = this.#typing.get(control.field)
    clearTimeout(typing?.timer)
    // Whoever goes on typing meanwhile is waited for by a timer of their own.
    const done = () => this.#typing.get(control.field) === typing && this.#typing.delete(control.field)
    const raw = read(control)
    try {
      const value = isPlain(raw) ? raw : await this.#accepted(control.field, raw)
      this.#keep(control, undefined)
      const stored = this.writer.write([{ field: control.field, value }], isPlain(raw) ? {} : { burst: `typed ${this.#bursts}` })
      done()
      await stored
    } catch (error) {
      done()
      this.#keep(control, raw, error)
    }
  }

  /**
   * @param {string} field
   * @param {unknown} raw
   */
  async #accepted(field, raw) {
    const [{ accepted }, { questions }] = await Promise.all([import("./accepting.js"), this.definition()])
    return accepted(questions, field, raw)
  }

  /**
   * What is no answer stays as it was typed, also when the page is closed and opened again.
   * @param {Control} control
   * @param {any} raw
   * @param {unknown} [error]
   */
  #keep({ field, inputs }, raw, error) {
    if (raw === undefined && !(field in this.#refused)) return
    if (raw === undefined) {
      delete this.#refused[field]
      void import("./marks.js").then(({ praise }) => praise(inputs))
    } else this.#refused[field] = raw
    void journal.setPack(`typed:${this.visit}`, this.#refused).catch((failure) => this.#failed(failure))
    if (error && !inputs.some((input) => input === document.activeElement)) {
      void import("./marks.js").then(({ complain }) => complain(inputs, error))
    }
  }

  #showRefused() {
    for (const [field, raw] of Object.entries(this.#refused)) {
      const control = this.controls.get(field)
      const [input] = control?.inputs ?? []
      if (!control || !input) continue
      input.value = typeof raw === "string" ? raw : ""
      void this.#save(control)
    }
  }

  /** @param {string[]} fields */
  #stored(fields) {
    this.failure = null
    this.storedAt = new Date().toISOString()
    tell("visit:stored", { at: this.storedAt })
    tell("visit:changed", { fields })
  }

  /** @param {unknown} error */
  #failed(error) {
    this.failure = error
    tell("visit:failed", { error })
  }

  /**
   * Nowhere where somebody is typing, or has typed what is not stored.
   * @param {string} field
   */
  #showField(field) {
    const control = this.controls.get(field)
    if (!control || this.#typing.has(field) || field in this.#refused || this.writer.unstored().includes(field)) return
    const active = control.inputs.find((input) => input === document.activeElement)
    if (!active || isCheckable(active)) this.#show(control)
  }

  /** @param {Control} control */
  #show(control) {
    show(control, this.state.value(control.field))
    this.writer.sees(control.field)
  }

  #placeRows() {
    const stored = this.state.fields().filter((field) => field.startsWith("row:") && !this.controls.has(field))
    for (const field of stored.sort()) {
      if (this.state.values(field).every((value) => value === null)) continue
      const [, question, key = ""] = field.split(":")
      const list = this.root.querySelector(`[data-people="${CSS.escape(question ?? "")}"]`)
      if (!(list instanceof HTMLElement)) continue
      const control = nameRow(freeRow(list), key)
      this.controls.set(field, control)
      this.#show(control)
    }
  }

  /** @param {Input} input */
  #controlOf(input) {
    const known = this.controls.get(input.dataset.field ?? "")
    const row = /** @type {HTMLElement | null} */ (input.closest("[data-row]"))
    return known ?? (row ? this.#named(row) : undefined)
  }

  /** @param {HTMLElement} row */
  #named(row) {
    const control = nameRow(row, row.dataset.key ?? newId())
    this.controls.set(control.field, control)
    return control
  }

  #showLock() {
    const locked = this.isReadOnly()
    for (const { inputs } of this.controls.values()) for (const input of inputs) input.disabled = locked
    this.root.classList.toggle("locked", locked)
  }
}

/** @param {ParentNode} root */
function rowsOf(root) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-row]")])
}

/** @param {Element} input */
function isCheckable(input) {
  return input instanceof HTMLInputElement && (input.type === "checkbox" || input.type === "radio")
}

/**
 * Whether it is canonical as it was read.
 * @param {any} raw
 */
function isPlain(raw) {
  return raw === true || raw === null || raw === "incomplete" || (raw?.option !== undefined && raw.text === undefined)
}

/**
 * @param {string} name
 * @param {object} detail
 */
function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }))
}

/** @returns {Promise<Page | null>} null where this phone does not have the visit */
async function opened() {
  const visit = location.pathname.split("/")[2] ?? ""
  const root = document.getElementById("form")
  const [facts, operations, refused] = await Promise.all([
    journal.visit(visit), journal.operations(visit), journal.pack(`typed:${visit}`),
  ])
  if (!facts || !(root instanceof HTMLFormElement)) return null
  return new Page(visit, facts, fold(operations), root, refused ?? {})
}

/** @param {Page} page */
function follow(page) {
  journal.onChange(({ visit, operations = [] }) => {
    if (visit === page.visit) page.take(operations)
  })
}

async function showUnknown() {
  for (const part of document.querySelectorAll("#form, .outline-bar, main > .actions")) part.setAttribute("hidden", "")
  const [{ showUnknown }, { visitAt }] = await Promise.all([import("./unknown.js"), import("./definition.js")])
  await showUnknown(visitAt(location.pathname), /** @type {Element} */ (document.getElementById("notices")))
}

async function start() {
  const page = await opened()
  if (!page) return showUnknown()
  const stored = page.begin()
  follow(page)
  document.body.dataset.ready = ""
  await stored // nothing may come before the first answer
  const later = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 1))
  later(() => void import("./surroundings.js").then(({ surround }) => surround(page)))
}

if (typeof document !== "undefined" && document.body.dataset.shell === "form") {
  start().catch((error) => tell("visit:failed", { error }))
}
