"""Several of our JavaScript modules as one file, because on a phone each further file costs a round trip.

The sources stay plain modules in the one style that this module understands; what it does not understand
stops the start. A joined module runs when it is first asked for, as it would by itself. At its own address
it hands on what the joined file holds, so that whoever imports it by name meets the same instance; the
modules that stay apart ask the joined files for what they need."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from checklist_app.errors import Problem, ProblemKind

Sources = Mapping[str, str]
Files = Mapping[str, Iterable[str]]

_IMPORT: Final = re.compile(r'^import (?:(\{[^}]*\}|\* as \w+) from )?"([^"]+)";?\n', re.M)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?function|const |class )", re.M)
_NAME: Final = re.compile(r"^export (?:async )?(?:function\*?|const|class) (\w+)", re.M)
_LIST: Final = re.compile(r'^export \{([^}]*)\}(?: from "([^"]+)")?;?\n', re.M)
_LATER: Final = re.compile(r'\bimport\("(\.[^"]+)"\)')
_BESIDE: Final = re.compile(r'\bnew URL\("(\.[^"]+)", import\.meta\.url\)')
_COMMENT: Final = re.compile(r"^[ \t]*//[^\n]*\n|(?:^[ \t]*)?/\*\*.*?\*/[ ]?\n?", re.M | re.S)
_NOT_UNDERSTOOD: Final = re.compile(r"^(?:import|export|await)\b.*|import\.meta", re.M)
_CALLED: Final = re.compile("\0([^\0]+)\0")
_ONCE: Final = "const once = (run) => {\n  let made\n  return () => (made ??= run())\n}\n"


@dataclass(frozen=True, slots=True)
class Module:
    """`gives` maps what a module exports to how that is spelled inside. The joined `file` holds it by the
    name `number`, which no module of another file has."""

    path: str
    body: str
    needs: tuple[str, ...]
    gives: Mapping[str, str]
    file: str
    number: str


def joined(sources: Sources, files: Files) -> dict[str, str]:
    """Each joined file, and what becomes of every module that is in one or needs one. What an earlier file
    holds, a later one asks for there."""
    held = held_in(sources, files)
    made = dict.fromkeys(files, _ONCE)
    for module in held.values():
        made[module.file] += _wrapped(module, held)
    for file in files:
        numbers = [module.number for module in held.values() if module.file == file]
        made[file] = _asking(f"{made[file]}export {{ {', '.join(numbers)} }}\n", held, at=file)
    handing_on = {path: _asking(_handing_on(module), held, at=path) for path, module in held.items()}
    apart = {path: _apart(path, text, held) for path, text in sources.items() if path not in held}
    return made | handing_on | {path: text for path, text in apart.items() if text != sources[path]}


def held_in(sources: Sources, files: Files) -> dict[str, Module]:
    """Every module that the entries of a file need and no earlier file holds, those that are needed first."""
    held: dict[str, Module] = {}
    open_now: list[str] = []

    def add(path: str, file: str) -> None:
        if path in held:
            return
        if path in open_now or path not in sources:
            raise _not_understood(path)
        open_now.append(path)
        for needed in needs(path, sources[path]):
            add(needed, file)
        held[path] = _module(path, sources[path], file, f"m{len(held)}")
        open_now.pop()

    for file, entries in files.items():
        for entry in entries:
            add(entry, file)
    return held


def needs(path: str, source: str) -> tuple[str, ...]:
    """The modules without which this one cannot run."""
    text = _COMMENT.sub("", source)
    origins = [origin for _, origin in (*_IMPORT.findall(text), *_LIST.findall(text)) if origin]
    return tuple(dict.fromkeys(_place(path, origin) for origin in origins))


def asks_for(path: str, source: str) -> tuple[str, ...]:
    """The modules that it may load later."""
    return tuple(_place(path, origin) for origin in _LATER.findall(_COMMENT.sub("", source)))


def _module(path: str, source: str, file: str, number: str) -> Module:
    text = _COMMENT.sub("", source)
    gives = {name: name for name in _NAME.findall(text)}
    for names, origin in _LIST.findall(text):
        for inner, outer in _pairs(names):
            gives[outer] = f"{_call(_place(path, origin))}.{inner}" if origin else inner
    body = _EXPORT.sub("", _LIST.sub("", text))
    if unknown := _NOT_UNDERSTOOD.search(_BESIDE.sub("", _IMPORT.sub("", body))):
        raise _not_understood(f"{path}: {unknown[0]}")
    return Module(path, body, needs(path, source), gives, file, number)


def _wrapped(module: Module, held: Mapping[str, Module]) -> str:
    body = _asked_once(module.path, module.body, held)
    body = _BESIDE.sub(
        lambda found: f'new URL("{_way(_place(module.path, found[1]), module.file)}", import.meta.url)', body
    )
    body = _later(module.path, body, held, at=module.file)
    given = ", ".join(
        outer if outer == inner else f"{outer}: {inner}" for outer, inner in module.gives.items()
    )
    return f"const {module.number} = once(() => {{\n{body}return {{ {given} }}\n}})\n"


def _handing_on(module: Module) -> str:
    call = _call(module.path)
    return f"export const {{ {', '.join(module.gives)} }} = {call}\n" if module.gives else f"{call}\n"


def _apart(path: str, source: str, held: Mapping[str, Module]) -> str:
    """What is not joined, but asks the joined files itself."""
    text = _COMMENT.sub("", source)
    asked = _later(path, _asked_once(path, text, held), held, at=path)
    return source if asked == text else _asking(asked, held, at=path)


def _asked_once(path: str, text: str, held: Mapping[str, Module]) -> str:
    def imported(found: re.Match[str]) -> str:
        place = _place(path, found[2])
        if place not in held:
            return found[0]
        what = (found[1] or "").removeprefix("* as ").replace(" as ", ": ")
        return f"const {what} = {_call(place)}\n" if what else f"{_call(place)}\n"

    return _IMPORT.sub(imported, text)


def _later(path: str, text: str, held: Mapping[str, Module], *, at: str) -> str:
    """What is loaded when it is needed: from the file that holds it, without the way over its own address."""

    def loaded(found: re.Match[str]) -> str:
        place = _place(path, found[1])
        module = held.get(place)
        if module is None:
            return f'import("{_way(place, at)}")'
        return f'import("{_way(module.file, at)}").then(({{ {module.number} }}) => {module.number}())'

    return _LATER.sub(loaded, text)


def _asking(text: str, held: Mapping[str, Module], *, at: str) -> str:
    """With numbers for paths, and with what these need from other files."""
    wanted: dict[str, dict[str, None]] = {}
    for path in _CALLED.findall(text):
        if held[path].file != at:
            wanted.setdefault(held[path].file, {})[held[path].number] = None
    asked = [
        f'import {{ {", ".join(numbers)} }} from "{_way(file, at)}"\n' for file, numbers in wanted.items()
    ]
    return "".join(asked) + _CALLED.sub(lambda found: held[found[1]].number, text)


def _call(path: str) -> str:
    """How a module is asked for, until it has its number."""
    return f"\0{path}\0()"


def _way(to: str, at: str) -> str:
    """How one file names another."""
    way = posixpath.relpath(to, posixpath.dirname(at))
    return way if way.startswith(".") else f"./{way}"


def _place(path: str, relative: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))


def _pairs(names: str) -> list[tuple[str, str]]:
    """Of `a, b as c`: how each is called inside and outside."""
    pairs = [name.strip().partition(" as ") for name in names.split(",") if name.strip()]
    return [(inner, outer or inner) for inner, _, outer in pairs]


def _not_understood(what: str) -> Problem:
    return Problem(ProblemKind.INTERNAL, "web.not_joinable", {"what": what[:100]})
