// @ts-check
/** The phone's only source of chance: identifiers that sort by time of birth, short codes, and codes as
 * people type them. Twin of checklist_app/ids.py. */

import { toArabic } from "../thai/digits.js"

// Crockford's alphabet in lower case: no i, l, o, u, so that a code read aloud survives.
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
const TIME_LETTERS = 10
const CHANCE_LETTERS = 16

let latest = 0

/** 26 characters: 48 bits of milliseconds, then 80 bits of chance. Those of one page are in order. */
export function newId() {
  latest = Math.max(Date.now(), latest + 1)
  return spelled(latest) + newCode(CHANCE_LETTERS)
}

/** @param {number} length */
export function newCode(length) {
  const chances = crypto.getRandomValues(new Uint8Array(length))
  return Array.from(chances, (chance) => ALPHABET.charAt(chance % 32)).join("")
}

/**
 * A code as somebody typed or read it: capitals, Thai digits, spaces and dashes do not matter, and the
 * letters that look like digits are those digits.
 * @param {string} text
 */
export function tidyCode(text) {
  return toArabic(text)
    .toLowerCase()
    .replace(/[\s\u200b\u2010-\u2015\u2212-]/g, "")
    .replaceAll("o", "0")
    .replace(/[il]/g, "1")
}

/** @param {number} moment */
function spelled(moment) {
  let [letters, rest] = ["", moment]
  while (letters.length < TIME_LETTERS) {
    letters = ALPHABET.charAt(rest % 32) + letters
    rest = Math.floor(rest / 32)
  }
  return letters
}
