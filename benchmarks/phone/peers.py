"""The same form in the libraries of others. They are fetched with npm into a folder of the user's cache and
bundled there; without npm, or where it cannot fetch, they are left out with a line that says so."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from benchmarks.phone.conversions import CONVERSIONS, merged
from benchmarks.phone.plain import worker
from benchmarks.phone.questions import Group

SOURCES = Path(__file__).parent.parent / "peers"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "checklist-benchmarks" / "peers"
PEERS = tuple(CONVERSIONS)
TOOLS = "node_modules/.bin"
ENKETO = "node_modules/enketo-core"
ALIASES = {
    "config": f"{ENKETO}/config.js",
    "widgets": f"{ENKETO}/src/js/widgets.js",
    "translator": f"{ENKETO}/src/js/fake-translator.js",
    "dialog": f"{ENKETO}/src/js/fake-dialog.js",
    "file-manager": f"{ENKETO}/src/js/file-manager.js",
    "xpath-evaluator-binding": f"{ENKETO}/src/js/xpath-evaluator-binding.js",
}

BUNDLED = (
    *("--bundle", "--minify", "--splitting", "--format=esm", "--target=es2022", "--log-level=error"),
    *('--define:process.env.NODE_ENV="production"', "--loader:.woff2=file", "--loader:.svg=dataurl"),
)
STYLED = ("--style=compressed", "--no-source-map", "--quiet", "--load-path=node_modules")


def peer_sites(title: str, groups: list[Group], chosen: set[str]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Of each chosen peer that can be had: its name and the files of its page."""
    wanted = [name for name in PEERS if name in chosen]
    if not wanted or not _fetched():
        return
    for name in wanted:
        if files := _bundled(name):
            yield name, {**files, **_page(title, CONVERSIONS[name](title, merged(groups)), files)}


def _fetched() -> bool:
    """The locked versions stand in the cache."""
    beside = Path(sys.executable).parent
    npm = shutil.which("npm", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if npm is None:
        return _left_out("npm is not installed")
    CACHE.mkdir(parents=True, exist_ok=True)
    lock, held = SOURCES / "package-lock.json", CACHE / "package-lock.json"
    is_held = (CACHE / "node_modules").is_dir() and held.exists() and held.read_bytes() == lock.read_bytes()
    held.unlink(missing_ok=True)  # comes back when all has been fetched
    for source in SOURCES.iterdir():
        if source.is_file() and source != lock:
            shutil.copy(source, CACHE)
    if not is_held:
        shutil.copy(lock, held)
        done = _run(npm, "ci", "--ignore-scripts", "--engine-strict=false", beside=beside)
        if done.returncode:
            held.unlink()
            why = [line for line in done.stderr.splitlines() if line.startswith("npm error")]
            return _left_out(f"npm could not fetch them: {' '.join(why[:3])}")
    shutil.copy(lock, held)
    return True


def _left_out(why: str) -> bool:
    print(f"Without the peers: {why}\n")
    return False


def _run(*command: str, beside: Path | None = None) -> "subprocess.CompletedProcess[str]":
    path = f"{beside}{os.pathsep}{os.environ.get('PATH', '')}" if beside else os.environ.get("PATH", "")
    environment = {**os.environ, "PATH": path}
    return subprocess.run(command, cwd=CACHE, env=environment, capture_output=True, text=True, check=False)


def _bundled(name: str) -> dict[str, bytes]:
    """Scripts and style as their build would give them, nothing when they cannot be built."""
    made, node = CACHE / "made" / name, Path(sys.executable).parent
    shutil.rmtree(made, ignore_errors=True)
    aliases = [f"--alias:enketo/{one}=./{place}" for one, place in ALIASES.items()]
    building = [[f"{TOOLS}/esbuild", f"page={name}.js", f"--outdir={made}", *BUNDLED, *aliases]]
    if name == "enketo":
        _mend_style()
        building.append([f"{TOOLS}/sass", *STYLED, f"{ENKETO}/src/sass/plain/plain.scss", f"{made}/page.css"])
    for command in building:
        done = _run(*command, beside=node)
        if done.returncode:
            _left_out(f"{name} cannot be built: {done.stderr.strip()[-600:]}")
            return {}
    return {path.name: path.read_bytes() for path in made.iterdir() if path.is_file()}


def _mend_style() -> None:
    """One sheet names another by its place in the repository of its authors."""
    sheet = CACHE / ENKETO / "src" / "widget" / "date" / "datepicker-extended.scss"
    sheet.write_text(sheet.read_text("utf-8").replace("/packages/enketo-core/node_modules/", ""), "utf-8")


def _page(title: str, given: tuple[str, object], files: dict[str, bytes]) -> dict[str, bytes]:
    form, data = given
    style = '<link rel="stylesheet" href="page.css">' if "page.css" in files else ""
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    page = (
        '<!doctype html><html lang="th"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{style}"
        f'<script type="application/json" id="given">{text}</script>'
        f'<script type="module" src="page.js"></script><body>{form}</body></html>'
    )
    kept = [name for name in files if name.startswith(("page.", "chunk-"))]
    return {"index.html": page.encode(), "worker.js": worker("./", *kept)}
