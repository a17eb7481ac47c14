// @ts-check
/* A button that prints the page; it shows itself only where it works. */

const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("button[data-print]"));

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

export {};
