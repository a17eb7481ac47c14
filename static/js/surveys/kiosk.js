// @ts-check
/** The form on a tablet at the counter: asks one citizen after the other, keeps every finished answer on the
 * disk before it says thank you, and forgets whoever walks away. */

import { Delivery } from "./kiosk_delivery.js"
import { keepForOffline, keepStorage, stayAwake } from "./kiosk_device.js"
import { dayAt, newId } from "./kiosk_ids.js"
import { Memory } from "./kiosk_memory.js"
import { Screen } from "./kiosk_screen.js"
import { Session, THANKS, WARNING } from "./kiosk_session.js"
import { account, warnings } from "./kiosk_staff.js"
import { AnswerStore } from "./kiosk_store.js"
import { isOpen, readPage, say } from "./kiosk_words.js"

/** @typedef {import("./kiosk_delivery.js").Stock} Stock */
/** @typedef {import("./kiosk_delivery.js").Reply} Reply */
/** @typedef {"connecting" | "asking" | "closed"} State */

const A_PASS = /^kiosk\.[0-9a-z.-]{1,200}$/
const TICK = 250
const A_MINUTE = 60_000
const PATIENCE_WITH_SERVER = 30_000
/** A second tap at the same place was meant for the question before. */
const DOUBLE_TAP = 350
const RENEWED = "kiosk-renewed"

const page = readPage()
const memory = new Memory(page.code, shelf())
const store = new AnswerStore(page.code)
const delivery = new Delivery({ store, memory, post, clock: Date.now, later: setTimeout, tell: told })
const screen = new Screen(page, { stage: place("stage"), warning: place("warning") }, {
  pick,
  write: (text) => session.give(text, performance.now()),
  next: () => step(() => session.next()),
  back: () => step(() => session.back()),
  again: reset,
  send: () => void send(),
  speak,
})

let session = new Session(page.questions)
/** @type {Session | undefined} whose answer is being written to the disk */
let sending
/** @type {ReturnType<typeof setTimeout> | undefined} */
let thanking
let drawn = 0
/** @type {State} */
let shown = "connecting"
/** @type {Stock} */
let stock = { waiting: 0, refused: 0, reason: "", readable: true }
let isRenewable = false
let isReady = false

function start() {
  takePass()
  for (const name of ["pointerdown", "keydown", "input", "wheel"]) addEventListener(name, touched, { passive: true })
  addEventListener("hashchange", () => takePass() && connected())
  addEventListener("online", () => void delivery.sendAll())
  addEventListener("pagehide", forget)
  document.addEventListener("visibilitychange", tick)
  setInterval(tick, TICK)
  setInterval(rest, A_MINUTE)
  connected()
  stayAwake()
  void keepForOffline(page.code, page.edition).then((can) => {
    isReady = can
    document.body.dataset.offline = can ? "ready" : "no"
    showStaff()
  })
}

function connected() {
  if (memory.isConnected) keepStorage()
  reset()
  void delivery.sendAll()
}

/** The pass came in the fragment of the address, where nobody shall read it later. */
function takePass() {
  const pass = location.hash.slice(1)
  if (!A_PASS.test(pass)) return false
  memory.connect(pass, Date.now())
  history.replaceState(null, "", location.pathname + location.search)
  return true
}

function reset() {
  forget()
  renew()
}

function forget() {
  clearTimeout(thanking)
  thanking = undefined
  session = new Session(page.questions)
  screen.speak("")
  draw()
}

function draw({ focus = false, fault = "" } = {}) {
  shown = state()
  place("stage").hidden = shown === "connecting"
  place("connecting").hidden = shown !== "connecting"
  drawn = performance.now()
  if (shown === "asking") screen.ask(session, { focus, fault })
  else if (shown === "closed") screen.closed()
  else {
    screen.clear()
    document.documentElement.lang = document.documentElement.dataset.language ?? ""
  }
  showStaff()
}

/** @returns {State} */
function state() {
  if (!memory.isConnected) return "connecting"
  return isOpen(page, today()) ? "asking" : "closed"
}

/** While nobody is answering: what a new day or the server's word changes. */
function rest() {
  if (session.isBegun || thanking !== undefined || shown === state()) showStaff()
  else draw()
}

/** @param {() => void} move */
function step(move) {
  if (performance.now() - drawn < DOUBLE_TAP) return
  session.begin(performance.now())
  move()
  draw({ focus: true })
}

/** @param {string} value */
function pick(value) {
  step(() => {
    const isSame = session.given(session.question.id) === value
    session.give(isSame && session.isLast ? "" : value, performance.now())
    session.next()
  })
}

/** @param {string} language */
function speak(language) {
  session.begin(performance.now())
  screen.speak(language)
  draw()
}

async function send() {
  const [mine, at] = [session, performance.now()]
  if (sending === mine || at - drawn < DOUBLE_TAP) return
  sending = mine
  screen.sending()
  const answer = mine.answer({ at, day: today(), version: page.version, newId })
  const isKept = await store.add(answer, memory.known.pass).then(() => true, () => false)
  sending = undefined
  if (mine === session) isKept ? thank() : draw({ fault: say(screen.language, "not_kept") })
  void delivery.send()
}

function thank() {
  session = new Session(page.questions)
  screen.thank()
  thanking = setTimeout(reset, THANKS)
}

function touched() {
  const at = performance.now()
  if (!place("warning").hidden) drawn = at // what lies under it was not meant
  session.touch(at)
  tick()
}

function tick() {
  const left = session.left(performance.now())
  if (left === 0) reset()
  else screen.warn(left !== undefined && left <= WARNING ? Math.ceil(left / 1000) : 0)
}

/**
 * @param {Stock} held
 * @param {string} edition of the page as the server has it now
 */
function told(held, edition) {
  stock = held
  isRenewable = edition !== "" && edition !== page.edition
  rest()
  renew()
}

/** Once for each edition, in case the old page comes again. */
function renew() {
  if (!isRenewable || session.isBegun || thanking !== undefined || renewedFor() === page.edition) return
  renewedFor(page.edition)
  location.reload()
}

/** @param {string} [edition] */
function renewedFor(edition) {
  try {
    if (edition) sessionStorage.setItem(RENEWED, edition)
    return sessionStorage.getItem(RENEWED)
  } catch {
    return page.edition // it could not be remembered, and would never end
  }
}

function showStaff() {
  const [language, at] = [screen.language, Date.now()]
  const found = warnings(stock, memory.known, at, language)
  place("staff").dataset.kind = found.length ? "warn" : "plain"
  const ready = isReady ? ` · ${say(language, "ready")}` : ""
  const text = `${say(language, "staff")}: ${[...found, account(stock, memory.known, at, language) + ready].join(" · ")}`
  if (place("staff-text").textContent !== text) place("staff-text").textContent = text
}

function today() {
  return dayAt(memory.clock(Date.now()))
}

/**
 * Without cookies: the pass alone is the proof.
 * @param {unknown} sent
 * @returns {Promise<Reply>}
 */
async function post(sent) {
  const response = await fetch(location.pathname, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(sent),
    credentials: "omit",
    redirect: "error",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_WITH_SERVER),
  })
  return { status: response.status, body: await response.json().catch(() => undefined) }
}

/** Some browsers forbid even to look at it. */
function shelf() {
  try {
    return localStorage
  } catch {
    return { getItem: () => null, setItem: () => undefined }
  }
}

/** @param {string} id */
function place(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id))
}

start()
