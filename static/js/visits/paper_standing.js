// @ts-check
/** What this paper is worth, on the screen and in print: a draft of this phone, or replaced by the genuine
 * paper of the office, with the way there. */

import { formatMoment } from "../web/moments.js"
import { say } from "../web/words.js"
import { stamp } from "./clock.js"
import { standingOf } from "./paper_facts.js"
import { waysToPapers } from "./papers.js"
import { byId, doorTo, element, fill, notice } from "./parts.js"

/** @typedef {import("./issued.js").Issued} Issued */
/** @typedef {import("./opened.js").OpenVisit} OpenVisit */

/**
 * @param {OpenVisit} open
 * @param {Issued | null} paper as far as this phone knows
 * @param {string} content the digest of what this phone holds
 */
export function showStanding(open, paper, content) {
  const standing = standingOf(paper, content)
  document.body.classList.toggle("draft", standing !== "issued")
  const line = element("p", {}, say("paper_draft", { device: open.deviceName(open.device.id), at: formatMoment(stamp()) }))
  fill(byId("standing"), ...(paper ? [element("p", {}, said(paper, standing)), standing === "changed" && line] : [line]))
  const ways = waysToPapers(open.visit, navigator.onLine).filter(({ word }) => word === "paper_office")
  const doors = ways.map(({ address, word, icon }) => element("p", {}, doorTo(say(word), address, { icon })))
  fill(byId("office"), paper && issuedPart(paper, standing), ...doors)
}

/**
 * @param {Issued} paper
 * @param {ReturnType<typeof standingOf>} standing
 */
function said({ number, issued, pages }, standing) {
  return say(standing === "changed" ? "paper_changed" : "paper_issued", { number, pages, issued: formatMoment(issued) })
}

/**
 * @param {Issued} paper
 * @param {ReturnType<typeof standingOf>} standing
 */
function issuedPart(paper, standing) {
  const door = doorTo(say("paper_open"), `/papers/${paper.code}.pdf`, { icon: "check", kind: "" })
  const when = element("p", { class: "small" }, say("paper_asked", { at: formatMoment(paper.at) }))
  return notice(standing === "changed" ? "warn" : "good", element("p", {}, said(paper, standing)), when, element("p", {}, door))
}
