// @ts-check
/** Is this phone ready for a day without signal? Facts in, one line each out: how it stands, in which
 * words, and what a tap can do about it. No DOM. */

/** @typedef {"good" | "warn" | "bad"} Standing */
/** @typedef {"install" | "persist" | "refresh" | "reload" | "camera" | "sign_in" | "outside" | "send" | "forms" | ""} Action */
/** @typedef {{ id: string, standing: Standing, word: string, parameters: Record<string, string | number>, action: Action }} Line */
/**
 * @typedef {object} Facts
 * @property {string | null} inApp the app whose browser this is
 * @property {boolean} installed
 * @property {boolean | null} persisted null where the browser cannot say
 * @property {number | null} free bytes
 * @property {string} version
 * @property {boolean} offline the pages are kept on this phone
 * @property {number} forms
 * @property {number} agencies
 * @property {number} lastVisits
 * @property {string} packed ISO moment of the last download, or ""
 * @property {string} now ISO moment
 * @property {"granted" | "prompt" | "denied" | "missing" | "unknown"} camera
 * @property {string} person
 * @property {boolean | null} signedIn null while the server cannot be asked
 * @property {number} waiting
 * @property {number} waitingFiles
 * @property {number | null} clockOffset milliseconds that the server is ahead
 */

const MEGABYTE = 1_000_000
const LITTLE_SPACE = 500 * MEGABYTE
const NO_SPACE = 60 * MEGABYTE
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const OLD_PACK = 7 * DAY
const CLOCK_TOLERANCE = 2 * MINUTE

/** @type {readonly ((facts: Facts) => Line)[]} */
const CHECKS = [browser, installed, offline, storage, space, session, data, last, camera, clock, unsent]

/**
 * @param {Facts} facts
 * @returns {Line[]}
 */
export function readiness(facts) {
  return CHECKS.map((check) => check(facts))
}

/**
 * The worst of all lines.
 * @param {readonly Line[]} lines
 * @returns {Standing}
 */
export function overall(lines) {
  if (lines.some((line) => line.standing === "bad")) return "bad"
  return lines.some((line) => line.standing === "warn") ? "warn" : "good"
}

/** @param {Facts} facts */
function browser({ inApp }) {
  if (!inApp) return line("browser", "good", "ready_browser_good")
  return line("browser", "bad", "ready_browser_bad", "outside", { app: appName(inApp) })
}

/** @param {Facts} facts */
function installed({ installed }) {
  return installed
    ? line("installed", "good", "ready_installed_good")
    : line("installed", "warn", "ready_installed_warn", "install")
}

/** @param {Facts} facts */
function offline({ offline, version }) {
  return offline
    ? line("offline", "good", "ready_offline_good", "", { version })
    : line("offline", "bad", "ready_offline_bad", "reload", { version })
}

/** @param {Facts} facts */
function storage({ persisted }) {
  if (persisted) return line("storage", "good", "ready_storage_good")
  if (persisted === null) return line("storage", "warn", "ready_storage_unknown")
  return line("storage", "warn", "ready_storage_warn", "persist")
}

/** @param {Facts} facts */
function space({ free }) {
  if (free === null) return line("space", "warn", "ready_space_unknown")
  const megabytes = Math.floor(free / MEGABYTE)
  if (free < NO_SPACE) return line("space", "bad", "ready_space_bad", "", { megabytes })
  if (free < LITTLE_SPACE) return line("space", "warn", "ready_space_warn", "", { megabytes })
  return line("space", "good", "ready_space_good", "", { gigabytes: Math.floor(free / (100 * MEGABYTE)) / 10 })
}

/** @param {Facts} facts */
function session({ person, signedIn }) {
  if (!person) return line("session", "bad", "ready_session_nobody", "sign_in")
  if (signedIn === null) return line("session", "warn", "ready_session_unknown", "", { person })
  return signedIn
    ? line("session", "good", "ready_session_good", "", { person })
    : line("session", "bad", "ready_session_bad", "sign_in", { person })
}

/** @param {Facts} facts */
function data({ forms, agencies, packed, now }) {
  if (!forms || !agencies || !packed) return line("data", "bad", "ready_data_bad", "refresh")
  const age = Date.parse(now) - Date.parse(packed)
  const parameters = { forms, agencies, days: Math.max(0, Math.floor(age / DAY)) }
  if (age > OLD_PACK) return line("data", "warn", "ready_data_old", "refresh", parameters)
  return line("data", "good", parameters.days ? "ready_data_days" : "ready_data_today", "refresh", parameters)
}

/** @param {Facts} facts */
function last({ lastVisits, packed }) {
  if (!packed) return line("last", "warn", "ready_last_unknown", "refresh")
  return line("last", "good", lastVisits ? "ready_last_good" : "ready_last_none", "", { visits: lastVisits })
}

/** @param {Facts} facts */
function camera({ camera }) {
  if (camera === "granted") return line("camera", "good", "ready_camera_good", "camera")
  if (camera === "denied" || camera === "missing") return line("camera", "bad", `ready_camera_${camera}`, "camera")
  return line("camera", "warn", "ready_camera_ask", "camera")
}

/** @param {Facts} facts */
function clock({ clockOffset }) {
  if (clockOffset === null) return line("clock", "warn", "ready_clock_unknown")
  const minutes = Math.round(Math.abs(clockOffset) / MINUTE)
  if (Math.abs(clockOffset) <= CLOCK_TOLERANCE) return line("clock", "good", "ready_clock_good")
  return line("clock", "warn", clockOffset > 0 ? "ready_clock_slow" : "ready_clock_fast", "", { minutes })
}

/** @param {Facts} facts */
function unsent({ waiting, waitingFiles }) {
  if (!waiting && !waitingFiles) return line("unsent", "good", "ready_unsent_good")
  return line("unsent", "warn", "ready_unsent_warn", "send", { waiting, files: waitingFiles })
}

/** @param {string} app */
function appName(app) {
  return { line: "LINE", facebook: "Facebook", instagram: "Instagram" }[app] ?? "…"
}

/**
 * @param {string} id
 * @param {Standing} standing
 * @param {string} word
 * @param {Action} [action]
 * @param {Record<string, string | number>} [parameters]
 * @returns {Line}
 */
function line(id, standing, word, action = "", parameters = {}) {
  return { id, standing, word, action, parameters }
}
