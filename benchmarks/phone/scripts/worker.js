/** Keeps the files of one page, and answers with them. The list KEPT is written in front. */

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open("kept").then((cache) => cache.addAll(KEPT)))
})

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()))

self.addEventListener("fetch", (event) => {
  event.respondWith(caches.match(event.request).then((held) => held ?? fetch(event.request)))
})
