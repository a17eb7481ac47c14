// @ts-check
/** An answer that was thanked for reaches the server once, whatever breaks on the way. */

import assert from "node:assert/strict"
import { test } from "node:test"

import { Delivery, MOST } from "../../../static/js/surveys/kiosk_delivery.js"
import { Memory } from "../../../static/js/surveys/kiosk_memory.js"
import { answer, FakeServer, FakeShelf, FakeStore, GOOD, NOW, OLD, Power } from "./fake_office.js"

/** @typedef {import("../../../static/js/surveys/kiosk_delivery.js").Stock} Stock */

class Tablet {
  power = new Power()
  store = new FakeStore(this.power)
  server = new FakeServer(this.power)
  shelf = new FakeShelf()
  memory = new Memory("point", this.shelf)
  /** @type {{ work: () => void, pause: number }[]} */
  pauses = []
  /** @type {Stock[]} */
  told = []

  constructor(pass = GOOD) {
    this.delivery = this.started()
    this.memory.connect(pass, NOW)
  }

  /**
   * As after the page was opened again: only the disk is what it was.
   * @returns {Delivery}
   */
  started() {
    this.memory = new Memory("point", this.shelf)
    return (this.delivery = new Delivery({
      store: this.store,
      memory: this.memory,
      post: this.server.post,
      clock: () => NOW,
      later: (work, pause) => void this.pauses.push({ work, pause }),
      tell: (stock) => void this.told.push(stock),
    }))
  }

  /** @param {number} count */
  async answered(count, pass = GOOD) {
    for (let i = 0; i < count; i += 1) await this.store.add(answer(`${pass.slice(8, 15)}-${this.store.n}`), pass)
  }

  get waiting() {
    return this.store.held.map(({ id }) => id)
  }
}

test("everything is sent, the oldest first and never too much at once", async () => {
  const tablet = new Tablet()
  await tablet.answered(2 * MOST + 3)
  const ids = tablet.waiting
  await tablet.delivery.send()
  assert.deepEqual(tablet.server.deliveries.slice(0, 3).map(({ length }) => length), [MOST, MOST, 3])
  assert.deepEqual(tablet.server.deliveries.flat(), ids)
  assert.deepEqual(tablet.waiting, [])
  assert.equal(tablet.server.deliveries.length, 3)
  assert.equal(tablet.memory.known.sent, NOW)
})

test("an answer whose receipt got lost is sent again and counts once", async () => {
  const tablet = new Tablet()
  await tablet.answered(3)
  tablet.server.losesReplies = 2
  for (let i = 0; i < 3; i += 1) await tablet.delivery.send()
  assert.equal(tablet.server.kept.size, 3)
  assert.deepEqual(tablet.waiting, [])
})

test("without network everything stays, and the tries become rarer up to five minutes", async () => {
  const tablet = new Tablet()
  await tablet.answered(1)
  tablet.server.isReachable = false
  for (let i = 0; i < 9; i += 1) await tablet.delivery.send()
  assert.deepEqual(tablet.pauses.slice(0, 4).map(({ pause }) => pause), [5_000, 10_000, 20_000, 40_000])
  assert.equal(tablet.pauses.at(-1)?.pause, 300_000)
  assert.equal(tablet.waiting.length, 1)
  assert.equal(tablet.told.at(-1)?.waiting, 1)
  tablet.server.isReachable = true
  await tablet.delivery.sendAll()
  assert.deepEqual(tablet.waiting, [])
})

test("cut off between any two steps, nothing is lost and nothing counts twice", async () => {
  let isWhole = false
  for (let steps = 1; !isWhole; steps += 1) {
    const tablet = new Tablet()
    await tablet.answered(4)
    tablet.server.refuses = [tablet.waiting[2] ?? ""]
    tablet.power.left = steps
    await tablet.delivery.send().catch(() => undefined)
    isWhole = tablet.power.left > 0
    tablet.power.left = Infinity
    await tablet.started().sendAll()
    assert.equal(tablet.server.kept.size, 3, `after ${steps} steps`)
    assert.equal(tablet.waiting.length, 1)
    assert.equal(tablet.store.held[0]?.refused, "ไม่รับ")
  }
})

test("what waits is told before anything is sent", async () => {
  const tablet = new Tablet()
  await tablet.answered(2)
  await tablet.delivery.send()
  assert.deepEqual([tablet.told[0]?.waiting, tablet.told.at(-1)?.waiting], [2, 0])
})

test("what the server does not name as kept stays", async () => {
  const tablet = new Tablet()
  await tablet.answered(2)
  for (const nonsense of [
    { status: 200, body: undefined },
    { status: 200, body: { kept: [], refused: [], now: "2026-11-20T05:00:00Z" } },
    { status: 200, body: { kept: ["foreign"], refused: [], now: "2026-11-20T05:00:00Z" } },
    { status: 200, body: { kept: "all", refused: [], now: "never" } },
    { status: 503, body: { error: {} } },
    { status: 404, body: null },
  ]) {
    tablet.server.nonsense = nonsense
    await tablet.delivery.send()
    assert.equal(tablet.waiting.length, 2)
  }
})

test("a refused answer stays marked on the tablet, lets the others pass, and is tried again at the next start", async () => {
  const tablet = new Tablet()
  await tablet.answered(3)
  const [bad = ""] = tablet.waiting
  tablet.server.refuses = [bad]
  await tablet.delivery.send()
  assert.deepEqual(tablet.waiting, [bad])
  assert.deepEqual(tablet.told.at(-1), { waiting: 0, refused: 1, reason: "ไม่รับ", readable: true })
  tablet.server.refuses = []
  await tablet.started().sendAll()
  assert.deepEqual(tablet.waiting, [])
})

test("what is too large for the server is sent in smaller parts, and one that never fits keeps none waiting", async () => {
  const tablet = new Tablet()
  await tablet.answered(20)
  tablet.server.largest = 3
  await tablet.delivery.send()
  assert.equal(tablet.server.kept.size, 20)
  await tablet.answered(2)
  tablet.server.largest = 0
  await tablet.delivery.send()
  assert.deepEqual(tablet.store.held.map(({ refused }) => refused), ["ใหญ่เกินไป", "ใหญ่เกินไป"])
})

test("with a forged pass everything stays, citizens are not asked, and a new pass sends it", async () => {
  const tablet = new Tablet("kiosk.0.2026-11-01.forged.seal")
  await tablet.answered(2, "kiosk.0.2026-11-01.forged.seal")
  await tablet.delivery.send()
  assert.equal(tablet.waiting.length, 2)
  assert.equal(tablet.memory.known.dead, "no_pass")
  assert.equal(tablet.started() && tablet.memory.isConnected, false)
  tablet.memory.connect(GOOD, NOW)
  assert.equal(tablet.memory.isConnected, true)
  await tablet.delivery.sendAll()
  assert.deepEqual([...tablet.server.kept.values()], [GOOD, GOOD])
})

test("an answer goes with the pass of its time, so that its day is judged the same however often it comes", async () => {
  const tablet = new Tablet()
  await tablet.answered(2, OLD)
  await tablet.answered(2, GOOD)
  await tablet.delivery.send()
  assert.deepEqual([...tablet.server.kept.values()], [OLD, OLD, GOOD, GOOD])
})

test("a disconnected tablet delivers, and asks nobody any more until it is connected again", async () => {
  const tablet = new Tablet()
  await tablet.answered(1)
  tablet.server.isConnected = false
  await tablet.delivery.send()
  assert.deepEqual(tablet.waiting, [])
  assert.deepEqual([tablet.memory.known.dead, tablet.memory.isConnected], ["ended", false])
})

test("a tablet with a wrong clock learns the server's time", async () => {
  const tablet = new Tablet()
  tablet.server.ahead = 86_400_000
  await tablet.delivery.send()
  assert.deepEqual([tablet.memory.clock(NOW), tablet.memory.known.sent], [NOW + 86_400_000, 0])
})

test("an answer that comes while others are being sent is sent as well", async () => {
  const tablet = new Tablet()
  await tablet.answered(1)
  const sending = tablet.delivery.send()
  await tablet.answered(1)
  await Promise.all([sending, tablet.delivery.send()])
  assert.deepEqual(tablet.waiting, [])
})

test("only the last pause wakes the delivery", async () => {
  const tablet = new Tablet()
  await tablet.delivery.send()
  await tablet.delivery.send()
  const asked = tablet.server.deliveries.length
  tablet.pauses[0]?.work()
  await Promise.resolve()
  assert.equal(tablet.server.deliveries.length, asked)
})

test("a tablet that was never connected sends nothing", async () => {
  const tablet = new Tablet("")
  await tablet.delivery.sendAll()
  assert.deepEqual(tablet.server.deliveries, [])
})

test("a disk that cannot be read is told of", async () => {
  const tablet = new Tablet()
  tablet.power.left = 0
  await tablet.delivery.sendAll()
  assert.equal(tablet.told.at(-1)?.readable, false)
})
