// @ts-check
/** Whatever the line does, nothing is lost, nothing is stored twice, and nothing is called safe unproved. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { deliverOne } from "../../../static/js/visits/delivery.js"
import { Exchange } from "../../../static/js/visits/exchange.js"
import { fold } from "../../../static/js/visits/fold.js"
import { agrees, ledger } from "../../../static/js/visits/ledger.js"
import { isOld, refresh } from "../../../static/js/visits/packs.js"
import { backoff } from "../../../static/js/visits/sync.js"
import { FakePhone, operation, VISIT } from "./fake_phone.js"
import { FakeServer } from "./fake_server.js"

const SHA = "ab".repeat(32)

function met() {
  const [server, phone] = [new FakeServer(), new FakePhone()]
  return { server, phone, exchange: () => new Exchange(server.fetch, phone).run() }
}

/** @param {FakePhone} phone */
const unsent = (phone) => [...phone.ops.values()].filter((op) => op.waiting).length

/** @param {string} code */
const problem = (code) => (/** @type {{ code: string }} */ error) => error.code === code

test("what was written here arrives, what others wrote comes, and the chain agrees", async () => {
  const { server, phone, exchange } = met()
  await exchange()
  const other = operation({ field: "note:2" })
  await server.append(VISIT, other)
  const own = phone.write("note:1", "ข")
  await exchange()
  assert.ok(server.ids(VISIT).includes(own.id))
  assert.equal(phone.ops.get(other.id)?.seq, 2)
  assert.equal(unsent(phone), 0)
  assert.ok(agrees(phone.one))
})

for (const fault of /** @type {const} */ (["drop", "lose", "cut", "fail", "twice", "hotel"])) {
  test(`after "${fault}" at any request everything is there once`, async () => {
    for (let at = 0; at < 3; at += 1) {
      const { server, phone, exchange } = met()
      for (let n = 0; n < 1200; n += 1) phone.write(`note:${n}`, "ก")
      const written = [...phone.ops.keys()]
      server.faults = [...Array(at).fill(undefined), fault]
      await exchange().catch(() => undefined)
      assert.deepEqual([...phone.ops.keys()], written)
      await exchange()
      assert.deepEqual(server.ids(VISIT).toSorted(), written.toSorted())
      assert.equal(unsent(phone), 0)
      assert.ok(agrees(phone.one))
    }
  })
}

test("a failing line is told apart from a missing sign-in", async () => {
  const { server, exchange } = met()
  server.faults = ["drop", "sign-in", "fail", "hotel"]
  await assert.rejects(exchange, problem("phone.offline"))
  await assert.rejects(exchange, problem("phone.sign_in"))
  await assert.rejects(exchange, problem("phone.server_failed"))
  await assert.rejects(exchange, problem("phone.server_failed"))
})

test("a request carries 500 operations at most, and says how many are left", async () => {
  const { server, phone, exchange } = met()
  for (let n = 1; n < 1100; n += 1) phone.write(`note:${n}`, "ก")
  await exchange()
  const pushes = server.requests.map(({ visits }) => visits[0])
  assert.deepEqual(pushes.map(({ ops }) => ops.length), [500, 500, 100])
  assert.deepEqual(pushes.map(({ waiting }) => waiting), [600, 100, 0])
})

test("large operations make smaller batches", async () => {
  const { server, phone, exchange } = met()
  for (let n = 1; n < 40; n += 1) phone.write(`note:${n}`, "ก".repeat(90_000))
  await exchange()
  assert.ok(server.requests.length > 2)
  assert.equal(unsent(phone), 0)
})

test("a long history comes in pages", async () => {
  const { server, phone, exchange } = met()
  await exchange()
  server.pageSize = 10
  for (let n = 0; n < 95; n += 1) await server.append(VISIT, operation({ field: `note:${n}` }))
  const own = phone.write("note:own", "ก")
  await exchange()
  assert.equal(phone.ops.size, 97)
  assert.equal(phone.ops.get(own.id)?.seq, 97)
  assert.ok(agrees(phone.one))
})

test("a server whose hashes do not fit its history is never called safe", async () => {
  const { server, phone, exchange } = met()
  phone.write("note:1", "ก")
  await exchange()
  Object.assign(server.streams.get(VISIT)?.[1] ?? {}, { value: "แก้ภายหลัง" })
  await phone.restart()
  await assert.rejects(exchange, problem("phone.chain_differs"))
  assert.ok(!agrees(phone.one))
})

test("a server that has rewritten history is found out, and what was written here stays", async () => {
  const { server, phone, exchange } = met()
  const own = phone.write("note:1", "ก")
  await exchange()
  await server.rewrite(VISIT, own.id, "แก้ภายหลัง")
  await exchange()
  assert.equal(phone.ops.get(own.id)?.value, "ก")
  assert.ok(phone.ops.get(own.id)?.refused)
  assert.equal(ledger(phone.one, [...phone.ops.values()], [], await phone.device()).safe, false)
})

test("a server restored from an older copy gets back what it has lost", async () => {
  const { server, phone, exchange } = met()
  for (let n = 0; n < 5; n += 1) phone.write(`note:${n}`, "ก")
  await exchange()
  server.streams.get(VISIT)?.splice(2)
  await exchange()
  assert.deepEqual(server.ids(VISIT).toSorted(), [...phone.ops.keys()].toSorted())
  assert.ok(agrees(phone.one))
})

test("a server that has lost a visit gets it back", async () => {
  const { server, phone, exchange } = met()
  phone.write("note:1", "ก")
  await exchange()
  server.streams.clear()
  await exchange()
  assert.equal(server.ids(VISIT).length, 2)
  assert.ok(agrees(phone.one))
})

test("a visit that the server does not give out keeps its work and says why", async () => {
  const { server, phone, exchange } = met()
  phone.ops.clear()
  phone.write("note:1", "ก")
  await exchange()
  assert.equal(unsent(phone), 1)
  assert.equal(phone.one.server?.error?.code, "visits.unknown")
  assert.equal(server.requests.length, 1)
})

test("a refused operation stays with its reason, is not sent again and holds nothing up", async () => {
  const { server, phone, exchange } = met()
  server.refusedValues.add("ผิด")
  const wrong = phone.write("note:1", "ผิด")
  const right = phone.write("note:2", "ถูก")
  await exchange()
  await exchange()
  const sent = server.requests.flatMap(({ visits }) => visits[0].ops.map((/** @type {{ id: string }} */ op) => op.id))
  assert.equal(sent.filter((id) => id === wrong.id).length, 1)
  assert.equal(phone.ops.get(wrong.id)?.refused?.code, "catalog.answer_wrong")
  assert.ok(phone.ops.get(right.id)?.seq)
})

test("what replaced a refused operation replaces what that one had replaced", async () => {
  const { server, phone, exchange } = met()
  server.refusedValues.add("800")
  const first = phone.write("note:1", "80")
  await exchange()
  const wrong = phone.write("note:1", "800", [first.id])
  const later = phone.write("note:1", "90", [wrong.id])
  await exchange()
  for (const state of [fold(server.streams.get(VISIT) ?? []), fold(phone.ops.values())]) {
    assert.equal(state.value("note:1"), "90")
  }
  assert.equal(phone.ops.get(later.id)?.refused, undefined)
  assert.equal(unsent(phone), 0)
})

test("an answer that never mentions what was sent is not asked for without end", async () => {
  const { server, phone, exchange } = met()
  phone.write("note:1", "ก")
  const { fetch } = server
  server.fetch = async (address, how) => {
    const body = await (await fetch(address, how)).json()
    for (const visit of body.visits) Object.assign(visit, { acked: [], ops: [], seq: 0, head: "" })
    return Response.json(body)
  }
  await assert.rejects(exchange, problem("phone.chain_differs"))
  assert.equal(unsent(phone), 2)
})

test("after a change only what concerns it is asked about", async () => {
  const { server, phone } = met()
  /** @param {string[]} only */
  const about = (only) => new Exchange(server.fetch, phone).run(only)
  await about([])
  await about([])
  assert.equal(server.requests.length, 1)
  assert.equal(server.requests[0].known, false)
  await about([VISIT])
  assert.deepEqual(server.requests[1].visits[0].ops, [])
})

test("an answer without news writes nothing", async () => {
  const { phone, exchange } = met()
  await exchange()
  const before = phone.writes.length
  await exchange()
  assert.deepEqual(phone.writes.slice(before), [])
})

test("the clock of the phone is measured and the person is learnt", async () => {
  const { phone, exchange } = met()
  await exchange()
  assert.equal(typeof phone.metas.get("clock").offset, "number")
  assert.equal(phone.metas.get("person").name, "คนนิเทศ")
})

test("a photo is asked for before it is sent, and sent once", async () => {
  const { server, phone } = met()
  const photo = { sha256: SHA, visits: [VISIT], bytes: new ArrayBuffer(9), type: "image/jpeg", width: 1, height: 1 }
  phone.photos.set(SHA, { ...photo, waiting: 1 })
  server.faults = [undefined, "lose"].map((fault) => /** @type {any} */ (fault))
  await assert.rejects(() => deliverOne(server.fetch, phone, new Set()), problem("phone.offline"))
  assert.ok(phone.photos.get(SHA)?.waiting)
  assert.deepEqual(await deliverOne(server.fetch, phone, new Set()), [VISIT])
  assert.equal(phone.photos.get(SHA)?.waiting, undefined)
  assert.equal(server.files.get(SHA), 1)
})

test("a photo that the server cannot use is kept, said and neither sent nor loaded again", async () => {
  const { phone } = met()
  const photo = { sha256: SHA, visits: [VISIT], bytes: new ArrayBuffer(9), type: "image/jpeg", width: 1, height: 1 }
  phone.photos.set(SHA, { ...photo, waiting: 1 })
  let puts = 0
  /** @type {import("../../../static/js/visits/line.js").Fetch} */
  const fetch = async (_, how) => {
    if (how?.method === "HEAD") return new Response(null, { status: 404 })
    puts += 1
    return Response.json({ error: { kind: "invalid", code: "photos.not_a_picture" } }, { status: 422 })
  }
  await deliverOne(fetch, phone, new Set())
  await deliverOne(fetch, phone, new Set())
  assert.equal(puts, 1)
  assert.deepEqual(phone.loaded, [SHA])
  assert.deepEqual(await phone.waitingFiles(), [SHA])
  assert.equal(phone.photos.get(SHA)?.refused?.code, "photos.not_a_picture")
})

test("a photo that was refused before that was noted is noted, and not sent again", async () => {
  const { server, phone } = met()
  const photo = { sha256: SHA, visits: [VISIT], bytes: new ArrayBuffer(9), type: "image/jpeg", width: 1, height: 1 }
  phone.photos.set(SHA, { ...photo, waiting: 1, refused: { message: "ไม่ใช่รูป" } })
  for (let times = 0; times < 2; times += 1) assert.equal(await deliverOne(server.fetch, phone, new Set()), null)
  assert.deepEqual(server.calls, [])
  assert.deepEqual(phone.loaded, [SHA])
  assert.equal((await phone.refusedFiles()).get(SHA)?.message, "ไม่ใช่รูป")
})

test("a photo that was garbled on the way is sent again", async () => {
  const { phone } = met()
  const photo = { sha256: SHA, visits: [VISIT], bytes: new ArrayBuffer(9), type: "image/jpeg", width: 1, height: 1 }
  phone.photos.set(SHA, { ...photo, waiting: 1 })
  /** @type {import("../../../static/js/visits/line.js").Fetch} */
  const fetch = async (_, how) =>
    how?.method === "HEAD"
      ? new Response(null, { status: 404 })
      : Response.json({ error: { kind: "invalid", code: "photos.differs" } }, { status: 422 })
  await assert.rejects(() => deliverOne(fetch, phone, new Set()), problem("phone.server_failed"))
  assert.equal(phone.photos.get(SHA)?.refused, undefined)
})

test("the register comes in pages, and only what has changed comes again", async () => {
  const phone = new FakePhone()
  phone.metas.set("person", { id: "p" })
  const names = new Map([["", ["ก", "ข"]], ["k2", ["ค", "ง"]]])
  /** @type {number[]} */
  const statuses = []
  /** @type {import("../../../static/js/visits/line.js").Fetch} */
  const fetch = async (address, how) => {
    const url = new URL(String(address), "http://localhost")
    const rows = names.get(url.searchParams.get("after") ?? "") ?? []
    const isPack = url.pathname === "/api/pack"
    const etag = isPack ? `"p"` : `"${encodeURIComponent(rows.join())}"`
    const same = new Headers(how?.headers).get("If-None-Match") === etag
    statuses.push(same ? 304 : 200)
    if (same) return new Response(null, { status: 304, headers: { ETag: etag } })
    const next = url.searchParams.get("after") ? null : "k2"
    const body = isPack ? { forms: ["f"], last: {}, phrases: [], scores: {} } : { agencies: rows, next }
    return Response.json(body, { headers: { ETag: etag } })
  }
  const now = Date.parse("2026-11-21T06:00:00Z")
  assert.ok(await isOld(phone, now))
  await refresh(fetch, phone, now)
  assert.deepEqual(phone.packs.get("agencies"), ["ก", "ข", "ค", "ง"])
  assert.deepEqual(phone.packs.get("forms"), ["f"])
  assert.ok(!(await isOld(phone, now + 1)))
  names.set("k2", ["ค", "จ"])
  statuses.length = 0
  await refresh(fetch, phone, now)
  assert.deepEqual(statuses, [304, 304, 200])
  assert.deepEqual(phone.packs.get("agencies"), ["ก", "ข", "ค", "จ"])
  phone.metas.set("person", { id: "another" })
  assert.ok(await isOld(phone, now + 1))
})

test("a version that knows a further part of the pack asks for all of it, though nothing has changed", async () => {
  const phone = new FakePhone()
  phone.metas.set("person", { id: "p" })
  const now = Date.parse("2026-11-21T06:00:00Z")
  phone.metas.set("pack", { at: new Date(now).toISOString(), person: "p", etag: `"same"`, pages: [] })
  /** @type {import("../../../static/js/visits/line.js").Fetch} */
  const fetch = async (address, how) => {
    if (String(address) !== "/api/pack") return Response.json({ agencies: [], next: null })
    const same = new Headers(how?.headers).get("If-None-Match") === `"same"`
    const body = { forms: [], last: {}, measures: { a: [] }, phrases: [], scores: {}, surveys: { a: [] } }
    return same ? new Response(null, { status: 304 }) : Response.json(body, { headers: { ETag: `"same"` } })
  }
  assert.ok(await isOld(phone, now + 1))
  await refresh(fetch, phone, now)
  assert.deepEqual(phone.packs.get("surveys"), { a: [] })
  assert.deepEqual(phone.packs.get("measures"), { a: [] })
  assert.ok(!(await isOld(phone, now + 1)))
  phone.packs.delete("surveys")
  await refresh(fetch, phone, now)
  assert.equal(phone.packs.get("surveys"), undefined) // it was not sent again
})

test("pauses after failures grow to five minutes and differ between phones", () => {
  assert.deepEqual([1, 2, 3, 40].map((failures) => backoff(failures, 1)), [1000, 2000, 4000, 300_000])
  assert.equal(backoff(3, 0), 2000)
})
