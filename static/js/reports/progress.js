// @ts-check
/** How far a batch of reports is, asked for every second and shown in place. When it has ended, the page is
 * loaded again and says how. Without this module the page loads itself again now and then. */

const EVERY = 1000
const AT_MOST_EVERY = 30_000

/**
 * @typedef {object} News
 * @property {boolean} open
 * @property {number} done
 * @property {number} total
 * @property {string} line
 * @property {string} spoken
 * @property {string} current
 * @property {{ agency: string, sentence: string }[]} failures
 */

const place = /** @type {HTMLElement} */ (document.querySelector("[data-news]"))

/** @param {number} wait */
async function follow(wait) {
  let next = EVERY
  try {
    if (!document.hidden && (await isOver())) return location.reload()
  } catch {
    next = Math.min(wait * 2, AT_MOST_EVERY)
  }
  setTimeout(() => void follow(next), next)
}

async function isOver() {
  const address = place.dataset.news ?? ""
  const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(10_000) })
  if (answer.redirected || answer.status === 404) return true
  if (!answer.ok) throw new Error(String(answer.status))
  const news = /** @type {News} */ (await answer.json())
  show(news)
  return !news.open
}

/** @param {News} news */
function show(news) {
  say("[data-line]", news.line)
  say("[data-current]", news.current)
  say("[data-spoken]", news.spoken)
  const bar = place.querySelector("progress")
  if (bar) {
    bar.max = Math.max(news.total, 1)
    bar.value = news.done
  }
  showFailures(news.failures)
}

/**
 * Only what changed, so that it is not read aloud again.
 * @param {string} where
 * @param {string} text
 */
function say(where, text) {
  const part = place.querySelector(where)
  if (part && part.textContent !== text) part.textContent = text
}

/** @param {News["failures"]} failures */
function showFailures(failures) {
  const list = document.querySelector("[data-failed]")
  document.querySelector("[data-failures]")?.toggleAttribute("hidden", !failures.length)
  if (list && list.childElementCount !== failures.length) list.replaceChildren(...failures.map(failed))
}

/** @param {News["failures"][number]} failure */
function failed({ agency, sentence }) {
  const [row, both] = [document.createElement("li"), document.createElement("span")]
  const [name, why] = [document.createElement("strong"), document.createElement("small")]
  name.textContent = agency
  why.textContent = sentence
  both.append(name, why)
  row.append(both)
  return row
}

void follow(EVERY)

export {}
