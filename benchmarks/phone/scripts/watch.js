/** Runs before anything of a page: ticks as soon as there is something to tick, and notes what happened when.
 * A page says "visit:stored" on the document when a change is on the disk, and body[data-ready] when it listens. */

;(() => {
  const watched = { shown: 0, stored: 0, ready: 0, times: 0, settled: false }
  globalThis.watched = watched

  const now = () => performance.now()
  const box = (index) => document.querySelectorAll(globalThis.WATCH.boxes)[index]
  const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

  document.addEventListener("visit:stored", () => {
    watched.times += 1
    watched.stored ||= now()
  })

  /** Resolves after the next frame is on the screen. */
  function painted() {
    return new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve(now())
        port2.postMessage(0)
      })
    })
  }

  async function tickEarly() {
    while (!box(globalThis.WATCH.first)?.getClientRects().length) await painted()
    watched.shown = await painted()
    box(globalThis.WATCH.first).click()
  }

  /** For pages that lose what is ticked before they listen: there the second tick is the first one stored. */
  async function tickWhenReady() {
    while (document.body?.dataset.ready !== "" || !watched.shown) await later(4)
    watched.ready = now()
    const isLate = watched.stored === 0
    if (isLate) box(globalThis.WATCH.first + 1).click()
    await later(3000)
    watched.isEarlyLost = watched.times < (isLate ? 2 : 1)
    watched.settled = watched.times > 0
  }

  void tickEarly()
  void tickWhenReady()

  /** One tick by hand: [until the next frame is painted, until it is stored] in ms. */
  watched.tick = async (index) => {
    const target = box(index)
    target.scrollIntoView({ block: "center" })
    await painted()
    await later(60 + Math.random() * 16)
    const began = now()
    const stored = new Promise((resolve, reject) => {
      document.addEventListener("visit:stored", () => resolve(now() - began), { once: true })
      setTimeout(() => reject(new Error(`not stored: box ${index}`)), 20_000)
    })
    target.click()
    const frame = (await painted()) - began
    return [frame, await stored]
  }
})()
