"""Modules joined into one file behave as they do apart, and what cannot be joined stops the start."""

import json
import posixpath
import re
import subprocess
from pathlib import Path

import pytest

from checklist_app.errors import Problem
from checklist_app.resources import STATIC
from checklist_app.web.joining import joined
from checklist_app.web.scripts import FILES
from checklist_app.web.static import Assets
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
export const muchLater = () => import("../c/heard.js")
export const beside = () => new URL("./page.js", import.meta.url).pathname.split("/").slice(-3).join("/")
""",
    "js/a/words.js": "export function greet(who) {\n  return `hello ${who}`\n}\n",
    "js/b/sums.js": "let n = 0\nexport const add = (a, b) => a + b\nexport async function slow() {}\n"
    "export function counted() {\n  n += 1\n  return n\n}\nexport class Thing {}\n",
    "js/c/heard.js": """import { counted } from "../b/sums.js"
export { add as plus } from "../b/sums.js"
export const heard = () => `heard ${counted()}`
""",
    # Awaits what it needs, so it stays apart.
    "js/a/page.js": """import { said as told } from "../c/said.js"
import {
  add, counted,
} from "../b/sums.js"
import "../b/effects.js"
export const result = [await told(), counted(), add(2, 2), globalThis.ran]
export const later = async () => (await import("../c/heard.js")).heard()
""",
    "js/c/said.js": 'import * as words from "../a/words.js"\n'
    'export const said = async () => words.greet("apart")\n',
    "js/b/effects.js": "globalThis.ran = (globalThis.ran ?? 0) + 1\n",
}
# In what is served comments are gone.
AT_ONCE = re.compile(r'^(?:import|export) [^"\n]*?from "(\.[^"]+)"', re.M)
LEADS_TO = re.compile(r'(?:^(?:import|export) [^"\n]*?from |\bimport\()"(\.[^"]+)"', re.M)
PAGES = [
    f"js/visits/{name}.js" for name in ("home", "new", "ready", "join", "form", "paper", "team", "close")
]
ASK = """
const one = await import(process.argv[1] + "/js/a/entry.js")
const two = await import(process.argv[1] + "/js/b/sums.js")
const said = one.spoken()
const three = await one.muchLater()
const page = await import(process.argv[1] + "/js/a/page.js")
console.log(JSON.stringify([said, two.counted(), one.add === two.add, (await one.later()).greet("you"),
  Object.keys(two).sort(), three.plus === one.add, three.heard(), page.result, await page.later(),
  one.beside(), (await import(process.argv[1] + "/js/c/heard.js")).heard === three.heard]))
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


@pytest.mark.parametrize(
    "files",
    [
        {"js/whole.js": ["js/a/entry.js"]},
        {"js/whole.js": ["js/b/sums.js"], "js/d/more.js": ["js/a/entry.js", "js/c/heard.js"]},
        {"js/whole.js": ["js/a/entry.js"], "js/d/more.js": ["js/c/heard.js", "js/c/said.js"]},
    ],
    ids=["one file", "in two files", "with one that is loaded later"],
)
def test_joined_modules_say_the_same_as_modules_apart(tmp_path: Path, files: dict[str, list[str]]) -> None:
    made = joined(SOURCES, files)
    apart = asked(tmp_path / "apart", SOURCES)
    together = asked(tmp_path / "together", {**SOURCES, **made})
    assert together == apart
    assert apart == [
        "hello // not a comment 3 1 1",
        3,
        True,
        "hello you",
        ["Thing", "add", "counted", "slow"],
        True,
        "heard 4",
        ["hello apart", 2, 4, 1],
        "heard 5",
        "js/a/page.js",
        True,
    ]


def test_what_an_earlier_file_holds_is_in_no_later_one() -> None:
    files = {"js/whole.js": ["js/a/entry.js"], "js/more.js": ["js/c/heard.js"]}
    made = joined(SOURCES, files)
    assert "counted" not in made["js/more.js"].replace("{ counted }", "").replace("counted()", "")
    assert 'from "./whole.js"' in made["js/more.js"]
    assert 'import("./more.js")' in made["js/whole.js"]


def test_the_joined_file_carries_no_comments_of_modules() -> None:
    whole = joined(SOURCES, {"js/whole.js": ["js/a/entry.js"]})["js/whole.js"]
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
        joined({"js/round.js": source}, {"js/whole.js": ["js/round.js"]})


@pytest.mark.parametrize("file", FILES)
def test_each_module_of_the_app_hands_on_what_its_joined_file_holds(file: str) -> None:
    assets = Assets(STATIC)
    way = f'from "../{file.removeprefix("js/")}"'
    for entry in FILES[file]:
        assert way in assets.by_name[entry].decode()
        assert len(assets.by_name[entry]) < 600
    assert assets.by_name[file].count(b"= once(") > 1


def test_every_import_leads_to_a_script_that_is_there() -> None:
    by_name = Assets(STATIC).by_name
    for name, content in by_name.items():
        if name.endswith(".js"):
            for found in LEADS_TO.findall(content.decode()):
                assert posixpath.normpath(posixpath.join(posixpath.dirname(name), found)) in by_name, name


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_a_handful_of_scripts(page: str) -> None:
    """Its own, the start of the app, and joined files; every request costs a round trip in the field."""
    assets = Assets(STATIC)
    loaded = {"js/web/app.js", page}
    ahead = [*loaded]
    while ahead:
        name = ahead.pop()
        leads = {
            posixpath.normpath(posixpath.join(posixpath.dirname(name), found))
            for found in AT_ONCE.findall(assets.by_name[name].decode())
        }
        ahead += leads - loaded
        loaded |= leads
    assert loaded - {"js/web/app.js", page} == set(assets.scripts.files_of(page))
    assert len(loaded) <= 6
