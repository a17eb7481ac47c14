// @ts-check
/** Finding one of thousands of agencies while a person types: spellings are folded once, beforehand. No DOM. */

import { clean, searchKey } from "../thai/text.js"

/** @typedef {{ id: string, name: string, type: string, district?: string | null, province?: string | null, short_names?: string[], itas_code?: string | null, active?: boolean }} Agency */
/** @typedef {{ agency: Agency, name: string, all: string }} Entry */

/**
 * @param {readonly Agency[]} agencies
 * @returns {Entry[]}
 */
export function indexed(agencies) {
  return agencies
    .filter((agency) => agency.active !== false)
    .map((agency) => {
      const name = searchKey(agency.name)
      const others = [agency.district, agency.province, agency.itas_code, ...(agency.short_names ?? [])]
      // Behind a letter the kind of agency is kept, for whoever has only typed that so far.
      const whole = searchKey(`0${agency.name}`)
      return { agency, name, all: [name, whole, ...others.map((text) => searchKey(text ?? ""))].join("|") }
    })
}

/**
 * Every word must be found; names that begin with what was typed come first.
 * @param {readonly Entry[]} entries in the order of the register
 * @param {string} typed
 * @param {number} most
 * @returns {{ found: Agency[], total: number }}
 */
export function search(entries, typed, most) {
  const words = clean(typed).split(/\s+/).map(searchKey)
  const whole = searchKey(typed)
  const fitting = entries.filter(
    (entry) => entry.all.includes(whole) || words.every((word) => entry.all.includes(word)),
  )
  const first = fitting.filter((entry) => entry.name.startsWith(whole))
  const rest = fitting.filter((entry) => !entry.name.startsWith(whole))
  return {
    found: [...first, ...rest].slice(0, most).map((entry) => entry.agency),
    total: fitting.length,
  }
}
