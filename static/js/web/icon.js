// @ts-check
/** The line icons that scripts show; drawn as in templates/components/icon.html. Never without a word. */

const SVG = "http://www.w3.org/2000/svg"

const PATHS = {
  check: "M4 12.5 10 18 20 6",
  cross: "M6 6 18 18M18 6 6 18",
  warn: "M12 3.5 22 20.5H2ZM12 10v5M12 17.8v.2",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.5M12 7.6v.2",
  wait: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5.5l3.5 2",
  send: "M12 20V5M5.5 11 12 4.500 18.500 11",
  offline: "M3 3 21 21M6 17a5 5 0 0 1 1-9.500M11 6.200a6 6 0 0 1 7 5.300 4 4 0 0 1 2 6",
  next: "M9 5l7 7-7 7",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 20.5c.8-4 4-6 8-6s7.2 2 8 6",
  device: "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM11 18h2",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1",
  plus: "M12 5v14M5 12h14",
  pen: "M4 20l1-5L16 4l4 4L9 19ZM13.5 6.500l4 4",
}

/** @typedef {keyof typeof PATHS} IconName */

/** @param {IconName} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("class", "icon")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  const path = document.createElementNS(SVG, "path")
  path.setAttribute("d", PATHS[name])
  svg.append(path)
  return svg
}
