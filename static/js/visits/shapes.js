// @ts-check
/** What the records on a phone look like, for the type checker; nothing runs here. */

/** @typedef {{ id: string, field: string, value: any, replaces: readonly string[], at: string, by: string, device: string, n: number }} Operation */
/** @typedef {{ kind?: string, code?: string, message: string, field?: string }} Refusal what the server says */
/**
 * `seq` is 0 until the server has it; `waiting` is absent from then on; `corrected`: another operation has
 * taken over from this refused one.
 * @typedef {Operation & { visit: string, seq: number, received?: string, sender?: string, waiting?: 1, refused?: Refusal, corrected?: 1 }} Kept
 */
/** @typedef {{ device: string, name: string, letter: string, person: string, seen: string, waiting: number, waiting_files: number }} DeviceReport */
/** @typedef {{ seq: number, head: string, files_missing: string[], members: Person[], devices: DeviceReport[], at: string, error?: Refusal }} ServerSaid */
/** @typedef {{ id: string, agency: string, agency_name: string, form: string, year: number, digest: string, join?: string, round?: string }} VisitFacts */
/**
 * `since` and `head`: the last entry that was verified here, and the hash computed for it.
 * @typedef {VisitFacts & { since: number, head: string, server: ServerSaid | null, n: number, opened: string }} Visit
 */
/** @typedef {{ id: string, name: string, position: string, role?: string, province?: string | null }} Person */
/** @typedef {{ id: string, name: string, letter: string, chosen?: boolean }} Device `chosen`: by a person */
/** @typedef {{ sha256: string, visits: string[], bytes: ArrayBuffer, type: string, width: number, height: number, waiting?: 1, refused?: Refusal }} Photo */
/** @typedef {{ field: string, value: any, replaces: string[] }} Change */
/** @typedef {{ visit?: string, operations?: Operation[], sync?: unknown, pack?: true }} News */

export {}
