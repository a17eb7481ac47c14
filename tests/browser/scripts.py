"""What the scenarios ask on a page: bodies of functions with `journal` and `get`, which imports a module
of visits by its name; `given` is what the test gave."""

MODULES = """const { src } = document.querySelector('script[src*="/js/web/app.js"]')
const base = src.replace("web/app.js", "")
const get = (name) => import(`${base}visits/${name}.js`)"""
TICKS = """[...document.querySelectorAll('#form .tap > input[type=checkbox][data-field^="answer:"]')]
  .filter((input) => !input.dataset.of)
  .map((input) => input.dataset.field).filter((field) => field.split(":").length === 2)"""
FIRST_VISIT = """const [agency] = await journal.pack("agencies")
const { form, year, digest } = (await journal.pack("forms")).find((one) => one.form === "nacc-2563")
const facts = { agency: agency.id, agency_name: agency.name, form, year, digest, join: "aaaaaaaa" }
return journal.createVisit(facts)"""
DIGEST = """const [{ fold }, { contentDigest }] = await Promise.all([get("fold"), get("content")])
return contentDigest(fold(await journal.operations(given)))"""
VALUES = """const { fold } = await get("fold")
return fold(await journal.operations(given[0])).values(given[1])"""
HOLDS = """const { fold } = await get("fold")
const values = fold(await journal.operations(given[0])).values(given[1])
return values.length === 1 && values[0] === given[2]"""
TRUTH = """const device = { id: "0123456789", name: "", letter: "Z" }
const headers = { "Content-Type": "application/json" }
const ops = []
for (let since = 0; ; since = ops.at(-1).seq) {
  const visits = [{ id: given, since, ops: [], waiting: 0, waiting_files: 0 }]
  const body = JSON.stringify({ device, sent_at: new Date().toISOString(), visits })
  const response = await fetch("/api/sync", { method: "POST", headers, body })
  const [said] = (await response.json()).visits
  ops.push(...said.ops)
  if (!said.more) return { ops, head: said.head }
}"""
# What is loaded after the form has moved it for the last time.
SURROUNDED = """Boolean(document.querySelector("[data-door][href]"))"""
UNSENT = "return (await journal.waiting()).length + (await journal.waitingFiles()).length"
ADD_VISIT = """const found = (await journal.pack("visits")).find(({ id }) => id === given)
await journal.addVisit(found)
return (await get("sync")).syncNow()"""
KEPT = """const parts = [journal.person(), journal.pack("agencies"), journal.pack("forms")]
return Boolean(navigator.serviceWorker.controller) && (await Promise.all(parts)).every(Boolean)"""
