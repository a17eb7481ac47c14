// @ts-check
/** Finished answers on the disk of the tablet, until the server has them: each method has resolved only when
 * it is done for good. A connection is opened for each, because browsers close them behind our back. */

/** @typedef {{ id: string, day: string, questions: string, fast: boolean, given: Record<string, string> }} Answer */
/** @typedef {Answer & { n: number, code: string, pass: string, refused: string }} Held `pass`: of the tablet when it was given; `refused`: why the server does not take it */

const NAME = "kiosk"
const ANSWERS = "answers"
const TRIES = 3

export class AnswerStore {
  /** @param {string} code of the point; others in the same browser are not ours */
  constructor(code) {
    this.code = code
  }

  /**
   * Once, however often it is asked for.
   * @param {Answer} answer
   * @param {string} pass
   */
  async add(answer, pass) {
    await run("readwrite", async (answers) => {
      const known = await ask(answers.index("id").getKey([this.code, answer.id]))
      if (known === undefined) answers.add({ ...answer, code: this.code, pass, refused: "" })
    })
  }

  /** @returns {Promise<Held[]>} the oldest first */
  all() {
    return run("readonly", (answers) => ask(answers.index("code").getAll(this.code)))
  }

  /** @param {readonly string[]} ids */
  async remove(ids) {
    await run("readwrite", async (answers) => {
      for (const id of ids) {
        const key = await ask(answers.index("id").getKey([this.code, id]))
        if (key !== undefined) answers.delete(key)
      }
    })
  }

  /**
   * @param {string} id
   * @param {string} reason nothing to try it again
   */
  async refuse(id, reason) {
    await run("readwrite", async (answers) => {
      const held = await ask(answers.index("id").get([this.code, id]))
      if (held) answers.put({ ...held, refused: reason })
    })
  }
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(answers: IDBObjectStore) => Promise<T>} work may await nothing but what it asks of the store
 * @returns {Promise<T>}
 */
async function run(mode, work) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await tryOnce(mode, work)
    } catch (error) {
      if (tried === TRIES) throw error
    }
  }
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(answers: IDBObjectStore) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function tryOnce(mode, work) {
  const database = await open()
  try {
    const transaction = database.transaction(ANSWERS, mode, { durability: "strict" })
    const complete = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve
      transaction.onabort = () => reject(transaction.error ?? new DOMException("", "AbortError"))
    })
    const [result] = await Promise.all([work(transaction.objectStore(ANSWERS)), complete])
    return result
  } finally {
    database.close()
  }
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => {
    const answers = request.result.createObjectStore(ANSWERS, { keyPath: "n", autoIncrement: true })
    answers.createIndex("code", "code")
    answers.createIndex("id", ["code", "id"], { unique: true })
  }
  return ask(request)
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function ask(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
