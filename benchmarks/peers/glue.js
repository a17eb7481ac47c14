/** What every peer is given, so that only the libraries differ: the form as data, and a strict store. */

export const given = JSON.parse(document.getElementById("given").textContent)

const opening = new Promise((resolve, reject) => {
  const request = indexedDB.open("peer", 1)
  request.onupgradeneeded = () => request.result.createObjectStore("answers")
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

/** Says so when it is on the disk. */
export async function store(name, value) {
  const transaction = (await opening).transaction("answers", "readwrite", { durability: "strict" })
  transaction.objectStore("answers").put(value, name)
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve
    transaction.onabort = () => reject(transaction.error)
  })
  document.dispatchEvent(new CustomEvent("visit:stored"))
}

/** The library listens from now on. */
export function ready() {
  if (document.body.dataset.ready === "") return
  document.body.dataset.ready = ""
  void navigator.serviceWorker.register("worker.js")
}
