// @ts-check
/** What tests/qr asks of our QR modules, by name, with JSON in and JSON out. */

import { decode } from "../../../static/js/qr/decode.js"
import { encode } from "../../../static/js/qr/encode.js"

/** @type {import("../answers.js").Calls} */
export const CALLS = {
  encode: (content, wishes) => told(encode(content, wishes)),
  decode: (width, height, base64) =>
    decode({ width, height, light: Uint8Array.from(Buffer.from(base64, "base64")) })?.text ?? null,
  encode_bytes: (content, wishes) => told(encode(Uint8Array.from(content), wishes)),
}

/** @param {import("../../../static/js/qr/encode.js").Symbol} made */
function told({ dark, ...rest }) {
  return { ...rest, dark: Array.from(dark).join("") }
}
