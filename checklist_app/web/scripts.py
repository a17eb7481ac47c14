"""Which scripts of the phone app travel together, and what a page needs of them: the files that it loads at
once, and the words that its modules may say."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Final

from checklist_app.web.joining import Module, Sources, asks_for, held_in, joined, needs

APP = "js/web/app.js"
# In this order: what an earlier file holds, a later one does without.
FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "js/phone.js": (APP, "js/visits/form.js"),  # the form can be used
    "js/later.js": (  # what most pages need, and sending
        "js/visits/sync.js",
        "js/visits/unknown.js",
        "js/visits/opened.js",
        "js/visits/figures.js",
        "js/visits/labels.js",
        "js/visits/known.js",
        "js/visits/surveyed.js",
        "js/visits/papers.js",
        "js/visits/drawing.js",
        "js/visits/photo_facts.js",
        "js/visits/ledger_view.js",
        "js/visits/camera.js",
        "js/web/updates.js",
    ),
    "js/around.js": ("js/visits/surroundings.js", "js/visits/outline.js", "js/visits/item.js"),
    "js/before.js": (
        "js/visits/beginning.js",
        "js/visits/picker.js",
        "js/visits/readiness.js",
        "js/visits/brief.js",
    ),
    "js/codes.js": ("js/qr/encode.js", "js/qr/draw.js"),
    "js/handing.js": ("js/visits/receiving.js", "js/visits/invitation.js"),
    "js/closing.js": (
        "js/visits/advising.js",
        "js/visits/disputes.js",
        "js/visits/ending.js",
        "js/visits/signing.js",
        "js/visits/phrases.js",
    ),
    "js/printed.js": (
        "js/visits/paper_annexes.js",
        "js/visits/paper_printing.js",
        "js/visits/paper_standing.js",
        "js/visits/issued.js",
    ),
}
_QUOTED: Final = re.compile(r'"([a-z]+[._][a-z0-9_.]+|[a-z]+)"')
_BEGINNING: Final = re.compile(r"`([a-z0-9]+_[a-z0-9_.]*)\$\{[^}]*\}([a-z0-9_]*)`")


class Scripts:
    """The modules as they are written, before they are joined."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._files = _files(sources)

    def joined(self) -> Mapping[str, str]:
        return _joined(tuple(self._sources.items()))

    def files_of(self, page: str) -> list[str]:
        """The joined files without which the module of this page cannot run."""
        used = {
            self._held[path].file for path in self._reached([APP, page], later=False) if path in self._held
        }
        return [file for file in self._files if file in used]

    def said_on(self, page: str, words: Iterable[str]) -> set[str]:
        """Which of these words the modules of a page can say, also those that it may load later: every
        word is named whole somewhere, or put together from its beginning and end."""
        text = "\n".join(self._sources[path] for path in self._reached([APP, page], later=True))
        whole, ends = set(_QUOTED.findall(text)), set(_BEGINNING.findall(text))
        return {
            word
            for word in words
            if word in whole or any(word.startswith(first) and word.endswith(last) for first, last in ends)
        }

    @cached_property
    def _held(self) -> Mapping[str, Module]:
        return held_in(self._sources, self._files)

    @cached_property
    def _needs(self) -> Mapping[str, tuple[str, ...]]:
        return {path: needs(path, source) for path, source in self._sources.items()}

    @cached_property
    def _may_load(self) -> Mapping[str, tuple[str, ...]]:
        return {path: asks_for(path, source) for path, source in self._sources.items()}

    def _reached(self, entries: Iterable[str], *, later: bool) -> set[str]:
        reached: set[str] = set()
        ahead = [entry for entry in entries if entry in self._sources]
        while ahead:
            path = ahead.pop()
            if path not in reached:
                reached.add(path)
                ahead += [*self._needs[path], *(self._may_load[path] if later else ())]
        return reached


def _files(sources: Sources) -> dict[str, list[str]]:
    return {file: [entry for entry in entries if entry in sources] for file, entries in FILES.items()}


@lru_cache(maxsize=2)  # whoever makes many apps of the same files joins them once
def _joined(sources: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return joined(dict(sources), _files(dict(sources)))
