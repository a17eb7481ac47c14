// @ts-check
/** The letters that the phones of a team go by: each a letter of its own, the first that is free. No DOM. */

/** @typedef {{ device: string, letter: string }} Other another phone of the team */
/** @typedef {{ id: string, letter: string, chosen?: boolean }} Own */

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]

/** @param {readonly Other[]} others */
export function freeLetters(others) {
  return LETTERS.filter((letter) => !others.some((other) => other.letter === letter))
}

/**
 * Whoever joins a team gives way to those who are in it.
 * @param {Own} own
 * @param {readonly Other[]} others
 */
export function joiningLetter({ letter, chosen }, others) {
  const free = freeLetters(others)
  return chosen || free.includes(letter) ? letter : (free[0] ?? letter)
}

/**
 * Of two phones that came by one letter the one with the smaller id keeps it, so that not both give way.
 * What a person has chosen stays.
 * @param {Own} own
 * @param {readonly Other[]} others
 */
export function settledLetter({ id, letter, chosen }, others) {
  const older = others.some((other) => other.letter === letter && other.device < id)
  if (chosen || (LETTERS.includes(letter) && !older)) return letter
  return freeLetters(others)[0] ?? letter
}
