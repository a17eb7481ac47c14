// @ts-check
/** Browsers inside other apps keep a storage of their own, which the app may wipe: which one is this,
 * and how does a person get out of it. No DOM. */

/** @typedef {"line" | "facebook" | "instagram" | "other"} InApp */

/** @type {readonly (readonly [InApp, RegExp])[]} */
const SIGNS = [
  ["line", /\bLine\/\d/i],
  ["instagram", /\bInstagram\b/],
  ["facebook", /\bFB(?:AN|AV|_IAB)\b|\bFBIOS\b|\bMessenger\b/],
  ["other", /\b(?:TikTok|musical_ly|BytedanceWebview|MicroMessenger|Twitter)\b|; wv\)/],
]

/**
 * The app whose own browser this is; null in a browser of the phone.
 * @param {string} userAgent
 * @returns {InApp | null}
 */
export function inAppBrowser(userAgent) {
  return SIGNS.find(([, sign]) => sign.test(userAgent))?.[0] ?? null
}

/**
 * The address that opens outside; null where only copying it helps.
 * @param {InApp} app
 * @param {string} address
 */
export function outsideAddress(app, address) {
  if (app !== "line") return null
  const outside = new URL(address)
  outside.searchParams.set("openExternalBrowser", "1")
  return outside.href
}
