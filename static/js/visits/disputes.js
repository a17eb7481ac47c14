// @ts-check
/** ตัดสินร่วมกัน: every answer of a disputed field with who gave it, when and on which phone; one is chosen
 * or another written, and that replaces them all. */

import { canonical } from "../catalog/answers.js"
import { clean } from "../thai/text.js"
import { say } from "../web/words.js"
import { fieldLabel, questionLabel, questionOf, valueLabel } from "./labels.js"
import { formatMoment } from "../web/moments.js"
import { button, doorTo, element } from "./parts.js"
import { showPhoto } from "./photo_parts.js"
import { drawStrokes } from "./signature.js"

/** @typedef {import("./fold.js").Operation} Operation */
/** @typedef {import("./opened.js").OpenVisit} OpenVisit */

const WRITTEN = ["text", "long_text", "integer", "money", "score", "date"]

/**
 * @param {OpenVisit} open
 * @returns {HTMLLIElement[]}
 */
export function disputeRows(open) {
  return open.state.disputed().map((field) => row(open, field))
}

/**
 * @param {OpenVisit} open
 * @param {string} field
 */
function row(open, field) {
  const replaces = open.heads(field)
  const label = fieldLabel(field, open.definition, say)
  const answers = open.state.heads(field).map((head) => answer(open, head, replaces))
  return element("li", { "data-key": field }, element("h3", {}, label), ...answers, another(open, field, replaces))
}

/**
 * @param {OpenVisit} open
 * @param {Operation} head
 * @param {string[]} replaces
 */
function answer(open, { field, value, by, at, device }, replaces) {
  const said = value === null ? say("close_removed") : valueLabel(field, value, open.definition, say)
  const origin = [open.nameOf(by), formatMoment(at), open.deviceName(device)].join(" · ")
  const use = button(say("close_use"), () => open.write({ field, value, replaces }), {
    icon: "check",
    name: say("close_use_named", { answer: said }),
  })
  const text = element("div", {}, element("strong", {}, said), about(open, field, value), element("small", {}, origin))
  return element("div", { class: "answer" }, picture(open, field, value), text, open.isEditable && use)
}

/**
 * What words do not tell apart: the photo, the ink.
 * @param {OpenVisit} open
 * @param {string} field
 * @param {any} value
 */
function picture(open, field, value) {
  if (field.startsWith("sign:") && value) return element("div", { class: "signature-ink" }, drawStrokes(value.strokes))
  if (!field.startsWith("photo:") || !value) return null
  const image = element("img", { class: "disputed-photo", alt: value.caption || say("photos_no_caption"), width: value.width, height: value.height })
  void showPhoto(image, open.visit.id, value.file)
  return image
}

/**
 * @param {OpenVisit} open
 * @param {string} field
 * @param {any} value
 */
function about({ definition }, field, value) {
  const question = field.startsWith("photo:") && definition.questions[value?.item ?? ""]
  return question ? element("p", { class: "small" }, questionLabel(question)) : null
}

/**
 * Typed here where it is a text or a number; everything else is answered in the form.
 * @param {OpenVisit} open
 * @param {string} field
 * @param {string[]} replaces
 */
function another(open, field, replaces) {
  const question = questionOf(field, open.definition)
  const type = open.definition.questions[question]?.type ?? ""
  const kind = field.split(":")[0] ?? ""
  if (!open.isEditable) return null
  if (!isWritten(kind, type)) {
    return question ? doorTo(say("close_answer_in_form"), `/visits/${open.visit.id}#${question}`) : null
  }
  const input = element("input", { type: "text", id: `another-${field}`, maxlength: 4000 })
  const save = button(say("close_use_typed"), () => {
    const value = typed(open, field, input.value)
    return value === null ? input.focus() : open.write({ field, value, replaces })
  })
  const label = element("label", { for: input.id }, say("close_write_another"))
  return element("details", { class: "more" }, element("summary", {}, say("close_another")), element("div", { class: "field" }, label, input), save)
}

/**
 * @param {string} kind
 * @param {string} type
 */
function isWritten(kind, type) {
  return kind === "note" || (kind === "answer" && WRITTEN.includes(type))
}

/**
 * The canonical value of what was typed; null for nothing.
 * @param {OpenVisit} open
 * @param {string} field
 * @param {string} text
 */
function typed(open, field, text) {
  if (field.startsWith("note:")) return clean(text) || null
  const question = open.definition.questions[questionOf(field, open.definition)]
  return canonical(/** @type {any} */ (question), text)
}
