// @ts-check
/** The check before a trip: gathers how this phone stands, shows a line for each thing, and does what a
 * line offers. The answers of the browser may take for ever, so that nothing waits for them. */

import { inAppBrowser, outsideAddress } from "../web/browsing.js"
import { installState, promptInstall } from "../web/install.js"
import { toast } from "../web/toasts.js"
import { say } from "../web/words.js"
import { briefOf } from "./brief.js"
import { cameraState, tryCamera } from "./camera.js"
import { redraw } from "./drawing.js"
import * as journal from "./journal.js"
import { button, byId, doorTo, element, fill, icon, notice, showFailure } from "./parts.js"
import { mountPicker } from "./picker.js"
import { overall, readiness } from "./readiness.js"
import { refreshPack, syncNow } from "./sync.js"

/** @typedef {import("./readiness.js").Facts} Facts */
/** @typedef {import("./readiness.js").Line} Line */

/** @type {Readonly<Record<Line["standing"], import("./parts.js").IconName>>} */
const ICONS = { good: "check", warn: "warn", bad: "cross" }
/** @type {Readonly<Record<string, () => unknown>>} */
const ACTIONS = {
  install,
  persist,
  refresh: refreshPack,
  reload: () => location.reload(),
  camera,
  outside,
  send: syncNow,
}

/** @type {import("./camera.js").CameraState | null} what a test has shown */
let tested = null
/** @type {boolean | null} */
let signedIn = null
/** @type {boolean | null} */
let persisted = null

async function start() {
  const agencies = /** @type {import("./lookup.js").Agency[]} */ ((await journal.pack("agencies")) ?? [])
  mountPicker("brief", agencies, (agency) => void briefOf(agency).then((parts) => fill(byId("brief"), ...parts)).catch(showFailure))
  const again = () => void draw().catch(showFailure)
  journal.onChange(again)
  document.addEventListener("sync:state", (event) => {
    const { state } = /** @type {CustomEvent} */ (event).detail
    if (state === "idle") signedIn = true
    if (state === "sign-in") signedIn = false
    if (state === "offline") signedIn = null
    again()
  })
  addEventListener("beforeinstallprompt", again)
  navigator.serviceWorker?.addEventListener("controllerchange", again)
  await draw()
}

async function draw() {
  const lines = readiness(await gathered())
  const worst = overall(lines)
  redraw(byId("overall"), [notice(worst, element("p", {}, element("strong", {}, say(`ready_overall_${worst}`))))])
  redraw(byId("lines"), lines.map(lineRow))
}

/** @returns {Promise<Facts>} */
async function gathered() {
  const [person, clock, pack, agencies, forms, last, waiting, files, estimate] = await Promise.all([
    journal.person(),
    journal.meta("clock"),
    journal.meta("pack"),
    journal.pack("agencies"),
    journal.pack("forms"),
    journal.pack("last"),
    journal.waiting(),
    journal.waitingFiles(),
    navigator.storage?.estimate?.().catch(() => null) ?? null,
  ])
  persisted ??= (await navigator.storage?.persisted?.()) ?? null
  return {
    inApp: inAppBrowser(navigator.userAgent),
    installed: installState() === "installed",
    persisted,
    free: estimate?.quota ? estimate.quota - (estimate.usage ?? 0) : null,
    version: document.documentElement.dataset.version ?? "",
    offline: Boolean(navigator.serviceWorker?.controller),
    forms: forms?.length ?? 0,
    agencies: agencies?.length ?? 0,
    lastVisits: Object.keys(last ?? {}).length,
    packed: pack?.at ?? "",
    now: new Date().toISOString(),
    camera: tested ?? (await cameraState()),
    person: person?.name ?? "",
    signedIn,
    waiting: waiting.length,
    waitingFiles: files.length,
    clockOffset: clock?.offset ?? null,
  }
}

/** @param {Line} line */
function lineRow({ id, standing, word, parameters, action }) {
  const mark = element("span", { class: `mark ${standing}` }, icon(ICONS[standing]), element("span", { class: "visually-hidden" }, say(`ready_standing_${standing}`)))
  return element("li", { "data-line": id, "data-standing": standing }, mark, element("span", {}, say(word, parameters)), action && actionButton(action))
}

/** @param {Line["action"]} action */
function actionButton(action) {
  if (action === "sign_in") return doorTo(say("home_sign_in"), "/accounts/sign-in?next=/visits/ready")
  const act = async () => {
    await ACTIONS[action]?.()
    await draw()
  }
  return button(say(`ready_do_${action}`), act, { key: action })
}

async function install() {
  if (installState() === "offered") await promptInstall()
  else toast(say(installState() === "by_hand" ? "ready_install_by_hand" : "ready_install_by_menu"))
}

/** Firefox asks the person, who may take a while: the line changes when the answer is there. */
function persist() {
  navigator.storage.persist().then((answer) => {
    persisted = answer
    toast(say(answer ? "ready_storage_granted" : "ready_storage_refused"))
    return draw()
  }, showFailure)
}

async function camera() {
  tested = await tryCamera(/** @type {HTMLVideoElement} */ (byId("camera")))
}

/** LINE opens the address outside by itself; elsewhere the person pastes it into a browser. */
async function outside() {
  const app = inAppBrowser(navigator.userAgent)
  const address = app && outsideAddress(app, location.href)
  if (address) return location.assign(address)
  await navigator.clipboard.writeText(location.href)
  toast(say("ready_address_copied"))
}

await start().catch(showFailure)
