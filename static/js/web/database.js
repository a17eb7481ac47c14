// @ts-check
/** One connection to a database of the browser, which phones close behind our back: it is opened again and
 * the work done once more. What `run` has resolved is on the disk. A page that is left ends its work at once
 * and does it again when somebody comes back: WebKit would keep every other page waiting for it. */

import { Problem } from "../thai/problem.js"
import { absence, here, onLeave } from "./presence.js"
import { isTorn, noteTorn, noteWhole, renewLog } from "./torn.js"

const REDOS = 2
const LOST = ["AbortError", "InvalidStateError", "UnknownError"]
// WebKit aborts without any error when the disk is full, here and again after each redo.
const FULL = ["AbortError", "QuotaExceededError"]
const TEARING = ["UnknownError", "QuotaExceededError"]

/**
 * @param {string} name
 * @param {number} version
 * @param {string} spare a store with the path `key`, for what makes room
 * @param {(database: IDBDatabase, from: number) => void} upgrade only ever adds: older pages go on with it
 */
export function database(name, version, spare, upgrade) {
  /** @type {Promise<IDBDatabase> | undefined} */
  let connection
  /** @type {Promise<void> | undefined} */
  let renewing
  /** @type {Set<IDBTransaction>} */
  const running = new Set()

  onLeave(() => {
    for (const transaction of running) abort(transaction)
    if (connection) drop(connection)
  })

  /** @param {Promise<IDBDatabase>} lost */
  function drop(lost) {
    if (connection === lost) connection = undefined
    lost.then((handle) => handle.close(), () => {})
  }

  function connected() {
    if (connection) return connection
    const opening = open(name, version, upgrade, () => drop(opening))
    return (connection = opening)
  }

  /**
   * `work` may be done again, and may await nothing but what it asks of the transaction.
   * @template T
   * @param {string[]} stores
   * @param {IDBTransactionMode} mode
   * @param {(transaction: IDBTransaction) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  return async function run(stores, mode, work) {
    for (let redone = 0; ; redone += 1) {
      await here()
      const torn = isTorn() // which reading asks beforehand for the first writing
      if (mode === "readwrite" && (await torn)) await renewed()
      const [current, before] = [connected(), absence.times]
      try {
        const handle = await current
        if (!absence.isNow) return await transact(handle, stores, mode, work)
      } catch (error) {
        if (!(error instanceof DOMException)) throw error
        if (mode === "readwrite" && TEARING.includes(error.name)) await noteTorn()
        drop(current)
        if (absence.times === before && (redone === REDOS || !LOST.includes(error.name))) throw told(error)
      }
      if (absence.times > before) redone = -1
    }
  }

  /** Neither opened nor written to while there is no room: each of it makes the log worse. */
  function renewed() {
    renewing ??= renewLog(async (write) => {
      const current = connected()
      try {
        await transact(await current, [spare], "readwrite", (tx) => write(tx.objectStore(spare)))
      } catch (error) {
        drop(current)
        throw told(/** @type {DOMException} */ (error))
      }
    }).finally(() => (renewing = undefined))
    return renewing
  }

  /**
   * @template T
   * @param {IDBDatabase} handle
   * @param {string[]} stores
   * @param {IDBTransactionMode} mode
   * @param {(transaction: IDBTransaction) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async function transact(handle, stores, mode, work) {
    const transaction = handle.transaction(stores, mode, { durability: "strict" })
    const complete = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve
      transaction.onabort = () => reject(transaction.error ?? new DOMException("", "AbortError"))
    })
    running.add(transaction)
    try {
      return (await Promise.all([work(transaction), complete]))[0]
    } catch (error) {
      abort(transaction)
      throw transaction.error ?? error
    } finally {
      running.delete(transaction)
    }
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function ask(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/**
 * @param {string} name
 * @param {number | undefined} version
 * @param {(database: IDBDatabase, from: number) => void} upgrade
 * @param {() => void} closed
 * @returns {Promise<IDBDatabase>}
 */
function open(name, version, upgrade, closed) {
  const request = indexedDB.open(name, version)
  request.onupgradeneeded = ({ oldVersion }) => {
    upgrade(request.result, oldVersion)
    if (!oldVersion) void noteWhole()
  }
  return ask(request).then(
    (handle) => {
      handle.onclose = handle.onversionchange = closed
      return handle
    },
    (error) => {
      // A newer page has added to it: what is there now will do.
      if (version && error?.name === "VersionError") return open(name, undefined, upgrade, closed)
      throw error
    },
  )
}

/** @param {IDBTransaction} transaction */
function abort(transaction) {
  try {
    transaction.abort()
  } catch {
    // it has ended already
  }
}

/** @param {DOMException} error */
function told(error) {
  const code = FULL.includes(error.name) ? "phone.storage_full" : "phone.storage_failed"
  return new Problem(code, { reason: error.name })
}
