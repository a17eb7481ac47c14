// @ts-check
/** A photo made small enough to be sent over a bad line: one is decoded at a time, and everything of it is
 * let go before the next. The same code runs in a worker and, where that cannot draw, on the page. */

import { Problem } from "../thai/problem.js"
import { HEAD_BYTES, readExif } from "./exif.js"

/** @typedef {import("./exif.js").Place} Place */
/** @typedef {{ bytes: ArrayBuffer, type: string, width: number, height: number, sha256: string, taken: string | null, place: Place | null }} Shrunk */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {HTMLCanvasElement | OffscreenCanvas} Canvas */
/** @typedef {(width: number, height: number) => Canvas} CanvasMaker */

export const LONGEST_EDGE = 1920
export const MOST_BYTES = 450_000
const TYPE = "image/jpeg"

const THUMBNAIL_EDGE = 320
const THUMBNAIL_QUALITY = 0.7
const MOST_PIXELS = 200_000_000 // beyond any camera of a phone
const EDGES = [LONGEST_EDGE, 1600, 1280, 1024, 800, 640]
const QUALITIES = [0.82, 0.74, 0.66, 0.58, 0.5]
const HEIF_BRANDS = /^(?:hei[cxms]|hevc|mif1|msf1|avi[fs])$/
const SAMPLES = 8

/**
 * @param {File | Blob} file
 * @param {CanvasMaker} make
 * @returns {Promise<Shrunk>}
 */
export async function shrink(file, make) {
  const head = await file.slice(0, HEAD_BYTES).arrayBuffer()
  const { taken, place } = readExif(head)
  const bitmap = await decoded(file, head)
  try {
    const { blob, size } = await smallest(bitmap, (size, quality) => drawn(bitmap, size, quality, make))
    const bytes = await blob.arrayBuffer()
    return { bytes, type: TYPE, ...size, sha256: await sha256(bytes), taken, place }
  } finally {
    bitmap.close()
  }
}

/**
 * @param {Blob} file
 * @param {CanvasMaker} make
 */
export async function thumbnail(file, make) {
  const bitmap = await decoded(file, new ArrayBuffer(0))
  try {
    return await drawn(bitmap, sizeWithin(bitmap, THUMBNAIL_EDGE), THUMBNAIL_QUALITY, make)
  } finally {
    bitmap.close()
  }
}

/**
 * The best quality that fits, then smaller edges. Nothing fits after the last step: that one is taken,
 * a picture of noise is still evidence.
 * @template {{ size: number }} Encoded
 * @param {Size} original
 * @param {(size: Size, quality: number) => Promise<Encoded>} encode
 */
export async function smallest(original, encode) {
  let tried = { size: original, blob: /** @type {Encoded | null} */ (null) }
  for (const step of steps(original)) {
    tried = { size: step.size, blob: await encode(step.size, step.quality) }
    if (tried.blob && tried.blob.size <= MOST_BYTES) break
  }
  if (!tried.blob) throw new Problem("photos.not_decodable")
  return { size: tried.size, blob: tried.blob }
}

/**
 * @param {Size} original
 * @returns {Generator<{ size: Size, quality: number }>}
 */
function* steps(original) {
  const longest = Math.max(original.width, original.height)
  const edges = [Math.min(longest, LONGEST_EDGE), ...EDGES.filter((edge) => edge < Math.min(longest, LONGEST_EDGE))]
  for (const [index, edge] of edges.entries()) {
    const size = sizeWithin(original, edge)
    for (const quality of index === 0 ? QUALITIES : QUALITIES.slice(-2)) yield { size, quality }
  }
}

/**
 * @param {Size} original
 * @param {number} edge
 * @returns {Size}
 */
export function sizeWithin({ width, height }, edge) {
  const scale = Math.min(1, edge / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/**
 * Pictures of iPhones' own kind, which most browsers cannot open.
 * @param {ArrayBuffer} head
 */
export function isHeif(head) {
  if (head.byteLength < 12) return false
  const letters = String.fromCharCode(...new Uint8Array(head, 4, 8))
  return letters.startsWith("ftyp") && HEIF_BRANDS.test(letters.slice(4))
}

/**
 * @param {Blob} file
 * @param {ArrayBuffer} head
 */
async function decoded(file, head) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null)
  if (!bitmap) throw new Problem(isHeif(head) ? "photos.heic" : "photos.not_decodable")
  if (bitmap.width * bitmap.height <= MOST_PIXELS) return bitmap
  bitmap.close()
  throw new Problem("photos.not_decodable")
}

/**
 * @param {ImageBitmap} bitmap
 * @param {Size} size
 * @param {number} quality
 * @param {CanvasMaker} make
 * @returns {Promise<Blob>}
 */
async function drawn(bitmap, size, quality, make) {
  const canvas = make(size.width, size.height)
  const pen = penOf(canvas)
  pen.imageSmoothingQuality = "high"
  pen.drawImage(bitmap, 0, 0, size.width, size.height)
  if (isBlank(canvas, make)) throw new Problem("photos.came_out_blank")
  pen.globalCompositeOperation = "destination-over"
  pen.fillStyle = "#ffffff"
  pen.fillRect(0, 0, size.width, size.height)
  const blob = await encoded(canvas, quality)
  canvas.width = canvas.height = 0 // some browsers keep the memory of a canvas long after it is gone
  if (!blob || blob.type !== TYPE) throw new Problem("photos.came_out_blank")
  return blob
}

/**
 * A phone that has no memory left for a canvas says nothing: it leaves the canvas empty.
 * @param {Canvas} canvas
 * @param {CanvasMaker} make
 */
function isBlank(canvas, make) {
  const pen = penOf(make(SAMPLES, SAMPLES))
  pen.drawImage(canvas, 0, 0, SAMPLES, SAMPLES)
  const { data } = pen.getImageData(0, 0, SAMPLES, SAMPLES)
  return data.every((value, index) => index % 4 !== 3 || value === 0)
}

/**
 * @param {Canvas} canvas
 * @returns {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D}
 */
function penOf(canvas) {
  const pen = /** @type {OffscreenCanvas} */ (canvas).getContext("2d")
  if (!pen) throw new Problem("photos.came_out_blank")
  return pen
}

/**
 * @param {Canvas} canvas
 * @param {number} quality
 * @returns {Promise<Blob | null>}
 */
function encoded(canvas, quality) {
  if ("convertToBlob" in canvas) return canvas.convertToBlob({ type: TYPE, quality })
  return new Promise((resolve) => canvas.toBlob(resolve, TYPE, quality))
}

/** @param {ArrayBuffer} bytes */
export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")
}
