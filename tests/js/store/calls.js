// @ts-check
/** What can be asked of both twins of the chain; CALLS in tests/store/test_chain_twin.py are the others. */

import { canonical, compareCodePoints } from "../../../static/js/store/canonical.js"
import { chainHash, follow, sha256Hex } from "../../../static/js/store/chain.js"

/** @type {import("../answers.js").Calls} */
export const CALLS = {
  canonical,
  sorted: (words) => words.toSorted(compareCodePoints),
  chain_hash: (previous, stream, seq, id, body) => chainHash(previous, { stream, seq, id, body }),
  follow,
  digest: sha256Hex,
}
