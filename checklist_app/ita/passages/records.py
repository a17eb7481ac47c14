"""What people wrote in the place of drafted passages: the only place that reads and writes it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from checklist_app.accounts import Audit, Person
from checklist_app.agencies import Agency
from checklist_app.errors import conflict, invalid
from checklist_app.ita.cycle import Cycle
from checklist_app.ita.passages.model import Passage, Written
from checklist_app.ita.rights import require_keeping
from checklist_app.store import Body, Document, JsonValue, Kind, Store, again_when_stale
from checklist_app.thai import clean

LONGEST_PASSAGE: Final = 8_000
MOST_PASSAGES: Final = 60
_DIGEST: Final = re.compile(r"[0-9a-f]{16}")
_KEY: Final = re.compile(r"[a-z0-9_.:-]{1,60}")


class Passages:
    KIND = Kind("ita_passages")

    def __init__(self, store: Store, audit: Audit) -> None:
        self._store = store
        self._audit = audit

    def of(self, agency: Agency, cycle: Cycle) -> dict[str, Written]:
        """By key. An Agency in hand is one that its reader may see."""
        return _written(self._store.get(self.KIND.name, cycle.of_agency(agency.id)))

    def write(
        self,
        person: Person,
        agency: Agency,
        cycle: Cycle,
        passage: Passage,
        text: str,
        *,
        revision: int,
        base: str | None = None,
    ) -> None:
        """In the place of a passage that was read at `revision`. The drafted text itself is no writing.
        `base` is the digest of the draft that the writer saw, where that may be an earlier one."""
        said = clean(text)
        if len(said) > LONGEST_PASSAGE:
            raise invalid("ita.text_too_long", field=passage.key, most=LONGEST_PASSAGE, length=len(said))
        seen = passage.base if base is None or not _DIGEST.fullmatch(base) else base
        written = Written(said, seen, person.id, revision)
        self._set(
            person, agency, cycle, passage.key, None if said == clean(passage.draft) else written, revision
        )

    def give_up(self, person: Person, agency: Agency, cycle: Cycle, key: str, *, revision: int) -> None:
        """Back to what is drafted; what was written stays in the audit trail."""
        self._set(person, agency, cycle, key, None, revision)

    def _set(
        self, person: Person, agency: Agency, cycle: Cycle, key: str, written: Written | None, revision: int
    ) -> None:
        require_keeping(person)
        if not _KEY.fullmatch(key):
            raise invalid("ita.no_such_passage", field="key")
        again_when_stale(lambda: self._put(person, agency, cycle, key, written, revision))

    def _put(
        self, person: Person, agency: Agency, cycle: Cycle, key: str, written: Written | None, revision: int
    ) -> None:
        id = cycle.of_agency(agency.id)
        document = self._store.get(self.KIND.name, id)
        known = _written(document)
        before = known.get(key)
        if revision != (before.revision if before else 0):
            raise conflict("ita.passage_changed_meanwhile", field=key)
        if before == written:
            return
        version = document.version if document else 0
        if written:  # counted by the document: what was given up and written anew is never an earlier one
            written = replace(written, revision=version + 1)
        rest = {other: each for other, each in known.items() if other != key}
        after = rest if written is None else {**rest, key: written}
        if len(after) > MOST_PASSAGES:
            raise invalid("ita.too_many_passages", field=key, most=MOST_PASSAGES)
        texts: Body = {other: _body(each) for other, each in after.items()}
        body: Body = {"agency": agency.id, "year": cycle.year, "written": texts}
        details: Body = {
            "key": key,
            "before": _body(before) if before else None,
            "after": _body(written) if written else None,
        }
        with self._store.transaction():
            self._store.put(self.KIND.name, id, body, version=version)
            self._audit.record(actor=person.id, action="ita_passage.written", subject=id, details=details)


def _written(document: Document | None) -> dict[str, Written]:
    held: Mapping[str, Any] = document.body if document else {"written": {}}
    return {key: Written(**each) for key, each in held["written"].items()}


def _body(written: Written) -> JsonValue:
    return {"text": written.text, "base": written.base, "by": written.by, "revision": written.revision}
