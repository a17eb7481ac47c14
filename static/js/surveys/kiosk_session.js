// @ts-check
/** One citizen at the tablet: what was given so far, and when it is forgotten. Pure; times are milliseconds
 * of any clock that only goes forward. */

/** @typedef {import("./kiosk_words.js").Question} Question */

export const PATIENCE = 20_000
export const WARNING = 10_000
export const THANKS = 5_000
/** Sooner than anybody can read it all. */
const READING = 4_000

export class Session {
  /** @type {Map<string, string>} by question */
  #given = new Map()
  #step = 0
  /** @type {number | undefined} */
  #begun
  #touched = 0
  /** @type {string} the same when sending is tried again */
  #id = ""

  /** @param {readonly Question[]} questions */
  constructor(questions) {
    this.questions = questions
  }

  get step() {
    return this.#step
  }

  get question() {
    return /** @type {Question} */ (this.questions[this.#step])
  }

  get isLast() {
    return this.#step === this.questions.length - 1
  }

  get isBegun() {
    return this.#begun !== undefined
  }

  /** @param {string} question */
  given(question) {
    return this.#given.get(question) ?? ""
  }

  /** Whether one may go on without answering this question. */
  get mayPass() {
    return !this.question.required || this.given(this.question.id) !== ""
  }

  /** @param {number} at */
  begin(at) {
    this.#begun ??= at
    this.#touched = at
  }

  /**
   * Whoever has begun is still there.
   * @param {number} at
   */
  touch(at) {
    if (this.isBegun) this.#touched = at
  }

  /**
   * @param {string} value nothing to take it back
   * @param {number} at
   */
  give(value, at) {
    this.begin(at)
    if (value) this.#given.set(this.question.id, value)
    else this.#given.delete(this.question.id)
  }

  next() {
    if (this.mayPass && !this.isLast) this.#step += 1
  }

  back() {
    if (this.#step > 0) this.#step -= 1
  }

  /**
   * How long until everything is forgotten; nothing where nobody has begun.
   * @param {number} at
   */
  left(at) {
    return this.isBegun ? Math.max(0, PATIENCE - (at - this.#touched)) : undefined
  }

  /** Whether everything that must be answered is. */
  get isWhole() {
    return this.questions.every((question) => !question.required || this.given(question.id) !== "")
  }

  /**
   * What is sent, however often it is asked for.
   * @param {{ at: number, day: string, version: string, newId: () => string }} facts
   */
  answer({ at, day, version, newId }) {
    this.#id ||= newId()
    const fast = at - (this.#begun ?? at) < READING
    return { id: this.#id, day, questions: version, fast, given: Object.fromEntries(this.#given) }
  }
}
