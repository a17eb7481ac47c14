// @ts-check
/** A server of visits as small as it can be, with a line that fails in the ways lines fail. */

import { gunzipSync } from "node:zlib"
import { canonical } from "../../../static/js/store/canonical.js"
import { chainHash } from "../../../static/js/store/chain.js"
import { bodyOf } from "../../../static/js/visits/fold.js"

/** @typedef {import("../../../static/js/visits/upkeep.js").Entry & { hash: string }} Stored */
/** @typedef {"drop" | "lose" | "cut" | "fail" | "twice" | "sign-in" | "hotel"} Fault drop: it never arrives; lose: the answer does not */

const NOW = "2026-11-21T06:02:11.000Z"
const SENDER = "personofthesession00000000"

export class FakeServer {
  /** @type {Map<string, Stored[]>} */
  streams = new Map()
  /** @type {Map<string, number>} sha256 to how often it was put */
  files = new Map()
  /** @type {Fault[]} what happens to the next requests, one each */
  faults = []
  /** @type {Set<string>} values that are refused */
  refusedValues = new Set()
  /** @type {any[]} */
  requests = []
  /** @type {string[]} */
  calls = []
  /** @type {string[]} */
  filesMissing = []
  pageSize = 1000

  /** @type {import("../../../static/js/visits/line.js").Fetch} */
  fetch = async (address, how = {}) => {
    const { method = "GET", body, headers } = how
    const fault = this.faults.shift()
    this.calls.push(`${method} ${address}`)
    if (fault === "drop") throw new TypeError("no signal")
    if (fault === "fail") return new Response(`{"error":{"kind":"internal"}}`, { status: 500 })
    if (fault === "sign-in") return new Response(`{"error":{"kind":"forbidden"}}`, { status: 401 })
    if (fault === "hotel") return new Response("<!doctype html><title>Welcome</title>")
    const answer = async () => this.#answer(method, String(address), body, new Headers(headers))
    if (fault === "twice") await answer()
    const response = await answer()
    if (fault === "lose") throw new TypeError("connection reset")
    return fault === "cut" ? new Response((await response.text()).slice(0, -20)) : response
  }

  /**
   * As if another phone had sent it.
   * @param {string} visit
   * @param {import("../../../static/js/visits/shapes.js").Operation} operation
   */
  async append(visit, operation) {
    const { id } = operation
    const stream = this.streams.get(visit) ?? []
    this.streams.set(visit, stream)
    const seq = stream.length + 1
    const stored = { ...bodyOf(operation), replaces: operation.replaces, received: NOW, sender: SENDER }
    const previous = stream.at(-1)?.hash ?? ""
    const hash = await chainHash(previous, { stream: `visits/${visit}`, seq, id, body: stored })
    stream.push({ id, seq, ...stored, hash })
    return seq
  }

  /**
   * History with another value, and with hashes as if it had always been so.
   * @param {string} visit
   * @param {string} id
   * @param {unknown} value
   */
  async rewrite(visit, id, value) {
    const old = this.streams.get(visit) ?? []
    this.streams.delete(visit)
    for (const entry of old) await this.append(visit, entry.id === id ? { ...entry, value } : entry)
  }

  /** @param {string} visit */
  ids(visit) {
    return (this.streams.get(visit) ?? []).map(({ id }) => id)
  }

  /**
   * @param {string} method
   * @param {string} address
   * @param {unknown} body
   * @param {Headers} headers
   */
  async #answer(method, address, body, headers) {
    if (address.startsWith("/api/files/")) return this.#file(method, address.slice(11, 75))
    const bytes = body instanceof ArrayBuffer ? new Uint8Array(body) : new TextEncoder().encode(String(body))
    const plain = headers.get("Content-Encoding") === "gzip" ? gunzipSync(bytes) : bytes
    const request = JSON.parse(new TextDecoder().decode(plain))
    this.requests.push(request)
    const visits = []
    for (const push of request.visits) visits.push(await this.#visit(push))
    return Response.json({ now: NOW, person: { id: SENDER, name: "คนนิเทศ", position: "" }, visits })
  }

  /** @param {{ id: string, since: number, ops: any[] }} push */
  async #visit({ id, since, ops }) {
    const known = new Map((this.streams.get(id) ?? []).map((entry) => [entry.id, spelled(entry)]))
    if (!known.size && !ops.some(({ field }) => field === "visit")) {
      return { id, error: { kind: "not_found", code: "visits.unknown", message: "" } }
    }
    const refused = ops.filter(
      (op) => this.refusedValues.has(op.value) || (known.get(op.id) ?? spelled(op)) !== spelled(op),
    )
    /** @type {Map<string, number>} */
    const acked = new Map()
    for (const op of ops) {
      if (!known.has(op.id) && !refused.includes(op)) acked.set(op.id, await this.append(id, op))
    }
    const stream = this.streams.get(id) ?? []
    const from = since <= stream.length ? since : 0
    const shown = stream.slice(from, from + this.pageSize)
    const last = shown.at(-1) ?? stream.at(-1)
    return {
      id,
      seq: last?.seq ?? 0,
      head: last?.hash ?? "",
      more: from + shown.length < stream.length,
      received: NOW,
      sender: SENDER,
      acked: shown.filter((one) => acked.has(one.id)).map((one) => [one.id, one.seq]),
      ops: shown.filter((one) => !acked.has(one.id)).map(({ hash: _, ...entry }) => entry),
      refused: refused.map((op) => ({ id: op.id, error: { kind: "invalid", code: "catalog.answer_wrong", message: "" } })),
      files_missing: this.filesMissing.filter((sha256) => !this.files.has(sha256)),
      members: [],
      devices: [],
    }
  }

  /**
   * @param {string} method
   * @param {string} sha256
   */
  #file(method, sha256) {
    if (method === "HEAD") return new Response(null, { status: this.files.has(sha256) ? 200 : 404 })
    this.files.set(sha256, (this.files.get(sha256) ?? 0) + 1)
    return Response.json({ file: sha256 }, { status: 201 })
  }
}

/** @param {import("../../../static/js/visits/shapes.js").Operation} operation */
function spelled(operation) {
  return canonical(bodyOf(operation))
}
