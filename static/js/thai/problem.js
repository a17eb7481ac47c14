// @ts-check
/** What a person must be told: a code and its parameters, as in checklist_app/errors.py. No wording here. */

/** @typedef {Readonly<Record<string, string | number>>} Parameters */

export class Problem extends Error {
  /**
   * @param {string} code
   * @param {Parameters} [parameters]
   */
  constructor(code, parameters = {}) {
    super(code)
    this.name = "Problem"
    this.code = code
    this.parameters = parameters
  }
}
