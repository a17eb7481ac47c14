/** The form in ODK Web Forms. It tells of answers only when they are submitted, so the change is stored
 * that its controls tell. */

import { OdkWebForm, webFormsPlugin } from "@getodk/web-forms"
import { createApp, h } from "vue"
import { given, ready, store } from "./glue.js"

const place = document.getElementById("form")
place.addEventListener("change", ({ target }) => void store(target.name || target.id, target.checked ?? target.value))
new MutationObserver((_, observer) => {
  if (!place.querySelector("input[type=checkbox]")) return
  observer.disconnect()
  ready()
}).observe(place, { childList: true, subtree: true })
const missing = () => Promise.resolve(new Response("", { status: 404 }))
createApp({ render: () => h(OdkWebForm, { formXml: given.form, fetchFormAttachment: missing }) })
  .use(webFormsPlugin)
  .mount(place)
