// @ts-check
/** May this page use the camera, and does it really show a picture. */

/** @typedef {"granted" | "prompt" | "denied" | "missing" | "unknown"} CameraState */

const LONG_ENOUGH = 2500

/** Without asking the person. @returns {Promise<CameraState>} */
export async function cameraState() {
  if (!navigator.mediaDevices?.getUserMedia) return "missing"
  try {
    const { state } = await navigator.permissions.query({ name: /** @type {PermissionName} */ ("camera") })
    return state
  } catch {
    return "unknown" // Firefox does not tell
  }
}

/**
 * Shows the picture for a moment; asks the person where they have not been asked.
 * @param {HTMLVideoElement} video
 * @returns {Promise<CameraState>}
 */
export async function tryCamera(video) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } })
    video.srcObject = stream
    video.hidden = false
    await video.play().catch(() => undefined)
    setTimeout(() => stopCamera(video), LONG_ENOUGH)
    return "granted"
  } catch (error) {
    return error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "missing"
  }
}

/** @param {HTMLVideoElement} video */
export function stopCamera(video) {
  if (video.srcObject instanceof MediaStream) for (const track of video.srcObject.getTracks()) track.stop()
  video.srcObject = null
  video.hidden = true
}
