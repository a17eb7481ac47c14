// @ts-check
/** What may be done to a visit as a whole, and what stands between it and being complete. As the server
 * judges in checklist_app/visits/rules.py. No DOM. */

/** @typedef {"draft" | "complete" | "returned" | "accepted" | "locked"} Status */
/** @typedef {{ to: Status, word: string, needsReason: boolean, kind: "" | "quiet" | "danger" }} Move `word` names the button */
/** @typedef {{ blocking: string[], missing: string[] }} Open questions without an answer */

/** @type {Readonly<Partial<Record<Status, readonly Status[]>>>} from which states members may go there */
const OF_MEMBERS = { complete: ["draft", "returned"], draft: ["complete"] }
/** @type {Readonly<Partial<Record<Status, readonly Status[]>>>} */
const OF_SUPERVISORS = {
  returned: ["complete", "accepted"],
  accepted: ["complete"],
  locked: ["accepted"],
  draft: ["complete", "accepted", "locked"],
}
/** @type {readonly Move[]} */
const MOVES = [
  { to: "complete", word: "close_complete", needsReason: false, kind: "" },
  { to: "accepted", word: "close_accept", needsReason: false, kind: "" },
  { to: "locked", word: "close_lock", needsReason: false, kind: "quiet" },
  { to: "returned", word: "close_return", needsReason: true, kind: "quiet" },
  { to: "draft", word: "close_reopen", needsReason: true, kind: "quiet" },
]
const SUPERVISING = ["supervisor", "administrator"]
const WRITING = [...SUPERVISING, "inspector"]

/** @param {string} role */
export function supervises(role) {
  return SUPERVISING.includes(role)
}

/** @param {string} role */
export function makesVisits(role) {
  return WRITING.includes(role)
}

/**
 * Also where somebody else has said another thing meanwhile: the server takes nothing more.
 * @param {{ values(field: string): readonly any[] }} state
 */
export function isLocked(state) {
  return state.values("status").some((value) => statusOf(value) === "locked")
}

/**
 * What a person of this role may make of a visit in this state; nothing while two states are disputed.
 * @param {Status | null} state
 * @param {string} role
 * @returns {Move[]}
 */
export function moves(state, role) {
  if (!state || !makesVisits(role)) return []
  return MOVES.filter(({ to }) => {
    const members = OF_MEMBERS[to]?.includes(state) ?? false
    const supervisors = supervises(role) && (OF_SUPERVISORS[to]?.includes(state) ?? false)
    return members || supervisors
  })
}

/**
 * @param {readonly string[]} missing as the figures say
 * @param {Readonly<Record<string, { required?: boolean }>>} questions
 * @returns {Open}
 */
export function open(missing, questions) {
  const blocks = (/** @type {string} */ id) => questions[id]?.required === true
  return { blocking: missing.filter(blocks), missing: missing.filter((id) => !blocks(id)) }
}

/**
 * @param {unknown} value of the field status
 * @returns {Status}
 */
export function statusOf(value) {
  const state = typeof value === "object" && value !== null && "state" in value ? value.state : "draft"
  return /** @type {Status} */ (state)
}
