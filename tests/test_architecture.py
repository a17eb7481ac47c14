"""The house stays in order: imports go downwards, each outside library has its place, files stay small."""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "checklist_app"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.stat().st_size)

# Lowest first; packages of one layer may use each other through the names in their __init__.
LAYERS = (
    {"errors", "ids", "clock", "resources", "settings"},
    {"wording", "thai"},
    {"config", "bucket", "qr", "aside", "durable", "codes", "logs", "tracing"},
    {"crew", "pictures"},
    {"documents"},
    {"store"},
    {"accounts", "agencies", "catalog"},
    {"visits", "surveys"},
    {"ita"},
    {"reports"},
    {"web"},
    {"faces"},
    {"app", "demo", "demo_ita", "demo_surveys", "demo_visits"},
    {"serving"},
    {"commands", "moving", "cli", "__main__"},
)
LEVEL = {name: level for level, layer in enumerate(LAYERS) for name in layer}
FACES = ("pages", "api", "forms")

# Where a library from outside may be imported: by the beginning of the path inside the package.
PLACES = {
    "flask": ("web/", "app.py", "serving/", "*face*"),
    "flask_wtf": ("web/", "app.py", "*face*"),
    "wtforms": ("web/", "*face*"),
    "werkzeug": ("web/", "app.py", "serving/", "*face*"),
    "itsdangerous": ("web/form_session.py",),
    "markupsafe": ("web/",),
    "jinja2": ("web/", "app.py", "serving/"),
    "tinydb": ("store/",),
    "obstore": ("store/files/",),
    "psycopg": ("store/postgres/",),
    "psycopg_pool": ("store/postgres/connecting.py",),
    "argon2": ("accounts/passwords.py",),
    "brotli": ("web/static.py",),
    "openpyxl": ("agencies/tables.py", "agencies/exporting.py"),
    "orjson": ("store/",),
    "PIL": ("pictures.py",),
    "qrcode": ("qr.py",),
    "xlsxwriter": ("documents/xlsx.py",),
    "docx": ("documents/docx/",),
    "typst": ("documents/pdf.py",),
    "fontTools": ("documents/cluster_font.py",),
    "uharfbuzz": ("documents/cluster_font.py",),
    "fontpkg_sarabun": ("documents/fonts.py",),
    "newmm_tokenizer": ("thai/segmenting.py",),
    "waitress": ("serving/",),
    "granian": ("serving/workers.py",),
    "cryptography": ("serving/certificates.py",),
    "prometheus_client": ("web/metrics.py",),
    "opentelemetry": ("tracing.py",),
}
IN_ONE_MODULE = (
    "PIL", "qrcode", "argon2", "brotli", "granian", "cryptography",
    "xlsxwriter", "docx", "typst", "fontTools", "uharfbuzz", "fontpkg_sarabun", "newmm_tokenizer",
    "prometheus_client", "opentelemetry",
)  # fmt: skip

# Who may reach inside another package, past the names in its __init__, and why.
KIT = "web"  # a kit of modules for the faces, each with names of its own; its __init__ is empty
INSIDES = {
    "app.py": "the composition root registers the faces, which nobody else may import",
    "commands.py": "puts the engine, its tools and the terminal together as app.py does the faces",
    "moving.py": "as commands.py, for the one command that has two stores",
    "documents/pdf_data.py": "only what sets lines pays for the words of Thai",
    "cli.py": "tells a Problem at the terminal before anything of the server is loaded",
}

# What answers differently each time. Durations (time.monotonic) are nobody's concern.
CHANCE_AND_TIME = (
    "random",
    "secrets",
    "uuid",
    "os.urandom",
    "os.getrandom",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "time.strftime",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "cryptography.x509.random_serial_number",
)
SOURCES = {
    "ids.py": "the source of chance; ids begin with the time",
    "clock.py": "the source of time",
    "serving/certificates.py": "serial numbers of certificates must be chance of the library's own kind",
}
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_VIEW = 400, 60, 12


def by_module(told: Callable[[Path], Iterable[str]]) -> dict[str, list[str]]:
    """What is to be told of the modules, where there is anything."""
    of = {str(path.relative_to(PACKAGE)): sorted(told(path)) for path in MODULES}
    return {place: said for place, said in of.items() if said}


def test_imports_go_downwards() -> None:
    assert by_module(imported_from_above) == {}


def imported_from_above(path: Path) -> list[str]:
    own, level = package_of(path), level_of(path)
    return [
        name
        for name in imported(path)
        if name.startswith("checklist_app.") and package_of_name(name) != own and level_of_name(name) > level
    ]


def test_outside_libraries_stay_in_their_place() -> None:
    assert by_module(libraries_out_of_place) == {}


def libraries_out_of_place(path: Path) -> set[str]:
    used = {name.split(".")[0] for name in imported(path)} & PLACES.keys()
    return {library for library in used if not may_use(library, path)}


@pytest.mark.parametrize("library", IN_ONE_MODULE)
def test_some_libraries_are_known_to_one_module_only(library: str) -> None:
    users = [path.name for path in MODULES if library in {n.split(".")[0] for n in imported(path)}]
    assert len(users) == 1


def test_every_outside_library_has_a_place() -> None:
    tops = {name.split(".")[0] for path in MODULES for name in imported(path)}
    assert tops - sys.stdlib_module_names - {"checklist_app"} - {"_typeshed"} <= PLACES.keys()


def test_other_packages_are_used_through_the_names_in_their_init_but_by_who_may_reach_inside() -> None:
    assert set(by_module(inside_names)) == set(INSIDES)


def test_files_and_functions_stay_small() -> None:
    assert by_module(too_long) == {}


def too_long(path: Path) -> list[str]:
    lines = len(path.read_text("utf-8").splitlines())
    whole = [f"{lines} lines"] if lines >= LONGEST_MODULE else []
    return whole + [f"{f.name}: {length(f)}" for f in functions(path) if length(f) >= LONGEST_FUNCTION]


def test_every_file_says_what_it_is_for() -> None:
    assert [str(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []


def test_views_parse_call_one_verb_and_render() -> None:
    assert by_module(too_long_views) == {}


def too_long_views(path: Path) -> list[str]:
    if path.stem not in FACES and "_pages" not in path.stem:
        return []
    views = [f for f in functions(path) if any("access" in ast.unparse(d) for d in f.decorator_list)]
    return [f"{view.name}: {body_length(view)}" for view in views if body_length(view) > LONGEST_VIEW]


def test_nothing_of_the_package_is_imported_by_a_relative_name() -> None:
    relative = [str(path) for path in MODULES for node in walk(path) if is_relative(node)]
    assert relative == []


def test_the_clock_and_chance_have_one_source() -> None:
    """Rules get time and ids as arguments; only clock.py and ids.py ask the system."""
    assert set(by_module(lambda path: asked_of_the_system(path.read_text("utf-8")))) == set(SOURCES)


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.time()",
        "from time import time\ntime()",
        "import datetime as d\nd.datetime.now()",
        "from datetime import date as day\nday.today()",
        "import uuid\nuuid.uuid4()",
        "from os import urandom as noise\nnoise(4)",
        "from random import choice\nchoice([1])",
        "import secrets\nkey = secrets.token_hex",
    ],
)
def test_no_way_to_ask_the_system_is_overlooked(source: str) -> None:
    assert asked_of_the_system(source)


def asked_of_the_system(source: str) -> list[str]:
    tree = ast.parse(source)
    known = aliases(tree)
    named = {dotted(node, known) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)}
    return sorted(name for name in named if any(f"{name}.".startswith(f"{s}.") for s in CHANCE_AND_TIME))


def aliases(tree: ast.AST) -> dict[str, str]:
    """What each imported name means in full."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            known |= {alias.asname: alias.name for alias in node.names if alias.asname}
            known |= {top: top for alias in node.names if (top := alias.name.split(".")[0]) == alias.name}
        elif isinstance(node, ast.ImportFrom):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return known


def dotted(node: ast.expr, known: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, known)}.{node.attr}"
    return known.get(node.id, "") if isinstance(node, ast.Name) else ""


def inside_names(path: Path) -> list[str]:
    """What this module imports from inside another package."""
    return [
        name
        for name in imported(path)
        if name.startswith("checklist_app.")
        and package_of_name(name) not in {package_of(path), KIT}
        and is_inside(name.split(".")[1:])
    ]


def is_inside(parts: list[str]) -> bool:
    """A module of a package, unless the package itself exports a name that is spelled the same."""
    package = PACKAGE / parts[0]
    if len(parts) < 3:
        return len(parts) == 2 and (package / f"{parts[1]}.py").is_file() and not exports(package, parts[1])
    return True


def exports(package: Path, name: str) -> bool:
    nodes = walk(package / "__init__.py")
    return any(name in {alias.name for alias in n.names} for n in nodes if isinstance(n, ast.ImportFrom))


def imported(path: Path) -> Iterator[str]:
    for node in walk(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def package_of_name(name: str) -> str:
    return name.split(".")[1]


def level_of(path: Path) -> int:
    if path.parent == PACKAGE and path.stem == "__init__":
        return 0
    return LEVEL["faces"] if is_face(path) else LEVEL[package_of(path)]


def level_of_name(name: str) -> int:
    parts = name.split(".")
    if parts[1] == "__version__":
        return 0
    if any(is_face_name(part) and is_module(parts[1 : n + 1]) for n, part in enumerate(parts)):
        return LEVEL["faces"]
    return LEVEL[parts[1]]


def is_module(parts: list[str]) -> bool:
    return bool(parts) and PACKAGE.joinpath(*parts).with_suffix(".py").is_file()


def is_face(path: Path) -> bool:
    return path.parent != PACKAGE and package_of(path) != "web" and is_face_name(path.stem)


def is_face_name(stem: str) -> bool:
    return stem in FACES or stem.endswith(("_pages", "_forms"))


def may_use(library: str, path: Path) -> bool:
    place = str(path.relative_to(PACKAGE))
    return any(place.startswith(start) or (start == "*face*" and is_face(path)) for start in PLACES[library])


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in walk(path) if isinstance(node, ast.FunctionDef)]


def length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def body_length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.body[0].lineno + 1


@cache  # every test looks at every module
def walk(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def is_relative(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and node.level > 0
