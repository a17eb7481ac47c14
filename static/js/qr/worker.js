// @ts-check
/** Reads pictures of the camera beside the page. Asked and answered by scan.js, one at a time. */

import { decode } from "./decode.js"
import { luminance } from "./relief.js"

/** @typedef {{ width: number, height: number, rgba: Uint8ClampedArray }} Asked */

/** @param {MessageEvent<Asked>} message */
function answer({ data: { width, height, rgba } }) {
  globalThis.postMessage(decode({ width, height, light: luminance(rgba) })?.text ?? "")
}

globalThis.addEventListener("message", answer)
