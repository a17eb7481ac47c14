// @ts-check
/** The signatures of a visit: who has signed what, which no longer hold and why, and signing itself. */

import { parseDate } from "../thai/dates.js"
import { clean } from "../thai/text.js"
import { say } from "../web/words.js"
import { today } from "./clock.js"
import { contentDigest, seen, signatures } from "./content.js"
import { typedText } from "./controls.js"
import { newId } from "./ids.js"
import { fieldLabel, questionLabel, valueLabel } from "./labels.js"
import { formatDate, formatMoment } from "../web/moments.js"
import { badge, button, element, field as labelled } from "./parts.js"
import { drawStrokes, openPad } from "./signature.js"

/** @typedef {import("./content.js").Signature} Signature */
/** @typedef {import("./labels.js").Question} Question */
/** @typedef {import("./opened.js").OpenVisit} OpenVisit */
/** @typedef {{ name: string, position: string }} Signer */

const MOST_CHANGES = 5

/** @param {OpenVisit} open */
export function signatureQuestions(open) {
  return Object.values(open.definition.questions).filter(({ type }) => type === "signature")
}

/**
 * @param {OpenVisit} open
 * @returns {Promise<Signature[]>}
 */
export async function signed(open) {
  return signatures(open.state)
}

/**
 * @param {OpenVisit} open
 * @param {Signature[]} all
 * @returns {HTMLElement[]}
 */
export function signaturePart(open, all) {
  const known = [element("datalist", { id: "signers" }, ...teamOf(open).map(({ name }) => element("option", { value: name })))]
  const rows = signatureQuestions(open).map((question) => questionRow(open, question, all.filter(({ field }) => isOf(field, question))))
  return [...known, element("ul", { class: "signers" }, ...rows)]
}

/**
 * @param {string} field
 * @param {Question} question
 */
function isOf(field, question) {
  return field === `sign:${question.id}` || field.startsWith(`sign:${question.id}:`)
}

/**
 * @param {OpenVisit} open
 * @param {Question} question
 * @param {Signature[]} given
 */
function questionRow(open, question, given) {
  const several = question.settings?.several === true
  const item = element("li", { "data-key": question.id }, element("h3", {}, questionLabel(question)))
  for (const one of given) item.append(one.valid ? valid(open, one) : voided(open, one))
  if (open.isEditable && (several || !given.length)) {
    item.append(...signing(open, question, several ? `sign:${question.id}:${newId()}` : `sign:${question.id}`, given))
  }
  return item
}

/**
 * @param {OpenVisit} open
 * @param {Signature} one
 */
function valid(open, one) {
  return element("div", { class: "answer" }, badge("good", say("close_signed")), ...signer(one), withdrawing(open, one))
}

/**
 * @param {OpenVisit} open
 * @param {Signature} one
 */
function voided(open, one) {
  const changes = one.changes.slice(-MOST_CHANGES).map((change) => {
    const label = fieldLabel(change.field, open.definition, say)
    const value = valueLabel(change.field, change.value, open.definition, say)
    const origin = [open.nameOf(change.by), formatMoment(change.at), open.deviceName(change.device)].join(" · ")
    return element("li", {}, `${label}: ${value}`, element("br"), element("small", { class: "soft" }, origin))
  })
  const more = one.changes.length - changes.length
  const box = element("div", { class: "void-signature" }, badge("bad", say("close_void")), element("p", {}, say("close_void_by")), element("ul", {}, ...changes), more > 0 && element("p", { class: "small" }, say("close_void_more", { more })), ...signer(one))
  if (!open.isEditable) return box
  const replaces = open.heads(one.field)
  const again = button(say("close_sign_again"), () => sign(open, one.field, replaces, one.value, one.value.signed_on), {
    kind: "",
    icon: "pen",
    name: say("close_sign_again_named", { name: one.value.name }),
  })
  box.append(element("div", { class: "tools-line" }, again, withdrawing(open, one)))
  return box
}

/** @param {Signature} one */
function signer({ value }) {
  const line = [value.position, formatDate(value.signed_on)].filter(Boolean).join(" · ")
  return [
    element("div", { class: "signature-ink" }, drawStrokes(value.strokes)),
    element("p", {}, element("strong", {}, value.name), element("br"), element("span", { class: "soft small" }, line)),
  ]
}

/**
 * @param {OpenVisit} open
 * @param {Signature} one
 */
function withdrawing(open, one) {
  if (!open.isEditable) return null
  const replaces = open.heads(one.field)
  return button(say("close_unsign"), () => open.write({ field: one.field, value: null, replaces }), {
    icon: "cross",
    name: say("close_unsign_named", { name: one.value.name }),
  })
}

/**
 * @param {OpenVisit} open
 * @param {Question} question
 * @param {string} field
 * @param {Signature[]} given
 * @returns {HTMLElement[]}
 */
function signing(open, question, field, given) {
  const proposed = proposedSigner(open, question, given)
  const name = element("input", { type: "text", maxlength: 150, list: "signers", value: proposed.name, autocomplete: "off" })
  const position = element("input", { type: "text", maxlength: 150, value: proposed.position, autocomplete: "off" })
  const day = element("input", { type: "text", maxlength: 60, value: typedText(today(), "date"), autocomplete: "off" })
  name.addEventListener("change", () => {
    const known = teamOf(open).find((one) => one.name === clean(name.value))
    if (known && !position.value) position.value = known.position
  })
  const replaces = open.heads(field)
  const begin = button(say("close_sign"), () => {
    const typed = { name: clean(name.value), position: clean(position.value) }
    if (!typed.name) return name.focus()
    return sign(open, field, replaces, typed, parseDate(day.value))
  }, { kind: "", icon: "pen", name: say("close_sign_named", { role: questionLabel(question) }) })
  const fields = element("div", { class: "signing" }, labelled(say("close_name"), name), labelled(say("close_position"), position), labelled(say("close_day"), day), begin)
  if (!given.length) return [fields]
  return [element("details", { class: "more" }, element("summary", {}, say("close_one_more")), fields)]
}

/**
 * What is signed is what the page shows at this moment; a change that arrives while the pad is open makes
 * the signature void, as it should.
 * @param {OpenVisit} open
 * @param {string} field
 * @param {string[]} replaces
 * @param {Signer} signer
 * @param {string} day
 */
async function sign(open, field, replaces, { name, position }, day) {
  const [content, known] = [await contentDigest(open.state), seen(open.state)]
  const strokes = await openPad({ title: [name, position].filter(Boolean).join(" · ") })
  if (!strokes?.length) return
  const value = { name, ...(position && { position }), signed_on: day, strokes, content, seen: known }
  await open.write({ field, value, replaces })
}

/**
 * Whoever most likely signs next: the reporter is who holds the phone, inspectors come from the team.
 * @param {OpenVisit} open
 * @param {Question} question
 * @param {Signature[]} given
 * @returns {Signer}
 */
function proposedSigner(open, question, given) {
  if (question.id.endsWith(".reporter")) return { name: open.me.name, position: open.me.position }
  if (question.settings?.several !== true) return { name: "", position: "" }
  const names = given.map(({ value }) => value.name)
  return [...teamOf(open), open.me].find(({ name }) => !names.includes(name)) ?? { name: "", position: "" }
}

/**
 * @param {OpenVisit} open
 * @returns {Signer[]}
 */
function teamOf(open) {
  const rows = open.state.fields().filter((field) => field.startsWith("row:")).sort()
  return rows.map((field) => open.state.value(field)).filter((value) => value?.name).map(({ name, position = "" }) => ({ name, position }))
}
