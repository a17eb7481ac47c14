// @ts-check
/** What a person must be told: a code, its parameters and the field it is about, as in
 * checklist_app/errors.py. No wording here. */

/** @typedef {Readonly<Record<string, string | number>>} Parameters */

export class Problem extends Error {
  /**
   * @param {string} code
   * @param {Parameters} [parameters]
   * @param {string} [field] the input it is about
   */
  constructor(code, parameters = {}, field = undefined) {
    super(code)
    this.name = "Problem"
    this.code = code
    this.parameters = parameters
    this.field = field
  }
}
