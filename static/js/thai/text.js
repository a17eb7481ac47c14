// @ts-check
/** Thai text: cleaning before it is stored, folding for search, dictionary order.
 * No DOM, no word segmentation. Twin of checklist_app/thai/text.py. */

import { toArabic } from "./digits.js"

const LINE_BREAKS = /\r\n|[\r\u0085\u2028\u2029]/g
const SPACES = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g
// Control and zero-width characters, direction marks, halves of surrogates, non-characters.
const INVISIBLE =
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]/gu

// Fonts of the 1990s drew shifted marks as private characters; copied from old PDFs they still turn up.
const PRIVATE_FORMS = /[\uf700-\uf71a]/g
const FORMS_MEANT =
  "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c" +
  "\u0e0d\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a"

const UPPER_VOWELS = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4d"
const SPLIT_SARA_AM = /([ก-ฮ][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*)\u0e4d([\u0e48-\u0e4b]*)\u0e32/g
const CLUSTER = /([ก-ฮ])([\u0e31\u0e33\u0e34-\u0e3a\u0e47-\u0e4e]{2,})/g
/** @type {Readonly<Record<string, number>>} */
const PLACES = { "\u0e3a": 1, "\u0e38": 2, "\u0e39": 2, "\u0e4c": 4, "\u0e4e": 4, "\u0e33": 5 }

// What names an agency's type or a kind of place, not the agency: longest first.
const PREFIX = [
  "องค์การบริหารส่วนจังหวัด|องค์การบริหารส่วนตำบล|เทศบาลนคร|เทศบาลเมือง|เทศบาลตำบล|เทศบาล|สำนักงานจังหวัด",
  String.raw`อ\.?บ\.?[จต]\.?(?![\u0e30-\u0e3a\u0e47-\u0e4e])|ท\.?[นมต](?:\.|(?= ))|จังหวัด|อำเภอ|ตำบล|[จอต]\.`,
].join("|")
const AGENCY_PREFIXES = new RegExp(String.raw`(^|[ \n(/,-])(?:(?:${PREFIX})[ \n]*)+`, "g")
const TONELESS = /[\u0e47-\u0e4e]/
const LEADING_VOWEL = /([เ-ไ])([ก-ฮ])/g
// A letter, a digit or a Thai vowel, which Unicode files under marks; ๆ and ฯ do not count.
const LETTER = /^(?![ๆฯ])[\p{L}\p{N}\u0e31\u0e34-\u0e3a]$/u

/**
 * Text fit to be stored: NFC, nothing invisible, Thai marks in their one right order.
 * Line breaks stay (as \n); space around the text and at line ends goes.
 * @param {string} text
 */
export function clean(text) {
  const visible = text
    .replace(LINE_BREAKS, "\n")
    .replace(SPACES, " ")
    .replace(INVISIBLE, "")
    .replace(PRIVATE_FORMS, (form) => FORMS_MEANT.charAt(form.charCodeAt(0) - 0xf700))
  const lines = mendThai(visible.normalize("NFC")).normalize("NFC").split("\n")
  return lines
    .map((line) => line.trimEnd())
    .join("\n")
    .trim()
}

/**
 * What two spellings of one name share: `searchKey(name).includes(searchKey(typed))` finds it.
 *
 * Lower case, Arabic digits, no spaces or punctuation; tone marks and ์ ็ are dropped, because they are
 * what people leave out; the type of an agency and จังหวัด, อำเภอ, ตำบล before a name are dropped too,
 * unless nothing else is there.
 * @param {string} text
 */
export function searchKey(text) {
  const folded = toArabic(clean(text).toLowerCase())
  return letters(folded.replace(AGENCY_PREFIXES, "$1")) || letters(folded)
}

/**
 * Sorts as the dictionary of the Royal Institute: consonant before leading vowel, tones second.
 * @param {string} text
 */
export function sortKey(text) {
  const cleaned = clean(text)
  let primary = ""
  let tones = ""
  for (const character of toArabic(cleaned.toLowerCase()).replace(LEADING_VOWEL, "$2$1")) {
    if (TONELESS.test(character)) {
      tones += character
    } else if (LETTER.test(character)) {
      primary += character
      tones += "0"
    }
  }
  return `${primary}\x01${tones}\x01${cleaned}`
}

/** @param {string} text */
function mendThai(text) {
  return text
    .replaceAll("เเ", "แ")
    .replace(SPLIT_SARA_AM, "$1$2\u0e33")
    .replace(CLUSTER, (_, consonant, marks) => consonant + inOrder(marks))
}

/**
 * Vowel, tone, ์, ำ, each once: what looks the same is stored the same.
 * @param {string} marks
 */
function inOrder(marks) {
  const ordered = [...marks].sort((one, other) => place(one) - place(other))
  return ordered.filter((mark, index) => mark !== ordered[index - 1]).join("")
}

/** @param {string} mark */
function place(mark) {
  return UPPER_VOWELS.includes(mark) ? 0 : (PLACES[mark] ?? 3)
}

/** @param {string} text */
function letters(text) {
  return [...text].filter((character) => LETTER.test(character)).join("")
}
