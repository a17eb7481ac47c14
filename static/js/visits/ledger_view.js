// @ts-check
/** The safe-to-leave ledger in words: of one visit on its card, of all of them at the top of the home page. */

import { say, sayProblem } from "../web/words.js"
import { formatSince } from "../web/moments.js"
import { element, icon } from "./parts.js"

/** @typedef {import("./ledger.js").DeviceLine} DeviceLine */
/** @typedef {import("./ledger.js").Ledger} Ledger */

/**
 * @param {Ledger} of
 * @returns {HTMLElement}
 */
export function ledgerLines(of) {
  const lines = [element("p", {}, counted(of)), ...(of.safe ? [safe()] : of.missing.map((reason) => lacking(sayProblem(reason))))]
  const others = of.devices.filter((one) => !one.own).map((one) => element("p", { class: "soft small" }, deviceLine(one)))
  return element("div", { class: "ledger" }, ...lines, ...others)
}

/**
 * คำตอบ 128/131 · รูป 18/20 ถึงสำนักงานแล้ว
 * @param {Ledger} of
 */
export function counted({ operations, photos }) {
  const answers = say("ledger_answers", { sent: Math.min(operations.sent, operations.all), all: operations.all })
  const pictures = photos.all ? [say("ledger_photos", { sent: photos.sent, all: photos.all })] : []
  return say("ledger_arrived", { what: [answers, ...pictures].join(" · ") })
}

/**
 * เครื่อง B เหลือ 3 รายการ ติดต่อล่าสุด 14.02 น.
 * @param {DeviceLine} line
 */
function deviceLine({ letter, name, waiting, waiting_files: files, seen }) {
  const parameters = { device: [letter, name].filter(Boolean).join(" · "), count: waiting + files, time: seen ? formatSince(seen) : say("ledger_never") }
  return say(waiting + files ? "ledger_device_waits" : "ledger_device_done", parameters)
}

function safe() {
  return element("p", { class: "good" }, icon("check"), say("ledger_safe"))
}

/** @param {string} text */
function lacking(text) {
  return element("p", { class: "warn" }, icon("warn"), text)
}
