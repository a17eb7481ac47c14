// @ts-check
/** The tablet itself: the page and its files kept for starts without network, storage that the browser does
 * not clear by itself, and a screen that stays on. Where a browser lacks one of them, the form works all the
 * same. */

/** @typedef {{ createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): string } }} Factory */

const WORKER = "/sw.js"

/**
 * @param {string} code of the point
 * @param {string} edition of this page; another one comes with other files
 * @returns {Promise<boolean>} whether the tablet can be started without network now
 */
export async function keepForOffline(code, edition) {
  if (!navigator.serviceWorker || !("caches" in globalThis)) return false
  await Promise.all([keepPage(code, edition), startWorker()]).catch(() => undefined)
  const registration = await navigator.serviceWorker.getRegistration()
  return Boolean(registration?.active && (await caches.match(address(), { cacheName: nameOf(code) })))
}

export function keepStorage() {
  navigator.storage?.persist?.().catch(() => false)
}

/** Browsers let go of it whenever the page is hidden. */
export function stayAwake() {
  const hold = () => {
    if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => undefined)
  }
  document.addEventListener("visibilitychange", hold)
  hold()
}

/**
 * The files first: a page without them would be worse than the one before with its own.
 * @param {string} code
 * @param {string} edition
 */
async function keepPage(code, edition) {
  const cache = await caches.open(nameOf(code))
  const files = [...document.querySelectorAll("link[data-keep]")].map((link) => /** @type {HTMLLinkElement} */ (link).href)
  const wanted = [...files, address()]
  const answers = await Promise.all(wanted.map((each) => fetched(each)))
  const page = await /** @type {Response} */ (answers.at(-1)).clone().text()
  if (!page.includes(`data-edition="${edition}"`)) throw new Error("another edition")
  for (const [i, each] of wanted.entries()) await cache.put(each, /** @type {Response} */ (answers[i]))
  for (const { url } of await cache.keys()) if (!wanted.includes(url)) await cache.delete(url)
}

/** @param {string} code */
function nameOf(code) {
  return `kiosk-${code}`
}

function address() {
  return location.origin + location.pathname
}

/** @param {string} file */
async function fetched(file) {
  const response = await fetch(file, { credentials: "omit", redirect: "error" })
  if (!response.ok) throw new Error(`${response.status} ${file}`)
  return response
}

/** One that waits may take over: this page works with any of them. */
async function startWorker() {
  const script = /** @type {string} */ (policy()?.createScriptURL(WORKER) ?? WORKER)
  await navigator.serviceWorker.register(script, { updateViaCache: "none" })
  const registration = await navigator.serviceWorker.ready
  registration.waiting?.postMessage("skip")
  return registration
}

/** The page's policy "app" lets no other script start. */
function policy() {
  const factory = /** @type {{ trustedTypes?: Factory }} */ (globalThis).trustedTypes
  return factory?.createPolicy("app", {
    createScriptURL(script) {
      if (script !== WORKER) throw new TypeError(`no script of ours: ${script}`)
      return script
    },
  })
}
