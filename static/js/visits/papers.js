// @ts-check
/** The ways from a visit to its papers: the preview of this phone, and for who is online the page of the
 * office where the official ones are. No DOM. */

/** @typedef {{ address: string, word: "paper_preview" | "paper_office", icon: import("../web/icon.js").IconName }} Way `word` names it */

/**
 * The office has no page of a visit that it does not know, or does not show to whoever is signed in.
 * @param {Pick<import("./shapes.js").Visit, "id" | "server">} visit
 * @param {boolean} isOnline
 * @returns {Way[]}
 */
export function waysToPapers({ id, server }, isOnline) {
  /** @type {Way[]} */
  const ways = [{ address: `/visits/${id}/paper`, word: "paper_preview", icon: "list" }]
  if (isOnline && server && !server.error) ways.push({ address: `/visits/${id}/report`, word: "paper_office", icon: "check" })
  return ways
}
