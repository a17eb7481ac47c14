// @ts-check
/** The address of a visit that this phone does not hold: the office is asked for it, and who may open it
 * gets it at once; everybody else is told the way to it. */

import { Problem } from "../thai/problem.js"
import { say, sayProblem } from "../web/words.js"
import { stamp } from "./clock.js"
import * as journal from "./journal.js"
import { request } from "./line.js"
import { doorTo, element, fill, notice } from "./parts.js"
import { syncNow } from "./sync.js"

/** @typedef {import("./shapes.js").VisitFacts} VisitFacts */

const TRIES = 3

/**
 * A visit of the office with everything that was said in it.
 * @param {VisitFacts} facts
 */
export async function bring({ id, agency, agency_name, form, year, digest, join }) {
  await journal.addVisit({ id, agency, agency_name, form, year, digest, ...(join && { join }) })
  // The first time it may only wait for a conversation that began before this visit was here.
  for (let tried = 0; tried < TRIES && !(await journal.visit(id))?.server; tried += 1) await syncNow()
}

/**
 * @param {string} id
 * @param {Element} holder of the page
 */
export async function showUnknown(id, holder) {
  fill(holder, notice("plain", element("p", {}, say("unknown_asking"))))
  try {
    await bring(await factsOf(id))
    location.reload()
  } catch (error) {
    const text = isForeign(error) ? say("unknown_foreign") : `${say("unknown_not_now")} ${sayProblem(error)}`
    const doors = [doorTo(say("pages_home"), "/visits"), doorTo(say("unknown_join"), "/visits/join")]
    fill(holder, notice("warn", element("p", {}, text), element("div", { class: "tools-line" }, ...doors)))
  }
}

/**
 * @param {string} id
 * @returns {Promise<VisitFacts>}
 */
async function factsOf(id) {
  const { id: device, name, letter } = await journal.device()
  const json = { device: { id: device, name, letter }, sent_at: stamp(), visits: [], known: true }
  const { body } = await request(fetch, "/api/sync", { method: "POST", json })
  const known = body.list?.find((/** @type {VisitFacts} */ listed) => listed.id === id)
  if (!known) throw new Problem("visits.unknown")
  return known
}

/** @param {unknown} error */
function isForeign(error) {
  return error instanceof Problem && error.code === "visits.unknown"
}
