/** Stores every change of the plain page as soon as it is made, and shows what is stored. */

const inputs = [...document.querySelectorAll("[data-field]")]
const opening = open()

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("plain", 1)
    request.onupgradeneeded = () => request.result.createObjectStore("answers")
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function valueOf(input) {
  return input.type === "checkbox" ? input.checked : input.value
}

async function store(input) {
  const database = await opening
  const transaction = database.transaction("answers", "readwrite", { durability: "strict" })
  transaction.objectStore("answers").put(valueOf(input), input.dataset.field)
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve
    transaction.onabort = () => reject(transaction.error)
  })
  document.getElementById("saved").textContent = `บันทึกในเครื่องแล้ว ${new Date().toLocaleTimeString("th")}`
  document.dispatchEvent(new CustomEvent("visit:stored"))
}

function show(input, value) {
  if (input.type === "checkbox") input.checked = value
  else if (input.type === "radio") input.checked = input.value === value
  else input.value = value
}

function answers(database) {
  return new Promise((resolve) => {
    const found = new Map()
    const request = database.transaction("answers").objectStore("answers").openCursor()
    request.onsuccess = () => {
      const cursor = request.result
      if (!cursor) return resolve(found)
      found.set(cursor.key, cursor.value)
      cursor.continue()
    }
  })
}

const stored = await answers(await opening)
for (const input of inputs) {
  const checkable = input.type === "checkbox" || input.type === "radio"
  const touched = checkable ? input.checked !== input.defaultChecked : input.value !== input.defaultValue
  if (touched) void store(input)
  else if (stored.has(input.dataset.field)) show(input, stored.get(input.dataset.field))
}
document.getElementById("form").addEventListener("change", (event) => void store(event.target))
document.body.dataset.ready = ""
void navigator.serviceWorker.register("worker.js")
