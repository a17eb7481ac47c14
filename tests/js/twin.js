// @ts-check
/** The other half of tests/node.py: one line in is [part, list of [call, args]] and asks the CALLS of
 * tests/js/<part>/calls.js; one line out is the list of answers. */

import { createInterface } from "node:readline"
import { answer } from "./answers.js"

for await (const line of createInterface({ input: process.stdin })) {
  /** @type {[string, [string, unknown[]][]]} */
  const [part, asked] = JSON.parse(line)
  const { CALLS } = await import(`./${part}/calls.js`)
  const answers = []
  for (const [call, args] of asked) answers.push(await answer(CALLS, call, args))
  process.stdout.write(`${JSON.stringify(answers)}\n`)
}
