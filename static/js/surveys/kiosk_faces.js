// @ts-check
/** Faces for ratings: decoration beside the words, told apart by their mouths and not by colour alone. */

const SVG = "http://www.w3.org/2000/svg"
/** @type {Readonly<Record<string, string>>} */
const MOUTHS = {
  5: "M13 27c2 9 20 9 22 0Z",
  4: "M14 29c4 6 16 6 20 0",
  3: "M14 31h20",
  2: "M14 34c4-6 16-6 20 0",
  1: "M13 36c3-9 19-9 22 0Z",
}

/**
 * @param {string} rating
 * @returns {SVGSVGElement | undefined} nothing for what is no rating with a face
 */
export function face(rating) {
  const mouth = MOUTHS[rating]
  if (!mouth) return undefined
  const picture = part("svg", { class: `face face-${rating}`, viewBox: "0 0 48 48", "aria-hidden": "true" })
  picture.append(
    part("circle", { cx: "24", cy: "24", r: "21" }),
    part("path", { d: "M17 17v4M31 17v4" }),
    part("path", { d: mouth }),
  )
  return picture
}

/**
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Readonly<Record<string, string>>} attributes
 */
function part(name, attributes) {
  const made = document.createElementNS(SVG, name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  return made
}
