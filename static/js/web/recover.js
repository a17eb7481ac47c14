// @ts-check
/** Removes workers and kept files of the app, never the work in IndexedDB. It stands alone: whatever is
 * broken must not break this as well, so it imports nothing and counts by itself. */

const KEPT_FILES = /^(?:app-|settings$)/

async function mend() {
  const workers = await navigator.serviceWorker.getRegistrations()
  await Promise.all(workers.map((worker) => worker.unregister()))
  const names = (await caches.keys()).filter((name) => KEPT_FILES.test(name))
  await Promise.all(names.map((name) => caches.delete(name)))
  return { workers: workers.length, caches: names.length }
}

/** @returns {Promise<number>} */
async function countUnsent() {
  const database = await openExisting()
  if (!database) return 0
  try {
    const counts = ["ops", "files"].map((store) => countWaiting(database, store))
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
  } finally {
    database.close()
  }
}

/**
 * The database of the visits; null where there is none, and then none is made.
 * @returns {Promise<IDBDatabase | null>}
 */
function openExisting() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("nithet")
    let isNew = false
    asked.onupgradeneeded = () => {
      isNew = true
      asked.transaction?.abort()
    }
    asked.onsuccess = () => resolve(asked.result)
    asked.onblocked = () => reject(new Error("blocked"))
    asked.onerror = (event) => {
      event.preventDefault()
      if (isNew) resolve(null)
      else reject(asked.error)
    }
  })
}

/**
 * @param {IDBDatabase} database
 * @param {string} store
 * @returns {Promise<number>}
 */
function countWaiting(database, store) {
  return new Promise((resolve, reject) => {
    const asked = database.transaction(store).objectStore(store).index("waiting").count()
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
}

/**
 * @param {string} selector
 * @param {Record<string, number>} [figures]
 */
function show(selector, figures = {}) {
  const element = /** @type {HTMLElement | null} */ (document.querySelector(selector))
  if (!element) return
  const sentence = element.textContent ?? ""
  element.textContent = sentence.replace(/\{(\w+)\}/g, (gap, name) => String(figures[name] ?? gap))
  element.hidden = false
}

async function showUnsent() {
  try {
    const count = await countUnsent()
    show(`[data-unsent=${count ? "some" : "none"}]`, { count })
  } catch {
    show("[data-unsent=unknown]")
  }
}

/** @param {HTMLButtonElement} button */
async function pressed(button) {
  button.disabled = true
  try {
    show("[data-done=well]", await mend())
  } catch {
    button.disabled = false
    show("[data-done=badly]")
  }
}

if (typeof document !== "undefined") {
  const button = /** @type {HTMLButtonElement} */ (document.getElementById("recover"))
  button.addEventListener("click", () => void pressed(button))
  void showUnsent()
}

export {}
