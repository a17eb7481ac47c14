// @ts-check
/** How far a visit is, as everybody sees it. */

import { say } from "../web/words.js"
import { badge } from "./parts.js"

/** @type {Readonly<Record<import("./closing.js").Status, import("./parts.js").Kind>>} */
const LOOKS = { draft: "plain", complete: "good", returned: "warn", accepted: "good", locked: "good" }

/** @param {import("./closing.js").Status} status */
export function statusBadge(status) {
  return badge(LOOKS[status] ?? "plain", say(`pages_status_${status}`))
}
