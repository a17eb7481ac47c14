/** The form in enketo-core: the page holds it as the transformer would have made it. */

import { Form } from "enketo-core"
import { given, ready, store } from "./glue.js"

const element = document.querySelector("form.or")
const form = new Form(element, { modelStr: given.model }, {})
element.addEventListener("xforms-value-changed", ({ target }) => void store(target.name || "form", form.getDataStr()))
const errors = form.init()
if (errors.length > 0) throw new Error(errors.join("; "))
ready()
