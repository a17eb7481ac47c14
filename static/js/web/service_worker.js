// @ts-check
/** The app without signal. Served as /sw.js with the list of what it keeps in front: `self.BUILD`.
 * It answers GET only, and never what is written, signed in to, or meant to mend a broken installation.
 * A version is kept whole or not at all, and takes over only when the page says "skip". */

;(() => {
  "use strict"

  /** @typedef {Event & {waitUntil(work: Promise<unknown>): void}} Lasting */
  /** @typedef {Lasting & {request: Request, respondWith(answer: Promise<Response>): void}} Fetching */
  /** @typedef {{BUILD: {version: string, assets: string, addresses: string[]}, location: Location, clients: {claim(): Promise<void>, matchAll(): Promise<{postMessage(message: unknown): void}[]>}, skipWaiting(): Promise<void>, addEventListener(name: string, listener: (event: any) => void): void}} Scope */

  const scope = /** @type {Scope} */ (/** @type {unknown} */ (self))
  const { version, assets, addresses } = scope.BUILD
  const PREFIX = "app-"
  const OURS = PREFIX + version
  // Not of any version: the reader's language, and which version answers.
  const SETTINGS = "settings"
  const NEVER = /^\/(?:api|accounts|recover|sw\.js|manifest\.webmanifest)(?:\/|$)/
  const FORM_SHELL = /^\/shells\/(?:(?:th|en)\/)?forms\/[0-9a-f]{16}/
  const VISIT = /^\/visits\/([0-9a-f]{16})-[0-9a-z]{26}(?:\/(paper|team|close))?$/
  const A_FILE = /\.(?:pdf|docx|xlsx|csv|json|zip)$/ // takes its time to make; without signal the browser says so
  const KIOSK = /^\/s\/[0-9a-z]+\/kiosk$/ // keeps itself, with its files, in a cache of its own
  const PLACES = /^\/visits(?:\/(new|ready|join))?$/
  // A page of the office that has not begun to arrive by then is taken for unreachable.
  const PATIENCE = 15_000

  scope.addEventListener("install", (/** @type {Lasting} */ event) => event.waitUntil(install()))
  scope.addEventListener("activate", (/** @type {Lasting} */ event) => event.waitUntil(activate()))
  scope.addEventListener("message", (/** @type {MessageEvent & Lasting} */ event) => {
    if (event.data === "skip") void scope.skipWaiting()
    else if (typeof event.data?.keep === "string") event.waitUntil(told(event, keepForm(event.data.keep)))
  })
  scope.addEventListener("sync", (/** @type {Lasting} */ event) => event.waitUntil(wakePages()))
  scope.addEventListener("fetch", (/** @type {Fetching} */ event) => {
    const answering = answer(event)
    if (answering) event.respondWith(answering)
  })

  async function install() {
    try {
      const cache = await caches.open(OURS)
      await keep(cache, addresses)
      const kept = new Set(addresses)
      await keep(cache, (await olderForms()).filter((address) => !kept.has(address)))
    } catch (error) {
      if ((await setting("/active")) !== OURS) await caches.delete(OURS)
      throw error
    }
  }

  /**
   * All of them, or an error and none.
   * @param {Cache} cache
   * @param {string[]} wanted
   */
  async function keep(cache, wanted) {
    const answers = await Promise.all(wanted.map(fetched))
    await Promise.all(wanted.map((address, i) => cache.put(address, /** @type {Response} */ (answers[i]))))
  }

  /**
   * A redirect is an error, because no page can be answered with one; so is a page of another version,
   * because its scripts would not be there offline.
   * @param {string} address
   */
  async function fetched(address) {
    const response = await fetch(new Request(address, { cache: "reload", redirect: "error" }))
    if (!response.ok) throw new Error(`${response.status} ${address}`)
    const isPage = response.headers.get("Content-Type")?.startsWith("text/html")
    if (isPage && !(await response.clone().text()).includes(`data-version="${assets}"`))
      throw new Error(`another version: ${address}`)
    return response
  }

  /**
   * The pages of a form that a visit of this phone needs.
   * @param {string} digest its first sixteen digits
   * @returns {Promise<boolean>} whether they are there now
   */
  async function keepForm(digest) {
    const pages = ["th", "en"].map((language) => `/shells/${language}/forms/${digest}`)
    const wanted = [...pages, ...pages.map((page) => `${page}/paper`), `/shells/forms/${digest}.json`]
    const cache = await caches.open(OURS)
    const held = await Promise.all(wanted.map((address) => cache.match(address)))
    if (held.every(Boolean)) return true
    return keep(cache, wanted).then(
      () => true,
      () => false,
    )
  }

  /**
   * @param {MessageEvent} event
   * @param {Promise<boolean>} doing
   */
  async function told(event, doing) {
    event.ports[0]?.postMessage(await doing)
  }

  /** Forms of visits on this phone that the list no longer names. */
  async function olderForms() {
    /** @type {Set<string>} */
    const found = new Set()
    for (const name of await appCaches()) {
      for (const { url } of await (await caches.open(name)).keys()) {
        const { pathname } = new URL(url)
        if (FORM_SHELL.test(pathname)) found.add(pathname)
      }
    }
    return [...found]
  }

  /** The version before stays for pages that are still open with it; older ones go. */
  async function activate() {
    const before = await setting("/active")
    const old = (await appCaches()).filter((name) => name !== OURS && name !== before)
    await Promise.all(old.map((name) => caches.delete(name)))
    await setSetting("/active", OURS)
    await scope.clients.claim()
  }

  /** There is signal again; pages do the sending, so that it happens in one way only. */
  async function wakePages() {
    for (const page of await scope.clients.matchAll()) page.postMessage("signal")
  }

  async function appCaches() {
    return (await caches.keys()).filter((name) => name.startsWith(PREFIX))
  }

  /** @param {string} name */
  async function setting(name) {
    const held = await (await caches.open(SETTINGS)).match(name)
    return held?.text()
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  async function setSetting(name, value) {
    await (await caches.open(SETTINGS)).put(name, new Response(value))
  }

  /**
   * @param {Fetching} event
   * @returns {Promise<Response> | undefined} nothing where the browser shall do as if we were not there
   */
  function answer(event) {
    const { request } = event
    const url = new URL(request.url)
    if (request.method !== "GET" || url.origin !== scope.location.origin || NEVER.test(url.pathname)) return undefined
    if (request.mode === "navigate") return A_FILE.test(url.pathname) ? undefined : page(event, url)
    if (url.pathname.startsWith("/static/") || url.pathname.startsWith("/shells/")) return kept(request)
    return undefined
  }

  /**
   * By its exact address, from this version or, for pages opened with it, from the one before.
   * @param {Request} request
   */
  async function kept(request) {
    return (await find(request)) ?? fetch(request)
  }

  /** @param {Request | string} wanted */
  async function find(wanted) {
    const options = { ignoreVary: true }
    const ours = await (await caches.open(OURS)).match(wanted, options)
    return ours ?? caches.match(wanted, options)
  }

  /**
   * @param {Fetching} event
   * @param {URL} url
   */
  async function page(event, url) {
    const language = await languageOf(event, url)
    const shell = shellOf(url.pathname)
    const held = shell && (await find(`/shells/${language}/${shell}`))
    return held || fromOffice(event.request, language, url.pathname)
  }

  /**
   * What an address asks for is remembered for those that ask for nothing, here and on the server.
   * @param {Fetching} event
   * @param {URL} url
   */
  async function languageOf(event, url) {
    const asked = url.searchParams.get("lang")
    if (asked !== "th" && asked !== "en") return (await setting("/language")) === "en" ? "en" : "th"
    const telling = fetch(`/about?lang=${asked}`, { method: "HEAD" }).catch(() => undefined)
    event.waitUntil(Promise.all([setSetting("/language", asked), telling]))
    return asked
  }

  /**
   * The shell behind an address, without its language.
   * @param {string} path
   */
  function shellOf(path) {
    const place = PLACES.exec(path)
    if (place) return `visits/${place[1] ?? "home"}`
    const visit = VISIT.exec(path)
    if (!visit) return undefined
    const [, digest, part] = visit
    if (part === "team" || part === "close") return `visits/${part}`
    return part === "paper" ? `forms/${digest}/paper` : `forms/${digest}`
  }

  /**
   * @param {Request} request
   * @param {string} language
   * @param {string} path
   */
  async function fromOffice(request, language, path) {
    const kiosk = KIOSK.test(path) ? await find(path) : undefined
    try {
      const answer = await inTime(fetch(request))
      return kiosk && answer.status >= 500 ? kiosk : answer
    } catch {
      if (kiosk) return kiosk
      const home = path === "/" || path.startsWith("/visits") ? "visits/home" : "offline"
      const ours = await caches.open(OURS)
      const held = await ours.match(`/shells/${language}/${home}`)
      return held ?? (await ours.match(`/shells/${language}/offline`)) ?? Response.error()
    }
  }

  /**
   * @param {Promise<Response>} fetching
   * @returns {Promise<Response>}
   */
  function inTime(fetching) {
    return new Promise((resolve, reject) => {
      const waiting = setTimeout(() => reject(new Error("too late")), PATIENCE)
      fetching.then(resolve, reject).finally(() => clearTimeout(waiting))
    })
  }
})()
