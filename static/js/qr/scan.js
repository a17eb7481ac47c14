// @ts-check
/** Reads QR codes with the camera: by the browser where it can, else by our own reader beside the page. */

import { Problem } from "../thai/problem.js"
import { scriptUrl } from "../web/trusted.js"

/** @typedef {(video: HTMLVideoElement) => Promise<string[]>} Reader */
/** @typedef {{ detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }} Detector */
/** @typedef {{ new (wish: { formats: string[] }): Detector, getSupportedFormats(): Promise<string[]> }} Detectors */

const LONGEST_SIDE = 960
const CAMERA = { video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } } }

/**
 * The first code that is seen.
 * @param {HTMLVideoElement} video shows what the camera sees
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<string>}
 */
export async function scan(video, { signal } = {}) {
  let found = ""
  await scanUntil(video, (text) => Boolean((found = text)), { signal })
  return found
}

/**
 * Every code that is seen, until one is enough. When given up, the reason of the signal is thrown.
 * @param {HTMLVideoElement} video
 * @param {(text: string) => boolean} isEnough
 * @param {{ signal?: AbortSignal }} [options]
 */
export async function scanUntil(video, isEnough, { signal } = {}) {
  signal?.throwIfAborted()
  const stream = await camera()
  const ended = new AbortController()
  try {
    signal?.throwIfAborted()
    video.srcObject = stream
    video.muted = video.playsInline = true
    await video.play()
    const reader = (await ofBrowser()) ?? ownReader(ended.signal)
    let last = ""
    for (;;) {
      await nextPicture(signal)
      for (const text of video.readyState < video.HAVE_CURRENT_DATA ? [] : await reader(video)) {
        signal?.throwIfAborted()
        if (text && text !== last && isEnough((last = text))) return
      }
    }
  } finally {
    ended.abort()
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
}

async function camera() {
  if (!navigator.mediaDevices?.getUserMedia) throw new Problem("transfer.no_camera")
  try {
    return await navigator.mediaDevices.getUserMedia(CAMERA)
  } catch (error) {
    const isRefused = error instanceof DOMException && error.name === "NotAllowedError"
    throw new Problem(isRefused ? "transfer.camera_refused" : "transfer.no_camera")
  }
}

/** @param {AbortSignal} [signal] */
function nextPicture(signal) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const stop = () => reject(signal?.reason)
      if (signal?.aborted) return stop()
      signal?.addEventListener("abort", stop, { once: true })
      requestAnimationFrame(() => {
        signal?.removeEventListener("abort", stop)
        resolve()
      })
    })
  )
}

/** @returns {Promise<Reader | null>} */
async function ofBrowser() {
  const Detector = /** @type {{ BarcodeDetector?: Detectors }} */ (globalThis).BarcodeDetector
  const formats = (await Detector?.getSupportedFormats().catch(() => [])) ?? []
  if (!Detector || !formats.includes("qr_code")) return null
  const detector = new Detector({ formats: ["qr_code"] })
  return async (video) => (await detector.detect(video).catch(() => [])).map(({ rawValue }) => rawValue)
}

/**
 * @param {AbortSignal} ended
 * @returns {Reader}
 */
function ownReader(ended) {
  const { pathname } = new URL("./worker.js", import.meta.url)
  const worker = new Worker(/** @type {string} */ (scriptUrl(pathname)), { type: "module" })
  ended.addEventListener("abort", () => worker.terminate())
  const pencil = document.createElement("canvas").getContext("2d", { willReadFrequently: true })
  return (video) => {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight))
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)]
    if (!pencil || width === 0) return Promise.resolve([])
    pencil.canvas.width = width
    pencil.canvas.height = height
    pencil.drawImage(video, 0, 0, width, height)
    const rgba = pencil.getImageData(0, 0, width, height).data
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve([data])
      worker.onerror = () => reject(new Problem("transfer.no_reader"))
      worker.postMessage({ width, height, rgba }, [rgba.buffer])
    })
  }
}
