// @ts-check
/* The menu closes as people expect: by Escape and by a tap elsewhere. Without script it still opens and closes. */

const menu = /** @type {HTMLDetailsElement | null} */ (document.querySelector("details.menu"));

/** @param {Event} event */
function closeFromOutside(event) {
  if (menu?.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
}

/** @param {KeyboardEvent} event */
function closeByEscape(event) {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

document.addEventListener("click", closeFromOutside);
document.addEventListener("keydown", closeByEscape);

export {};
