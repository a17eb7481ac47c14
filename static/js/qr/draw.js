// @ts-check
/** Shows a QR symbol as a picture that stays sharp: dark on white with its quiet zone, in dark mode too. */

const SVG = "http://www.w3.org/2000/svg"
const QUIET = 4

/** @typedef {{ size: number, dark: Uint8Array }} Cells */

/**
 * @param {Cells} cells
 * @param {string} label what it is for, for those who cannot see it
 */
export function draw(cells, label) {
  const picture = document.createElementNS(SVG, "svg")
  picture.setAttribute("class", "qr")
  picture.setAttribute("role", "img")
  picture.setAttribute("aria-label", label)
  picture.setAttribute("shape-rendering", "crispEdges")
  picture.append(shape("rect", { width: "100%", height: "100%", fill: "#fff" }), shape("path", { fill: "#000" }))
  redraw(picture, cells)
  return picture
}

/**
 * Another symbol in the same picture.
 * @param {SVGSVGElement} picture
 * @param {Cells} cells
 */
export function redraw(picture, cells) {
  const side = cells.size + 2 * QUIET
  picture.setAttribute("viewBox", `0 0 ${side} ${side}`)
  picture.querySelector("path")?.setAttribute("d", outline(cells))
}

/**
 * Every run of dark cells as one rectangle of a path.
 * @param {Cells} cells
 */
export function outline({ size, dark }) {
  let path = ""
  for (let row = 0; row < size; row += 1) {
    for (let column = 0, end = 0; column < size; column = end + 1) {
      end = column
      while (end < size && dark[row * size + end]) end += 1
      if (end > column) path += `M${column + QUIET} ${row + QUIET}h${end - column}v1h-${end - column}z`
    }
  }
  return path
}

/**
 * @param {"rect" | "path"} name
 * @param {Record<string, string>} attributes
 */
function shape(name, attributes) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}
