// @ts-check
/** The visit as on paper, ready to print without signal: what was answered is written into the blanks of
 * the official form, followed by its annexes. A draft, until the office has issued the genuine paper. */

import { toast } from "../web/toasts.js"
import { say } from "../web/words.js"
import { contentDigest, signatures } from "./content.js"
import { visitAt } from "./definition.js"
import { asked, remembered } from "./issued.js"
import * as journal from "./journal.js"
import { openVisit } from "./opened.js"
import { showAnnexes, showPhotos } from "./paper_annexes.js"
import { numbered } from "./paper_facts.js"
import { fillForm } from "./paper_form.js"
import { printWhole } from "./paper_printing.js"
import { showStanding } from "./paper_standing.js"
import { byId, one, showFailure } from "./parts.js"

/** @typedef {import("./opened.js").OpenVisit} OpenVisit */

async function start() {
  const id = visitAt(location.pathname)
  const open = await openVisit(id)
  if (!open) return import("./unknown.js").then(({ showUnknown }) => showUnknown(id, byId("failures")))
  one("[data-back]").setAttribute("href", `/visits/${id}`)
  const photos = numbered(open.state)
  const [content, given, paper] = await Promise.all([contentDigest(open.state), signatures(open.state), remembered(journal, id)])
  fillForm(one(".paper"), { open, signatures: given, photos })
  showAnnexes(open)
  showStanding(open, paper, content)
  offerPrinting(open, showPhotos(open, photos))
  tellNews(open, content)
  document.body.dataset.ready = ""
  showStanding(open, await asked(fetch, journal, id), content)
}

/**
 * The paper stays as it was read; that there is more by now is said once.
 * @param {OpenVisit} open
 * @param {string} content the digest of what is shown
 */
function tellNews(open, content) {
  let isTold = false
  open.onChange(async () => {
    if (isTold || (await contentDigest(open.state)) === content) return
    isTold = true
    toast(say("paper_news"), { action: () => location.reload(), label: say("paper_again"), stays: true })
  })
}

/**
 * @param {OpenVisit} open
 * @param {Promise<HTMLImageElement[]>} pictures
 */
function offerPrinting({ visit }, pictures) {
  // What browsers call the file that they save.
  document.title = say("paper_file", { agency: visit.agency_name, year: visit.year })
  const button = /** @type {HTMLButtonElement} */ (byId("print"))
  button.hidden = typeof globalThis.print !== "function"
  const how = { print: () => globalThis.print(), busy: (/** @type {number} */ done, /** @type {number} */ of) => say("paper_preparing", { done, of }) }
  button.addEventListener("click", () => void printWhole(button, pictures, how).catch(showFailure))
  pictures.catch(showFailure)
}

start().catch(showFailure)
