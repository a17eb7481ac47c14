// @ts-check
/** The only addresses a script may be started from: the page's policy "app" lets nothing else through. */

const ALLOWED = /^\/(?:sw\.js|static\/[0-9a-f]+\/js\/[a-z_/]+\.js)$/

/**
 * @param {string} address path of the service worker, or of a module of ours for a worker
 * @returns {string}
 */
export function checked(address) {
  if (!ALLOWED.test(address)) throw new TypeError(`no script of ours: ${address}`)
  return address
}

/** @typedef {{createPolicy(name: string, rules: {createScriptURL(address: string): string}): {createScriptURL(address: string): string}}} Factory */

const factory = /** @type {{trustedTypes?: Factory}} */ (globalThis).trustedTypes
const policy = factory?.createPolicy("app", { createScriptURL: checked })

/**
 * The address in the form that `register` and `new Worker` take.
 * @param {string} address
 */
export function scriptUrl(address) {
  return policy ? policy.createScriptURL(address) : checked(address)
}
