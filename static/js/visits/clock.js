// @ts-check
/** The phone's clock as it is written down: moments in UTC, days of Bangkok. It never decides anything. */

export const stamp = () => new Date().toISOString()

/** The day of a moment, or of now, as an ISO date. */
export const today = (at = stamp()) => new Date(at).toLocaleDateString("sv", { timeZone: "Asia/Bangkok" })
