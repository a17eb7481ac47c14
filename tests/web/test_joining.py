"""Modules joined into one file behave as they do apart, and what cannot be joined stops the start."""

import json
import subprocess
from pathlib import Path

import pytest

from checklist_app.errors import Problem
from checklist_app.resources import STATIC
from checklist_app.web.joining import joined
from checklist_app.web.static import PHONE_ENTRIES, PHONE_SCRIPT, Assets
from tests.node import find_node

SOURCES = {
    "js/a/entry.js": """// @ts-check
/** What begins. */
import { add, counted as times } from "../b/sums.js"
import * as words from "./words.js"
import "../b/effects.js"
export { add } from "../b/sums.js"
export { said as spoken }

/** @param {import("./types.js").Some} x */
function said(x) {
  return `${words.greet("// not a comment")} ${add(1, 2)} ${times()} ${globalThis.ran}`
}
export const later = () => import("./words.js")
""",
    "js/a/words.js": "export function greet(who) {\n  return `hello ${who}`\n}\n",
    "js/b/sums.js": "let n = 0\nexport const add = (a, b) => a + b\nexport async function slow() {}\n"
    "export function counted() {\n  n += 1\n  return n\n}\nexport class Thing {}\n",
    "js/b/effects.js": "globalThis.ran = (globalThis.ran ?? 0) + 1\n",
}
ASK = """
const one = await import(process.argv[1] + "/js/a/entry.js")
const two = await import(process.argv[1] + "/js/b/sums.js")
const said = one.spoken()
console.log(JSON.stringify([said, two.counted(), one.add === two.add, (await one.later()).greet("you"),
  Object.keys(two).sort()]))
"""


def asked(folder: Path, files: dict[str, str]) -> object:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "package.json").write_text('{"type": "module"}')
    node = find_node()
    if node is None:
        pytest.skip("no Node")
    command = [node, "--input-type=module", "--eval", ASK, str(folder)]
    answer: object = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return answer


def test_joined_modules_say_the_same_as_modules_apart(tmp_path: Path) -> None:
    made = joined(SOURCES, ["js/a/entry.js"], name="js/whole.js")
    apart = asked(tmp_path / "apart", SOURCES)
    together = asked(tmp_path / "together", {**SOURCES, **made})
    assert together == apart
    assert apart == [
        "hello // not a comment 3 1 1",
        2,
        True,
        "hello you",
        ["Thing", "add", "counted", "slow"],
    ]


def test_the_joined_file_carries_no_comments_of_modules() -> None:
    whole = joined(SOURCES, ["js/a/entry.js"], name="js/whole.js")["js/whole.js"]
    assert "What begins" not in whole
    assert "@param" not in whole
    assert "// not a comment" in whole


@pytest.mark.parametrize(
    "source",
    [
        'import "./round.js"\n',
        'import "./missing.js"\n',
        "export default 5\n",
        "export let changing = 1\n",
        "await something()\n",
        "const here = import.meta.url\n",
    ],
)
def test_what_cannot_be_joined_stops_the_start(source: str) -> None:
    with pytest.raises(Problem, match="not_joinable"):
        joined({"js/round.js": source}, ["js/round.js"], name="js/whole.js")


def test_the_page_of_the_form_needs_one_script_and_each_module_hands_it_on() -> None:
    assets = Assets(STATIC)
    for entry in PHONE_ENTRIES:
        assert b'from "../phone.js"' in assets.by_name[entry]
        assert len(assets.by_name[entry]) < 200
    assert assets.by_name[PHONE_SCRIPT].count(b"= once(") > 10
