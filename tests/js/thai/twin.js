// @ts-check
/** Answers calls as JSON lines, for tests/thai/test_twins.py: one list of [call, args] in, one list of answers out. */

import { createInterface } from "node:readline"
import { answer } from "./calls.js"

for await (const line of createInterface({ input: process.stdin })) {
  /** @type {[string, unknown[]][]} */
  const asked = JSON.parse(line)
  const answers = asked.map(([call, args]) => answer(call, args))
  process.stdout.write(`${JSON.stringify(answers)}\n`)
}
