// @ts-check
/** The controls of the form page by field: what a person has put into them, and what the visit says. */

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Input */
/** @typedef {"tick" | "option" | "choice" | "person" | "typed"} Kind */
/** @typedef {{ field: string, kind: Kind, inputs: Input[] }} Control */
/** @typedef {(control: Control) => unknown} Reader */
/** @typedef {(control: Control, value: any) => void} Shower */

/** @type {Readonly<Record<Kind, { read: Reader, show: Shower }>>} */
const KINDS = {
  tick: { read: (control) => isChecked(first(control)) || null, show: showTick },
  option: { read: readOption, show: showOption },
  choice: { read: readChoice, show: showChoice },
  person: { read: readPerson, show: showPerson },
  typed: { read: readTyped, show: showTyped },
}

/**
 * @param {ParentNode} root
 * @returns {Map<string, Control>}
 */
export function controlsIn(root) {
  /** @type {Map<string, Control>} */
  const found = new Map()
  for (const input of /** @type {NodeListOf<Input>} */ (root.querySelectorAll("[data-field]"))) {
    const field = input.dataset.field ?? ""
    const known = found.get(field)
    if (known) known.inputs.push(input)
    else found.set(field, { field, kind: kindOf(input), inputs: [input] })
  }
  return found
}

/**
 * What stands in a control now: a canonical answer, but typed texts as they were typed.
 * @param {Control} control
 */
export function read(control) {
  return KINDS[control.kind].read(control)
}

/**
 * @param {Control} control
 * @param {unknown} value canonical, null for nothing
 */
export function show(control, value) {
  KINDS[control.kind].show(control, value)
}

/**
 * Whether a person has used it since the page arrived, before the script was there to notice.
 * @param {Control} control
 */
export function isTouched(control) {
  return control.inputs.some((input) => {
    const checkable = input instanceof HTMLInputElement && (input.type === "checkbox" || input.type === "radio")
    return checkable ? input.checked !== input.defaultChecked : input.value !== input.defaultValue
  })
}

/**
 * The text of a number, an amount or a date in a field where it can be typed on.
 * @param {unknown} value
 * @param {string} kind type of the question
 */
export function typedText(value, kind) {
  const text = value === null || value === undefined ? "" : String(value)
  if (kind === "date") return text.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, (_, year, month, day) => `${day}/${month}/${Number(year) + 543}`)
  if (kind !== "money" && kind !== "integer") return text
  return text.replace(/\.00$/, "").replace(/^\d+/, (whole) => whole.replace(/\B(?=(?:\d{3})+$)/g, ","))
}

/**
 * @param {Input} input
 * @returns {Kind}
 */
function kindOf(input) {
  if (input.dataset.part) return "person"
  if (input.type === "radio") return "choice"
  if (input.type !== "checkbox") return "typed"
  return (input.dataset.field ?? "").split(":").length > 2 ? "option" : "tick"
}

/** @param {Control} control */
function first({ inputs }) {
  return /** @type {Input} */ (inputs[0])
}

/** @param {Input | undefined} input */
function isChecked(input) {
  return input instanceof HTMLInputElement && input.checked
}

/**
 * @param {Input | undefined} input
 * @param {boolean} checked
 */
function check(input, checked) {
  if (input instanceof HTMLInputElement) input.checked = checked
}

/**
 * Setting the same text again would move the cursor.
 * @param {Input | undefined} input
 * @param {string} text
 */
function write(input, text) {
  if (input && input.value !== text) input.value = text
}

/** @type {Shower} */
function showTick(control, value) {
  check(first(control), value === true)
}

/** @type {Reader} */
function readOption({ inputs: [box, text] }) {
  if (!isChecked(box)) return null
  const said = text?.value.trim()
  return said ? { text: said } : true
}

/** @type {Shower} */
function showOption({ inputs: [box, text] }, value) {
  check(box, value !== null && value !== false && value !== undefined)
  write(text, value?.text ?? "")
}

/** @type {Reader} */
function readChoice({ inputs }) {
  const chosen = inputs.find((input) => isChecked(input))
  if (!chosen) return null
  const said = inputs.find((input) => input.dataset.of === chosen.value)?.value.trim()
  return said ? { option: chosen.value, text: said } : { option: chosen.value }
}

/** @type {Shower} */
function showChoice({ inputs }, value) {
  for (const input of inputs) {
    if (input.dataset.of) {
      // The reason for another option is no answer now, but nobody's text is thrown away.
      if (input.dataset.of === value?.option) write(input, value.text ?? "")
      else if (!value) write(input, "")
    } else check(input, input.value === value?.option)
  }
}

/** @type {Reader} */
function readPerson({ inputs }) {
  const said = inputs.map((input) => [input.dataset.part ?? "", input.value.trim()]).filter(([, text]) => text)
  return said.length > 0 ? Object.fromEntries(said) : null
}

/** @type {Shower} */
function showPerson({ inputs }, value) {
  for (const input of inputs) write(input, value?.[input.dataset.part ?? ""] ?? "")
}

/** @type {Reader} */
function readTyped({ inputs: [input, instead] }) {
  return isChecked(instead) ? (instead?.dataset.of ?? null) : (input?.value ?? "")
}

/** @type {Shower} */
function showTyped({ inputs: [input, instead] }, value) {
  const replaced = Boolean(instead) && value === instead?.dataset.of
  check(instead, replaced)
  write(input, replaced ? "" : typedText(value, input?.dataset.kind ?? ""))
}

/**
 * A written reason is given for its option, chosen or not before.
 * @param {Control} control
 * @param {Input} input where something was typed
 */
export function chooseWritten(control, input) {
  const { of } = input.dataset
  if (!of || !input.value.trim() || control.kind === "typed") return
  check(control.kind === "option" ? first(control) : control.inputs.find(({ value, type }) => type === "radio" && value === of), true)
}

/**
 * The rows of a list of people that belong to no field yet, as many as the paper prints, and more when needed.
 * @param {HTMLElement} list
 */
export function freeRow(list) {
  const rows = [...list.querySelectorAll("li")]
  const free = rows.find((row) => !row.dataset.key && inputsOf(row).every(({ value }) => !value))
  return free ?? addRow(list)
}

/** @param {HTMLElement} list */
export function addRow(list) {
  const template = /** @type {HTMLTemplateElement} */ (list.nextElementSibling)
  list.append(template.content.cloneNode(true))
  return /** @type {HTMLLIElement} */ (list.lastElementChild)
}

/**
 * From now on the row is about one person.
 * @param {HTMLElement} row
 * @param {string} key
 * @returns {Control}
 */
export function nameRow(row, key) {
  row.dataset.key = key
  const field = `row:${row.dataset.row}:${key}`
  const inputs = inputsOf(row)
  for (const input of inputs) input.dataset.field = field
  return { field, kind: "person", inputs }
}

/** @param {HTMLElement} row */
function inputsOf(row) {
  return /** @type {Input[]} */ ([...row.querySelectorAll("input")])
}
