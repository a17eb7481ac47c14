"""Official papers: numbers without gaps, one genuine paper about a subject, and files that stay as issued."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from checklist_app.accounts import Audit
from checklist_app.agencies import provinces
from checklist_app.codes import is_sound
from checklist_app.errors import Problem, ProblemKind, unavailable
from checklist_app.reports.codes import read_code
from checklist_app.reports.papers import TRIES, Made, Order, Paper, Papers, State, standing
from checklist_app.reports.stamps import Stamp
from checklist_app.store import FolderFiles, Leases
from checklist_app.store.embedded import FolderStore
from checklist_app.thai import DigitStyle
from tests.store.model import ModelStore

KINDS = (Papers.KIND, Leases.KIND)
AT = datetime(2026, 11, 21, 6, 2, 11, tzinfo=UTC)
ORDER = Order(
    kind="supervision",
    subject="visit/one",
    agency="nadi",
    agency_name="เทศบาลตำบลนาดี",
    province="ขอนแก่น",
    year=2570,
    content="a" * 64,
    digits=DigitStyle.ARABIC,
)
OTHER = replace(ORDER, subject="visit/two")


def made(stamp: Stamp) -> Made:
    """Files that say their own number and code, as real ones do."""
    said = f"{stamp.number} {stamp.code} {stamp.address}".encode()
    return Made(pdf=b"%PDF " + said, docx=b"PK " + said, pages=11)


@pytest.fixture
def store() -> ModelStore:
    return ModelStore(KINDS)


@pytest.fixture
def files(tmp_path: Path) -> FolderFiles:
    return FolderFiles(tmp_path / "files")


def papers_of(store: Any, files: FolderFiles) -> Papers:
    return Papers(store, Audit(store), files, base_url="https://nithet.example.go.th")


@pytest.fixture
def papers(store: ModelStore, files: FolderFiles) -> Papers:
    return papers_of(store, files)


@pytest.fixture
def elsewhere(store: ModelStore, files: FolderFiles) -> Papers:
    """Of another process, which does not take turns with the first."""
    return papers_of(store, files)


def issued(papers: Papers, order: Order = ORDER, **more: Any) -> Paper:
    return papers.issue(order, more.pop("make", made), by="somebody", at=more.pop("at", AT), **more)


def audited(store: ModelStore) -> list[tuple[str, str]]:
    return [(entry.action, str(entry.details["number"])) for entry in reversed(Audit(store).before())]


def test_an_issued_paper_is_found_by_its_code_with_all_that_was_ordered(papers: Papers) -> None:
    paper = issued(papers)
    assert papers.find(paper.code) == paper
    assert paper.number == "นท ขก 1/2570"
    assert is_sound(paper.code)
    assert (paper.state, paper.pages, paper.by, paper.issued) == (State.GENUINE, 11, "somebody", AT)
    assert (paper.agency_name, paper.content, paper.digits) == ("เทศบาลตำบลนาดี", "a" * 64, DigitStyle.ARABIC)


def test_its_files_carry_its_number_its_code_and_the_address_where_it_is_checked(papers: Papers) -> None:
    paper = issued(papers)
    for ending in ("pdf", "docx"):
        said = papers.read(paper, ending).decode()
        assert f"{paper.number} {paper.shown} https://nithet.example.go.th/verify/{paper.shown}" in said
    assert read_code(f"https://nithet.example.go.th/verify/{paper.shown}") == paper.code


def test_numbers_run_by_province_and_year(papers: Papers) -> None:
    numbers = [
        issued(papers, order).number
        for order in (
            ORDER,
            OTHER,
            replace(ORDER, subject="visit/3", year=2571),
            replace(ORDER, subject="visit/4", province="เชียงใหม่"),
            replace(ORDER, subject="visit/5"),
        )
    ]
    assert numbers == ["นท ขก 1/2570", "นท ขก 2/2570", "นท ขก 1/2571", "นท ชม 1/2570", "นท ขก 3/2570"]


def test_no_two_provinces_share_a_number() -> None:
    known = provinces()
    assert len({province.abbreviation for province in known}) == len(known)


def test_a_new_paper_supersedes_the_one_that_stood(papers: Papers) -> None:
    first = issued(papers)
    second = issued(papers, at=AT + timedelta(days=1))
    newest, old = papers.of("visit/one")
    assert newest == second
    assert (old.code, old.state, old.superseded_by) == (first.code, State.SUPERSEDED, second.code)
    assert old.ended == second.issued
    assert standing(papers.of("visit/one")) == second


def test_a_paper_about_another_subject_supersedes_nothing(papers: Papers) -> None:
    first = issued(papers)
    issued(papers, OTHER)
    assert papers.find(first.code) == first


def test_issuing_and_revoking_are_on_the_trail(papers: Papers, store: ModelStore) -> None:
    issued(papers)
    second = issued(papers)
    papers.revoke(second.code, "ออกผิดหน่วยงาน", by="chief", at=AT)
    assert audited(store) == [
        ("paper.issued", "นท ขก 1/2570"),
        ("paper.issued", "นท ขก 2/2570"),
        ("paper.revoked", "นท ขก 2/2570"),
    ]
    last, before, *_ = Audit(store).before()
    assert (last.actor, last.subject, last.details["reason"]) == ("chief", second.code, "ออกผิดหน่วยงาน")
    assert before.details["supersedes"] == "นท ขก 1/2570"


# --- revoking ---------------------------------------------------------------------------------------


def test_a_revoked_paper_stays_revoked(papers: Papers) -> None:
    first = issued(papers)
    revoked = papers.revoke(first.code, "ออกผิด", by="chief", at=AT + timedelta(hours=1))
    assert (revoked.state, revoked.ended, revoked.reason) == (
        State.REVOKED,
        AT + timedelta(hours=1),
        "ออกผิด",
    )
    with pytest.raises(Problem, match="revoked_already"):
        papers.revoke(first.code, "อีกครั้ง", by="chief", at=AT + timedelta(hours=2))
    second = issued(papers, at=AT + timedelta(hours=3))
    assert papers.find(first.code) == revoked
    assert second.number == "นท ขก 2/2570"


def test_a_revoked_number_is_never_given_again(papers: Papers) -> None:
    for number in range(1, 4):
        paper = issued(papers)
        assert paper.number == f"นท ขก {number}/2570"
        papers.revoke(paper.code, "ทดสอบ", by="chief", at=AT)


def test_the_files_of_a_revoked_paper_are_still_there_to_be_looked_into(papers: Papers) -> None:
    paper = issued(papers)
    revoked = papers.revoke(paper.code, "ออกผิด", by="chief", at=AT)
    assert papers.read(revoked, "pdf") == papers.read(paper, "pdf")


@pytest.mark.parametrize(
    ("reason", "code"),
    [("", "reason_missing"), (" \n\u200b", "reason_missing"), ("ก" * 501, "reason_long")],
)
def test_nothing_is_revoked_without_a_reason_of_a_readable_length(
    papers: Papers, reason: str, code: str
) -> None:
    paper = issued(papers)
    with pytest.raises(Problem, match=code) as raised:
        papers.revoke(paper.code, reason, by="chief", at=AT)
    assert raised.value.field == "reason"
    assert papers.find(paper.code) == paper


def test_what_was_never_issued_cannot_be_revoked(papers: Papers) -> None:
    with pytest.raises(Problem, match="unknown"):
        papers.revoke("0000000000", "เหตุผล", by="chief", at=AT)


# --- whoever decided by what is no longer so --------------------------------------------------------


def test_pressing_twice_issues_once(papers: Papers) -> None:
    issued(papers, instead_of="")
    with pytest.raises(Problem, match="issued_meanwhile"):
        issued(papers, instead_of="")
    assert len(papers.of("visit/one")) == 1


def test_a_paper_is_replaced_only_if_it_is_the_one_that_was_looked_at(papers: Papers) -> None:
    first = issued(papers)
    second = issued(papers, instead_of=first.code)
    with pytest.raises(Problem, match="issued_meanwhile"):
        issued(papers, instead_of=first.code)
    papers.revoke(second.code, "ออกผิด", by="chief", at=AT)
    with pytest.raises(Problem, match="issued_meanwhile"):
        issued(papers, instead_of=second.code)
    assert issued(papers, instead_of="").number == "นท ขก 3/2570"


# --- faults -----------------------------------------------------------------------------------------


def test_when_it_cannot_be_rendered_no_number_is_used_and_nothing_stored(
    papers: Papers, store: ModelStore, files: FolderFiles
) -> None:
    def fails(stamp: Stamp) -> Made:
        raise unavailable("aside.too_long", seconds=60)

    with pytest.raises(Problem, match="too_long"):
        issued(papers, make=fails)
    assert (papers.of("visit/one"), audited(store), list(files.names())) == ([], [], [])
    assert issued(papers).number == "นท ขก 1/2570"


def test_when_the_new_paper_fails_the_old_one_still_holds(papers: Papers) -> None:
    def fails(stamp: Stamp) -> Made:
        raise RuntimeError("typst")

    first = issued(papers)
    with pytest.raises(RuntimeError):
        issued(papers, make=fails)
    assert papers.of("visit/one") == [first]


class Failing(ModelStore):
    """Refuses its `nth` write within a transaction, and all that come after."""

    nth = 10**9

    def _count(self) -> None:
        self.nth -= 1
        if self.nth < 0:
            raise unavailable("store.not_writable", reason="disk full")

    def put(self, *given: Any, **named: Any) -> Any:
        self._count()
        return super().put(*given, **named)

    def append(self, *given: Any, **named: Any) -> Any:
        self._count()
        return super().append(*given, **named)


@pytest.mark.parametrize("nth", range(3))
def test_when_the_store_fails_in_the_middle_nothing_has_changed(files: FolderFiles, nth: int) -> None:
    """A paper is put, the one before superseded, the trail written: all or none."""
    store = Failing(KINDS)
    papers = papers_of(store, files)
    first = issued(papers)
    trail = audited(store)
    store.nth = nth
    with pytest.raises(Problem, match="not_writable"):
        issued(papers)
    store.nth = 10**9
    assert (papers.of("visit/one"), audited(store)) == ([first], trail)
    assert issued(papers).number == "นท ขก 2/2570"


@pytest.mark.parametrize("nth", range(2))
def test_when_the_store_fails_while_revoking_the_paper_still_holds(files: FolderFiles, nth: int) -> None:
    store = Failing(KINDS)
    papers = papers_of(store, files)
    first = issued(papers)
    store.nth = nth
    with pytest.raises(Problem, match="not_writable"):
        papers.revoke(first.code, "ออกผิด", by="chief", at=AT)
    store.nth = 10**9
    assert papers.of("visit/one") == [first]


def together(count: int) -> Callable[[Stamp], Made]:
    """Makes papers so that `count` of them are being made at the same time, each with its first stamp."""
    barrier = threading.Barrier(count, timeout=30)
    seen = threading.local()

    def make(stamp: Stamp) -> Made:
        if not getattr(seen, "met", False):
            seen.met = True
            barrier.wait()
        return made(stamp)

    return make


def test_two_issued_at_once_get_two_numbers_and_only_one_holds(papers: Papers, elsewhere: Papers) -> None:
    make = together(2)
    with ThreadPoolExecutor(2) as pool:
        both = pool.map(lambda papers: issued(papers, make=make), (papers, elsewhere))
        numbers = {paper.number for paper in both}
    assert numbers == {"นท ขก 1/2570", "นท ขก 2/2570"}
    newest, old = sorted(papers.of("visit/one"), key=lambda paper: paper.number, reverse=True)
    assert (newest.state, old.state, old.superseded_by) == (State.GENUINE, State.SUPERSEDED, newest.code)


def test_the_number_in_the_file_is_the_one_on_record_also_when_somebody_was_faster(
    papers: Papers, elsewhere: Papers
) -> None:
    make = together(2)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(issued, papers, ORDER, make=make)
        other = pool.submit(issued, elsewhere, OTHER, make=make)
        both = [one.result(), other.result()]
    for paper in both:
        assert f"{paper.number} {paper.shown}".encode() in papers.read(paper, "pdf")
        assert f"{paper.number} {paper.shown}".encode() in papers.read(paper, "docx")


def test_pressing_twice_at_once_issues_once(papers: Papers, elsewhere: Papers) -> None:
    make, refused = together(2), []

    def press(papers: Papers) -> None:
        try:
            issued(papers, make=make, instead_of="")
        except Problem as problem:
            refused.append(problem.code)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press, (papers, elsewhere)))
    assert refused == ["papers.issued_meanwhile"]
    assert [paper.number for paper in papers.of("visit/one")] == ["นท ขก 1/2570"]


def test_who_is_overtaken_again_and_again_is_told_to_try_later(
    papers: Papers, elsewhere: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere._leases, "is_taken", lambda *asked, **more: False)  # never waits

    def overtaken(stamp: Stamp) -> Made:
        issued(elsewhere, replace(ORDER, subject=f"visit/{stamp.code}"))
        return made(stamp)

    with pytest.raises(Problem, match="busy") as raised:
        issued(papers, make=overtaken)
    assert raised.value.kind is ProblemKind.UNAVAILABLE
    assert papers.of("visit/one") == []
    assert issued(papers).number == f"นท ขก {TRIES + 1}/2570"


def test_on_the_real_store_numbers_have_no_gaps_and_survive_a_restart(
    tmp_path: Path, files: FolderFiles
) -> None:
    store = FolderStore(tmp_path / "store", KINDS)
    papers = papers_of(store, files)
    orders = [replace(ORDER, subject=f"visit/{n % 3}") for n in range(12)]
    with ThreadPoolExecutor(3) as pool:
        numbers = [paper.number for paper in pool.map(lambda order: issued(papers, order), orders)]
    assert sorted(numbers) == sorted(f"นท ขก {n}/2570" for n in range(1, 13))
    store.close()
    again = FolderStore(tmp_path / "store", KINDS)
    papers = papers_of(again, files)
    states = [paper.state for n in range(3) for paper in papers.of(f"visit/{n}")]
    assert (states.count(State.GENUINE), states.count(State.SUPERSEDED)) == (3, 9)
    assert issued(papers).number == "นท ขก 13/2570"
    again.close()


# --- the files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["pdf", "docx"])
@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"%PDF other")])
def test_a_file_damaged_or_lost_on_disk_is_said_and_not_served(
    papers: Papers, files: FolderFiles, ending: str, spoil: Callable[[Path], object]
) -> None:
    paper = issued(papers)
    spoil(files.path(paper.files[ending]))
    with pytest.raises(Problem, match="damaged"):
        papers.read(paper, ending)


def test_there_is_no_other_file_of_a_paper(papers: Papers) -> None:
    with pytest.raises(Problem, match="no_page"):
        papers.read(issued(papers), "json")


def test_a_file_that_cannot_be_kept_leaves_no_paper(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    papers = papers_of(store, FolderFiles(tmp_path / "files"))
    with pytest.raises(Problem, match="not_writable"):
        issued(papers)
    assert (papers.of("visit/one"), audited(store)) == ([], [])


def test_a_transaction_is_never_open_while_a_paper_is_made(files: FolderFiles) -> None:
    """Rendering takes seconds, and a transaction holds up everybody."""
    depth: list[int] = []

    class Watched(ModelStore):
        @contextmanager
        def transaction(self) -> Iterator[None]:
            depth.append(1)
            with super().transaction():
                yield

    papers = papers_of(Watched(KINDS), files)

    def make(stamp: Stamp) -> Made:
        assert depth == []
        return made(stamp)

    issued(papers, make=make)
    assert depth == [1]
