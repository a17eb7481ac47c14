"""Reminders of two processes: a letter comes once, and none is lost with the process that was to send it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from smtplib import SMTPServerDisconnected

import pytest

from checklist_app.errors import Problem, conflict, unavailable
from checklist_app.store import Body, Document
from checklist_app.surveys import Mailing, reminders_of
from checklist_app.surveys.model import PointDraft
from checklist_app.surveys.rounds.mail import Line, Post
from checklist_app.surveys.rounds.reminded import CLAIMED, Claim
from tests.processes.conftest import Process
from tests.store.contended import ContendedStore
from tests.surveys.world import NOON, Office

MARCH = datetime(2027, 3, 20, 5, tzinfo=UTC)


class Died(BaseException):
    """The process ends here: nothing of it is tidied up."""


@dataclass
class MailBox(Post):
    """`meanwhile` is done while a letter is on its way, before the server has it."""

    letters: list[EmailMessage] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    @contextmanager
    def line(self) -> Iterator[Line]:
        box = self

        class Open(Line):
            sender = "survey@example.go.th"

            def __init__(self) -> None:
                """Without any server."""

            def send(self, letter: EmailMessage) -> None:
                box.meanwhile()
                box.letters.append(letter)

        yield Open()


@pytest.fixture
def box() -> MailBox:
    return MailBox()


@pytest.fixture
def office(one: Process) -> Office:
    """Has a round that ends soon, a poster that was long not looked at, and somebody who is told."""
    office = Office(one.world, one.of.surveys, one.of.store)
    office.answer(office.point())
    office.surveys.rounds.settle(office.agency, at=MARCH)
    known = office.surveys.settings.of(office.agency)
    office.surveys.settings.change(one.world["staff"], replace(known, emails=("one@example.go.th",)))
    return office


def mailing(process: Process, box: MailBox) -> Mailing:
    surveys, agencies = process.of.surveys, process.of.agencies
    return Mailing(
        surveys,
        agencies,
        box,
        lambda agency, day: reminders_of(surveys, agency.id, day),
        base_url="https://checklist.example.go.th",
    )


def test_while_one_sends_no_other_does(one: Process, other: Process, office: Office, box: MailBox) -> None:
    elsewhere = MailBox()
    box.meanwhile = lambda: mailing(other, elsewhere).send_due([office.agency], at=MARCH)
    mailing(one, box).send_due([office.agency], at=MARCH)
    assert (len(box.letters), len(elsewhere.letters)) == (1, 0)
    mailing(other, elsewhere).send_due([office.agency], at=MARCH + timedelta(days=1))
    assert elsewhere.letters == []


def test_two_that_claim_at_the_same_moment_do_not_both_send(
    one: Process, other: Process, office: Office, box: MailBox, contended: ContendedStore
) -> None:
    contended.before_end(lambda: mailing(other, box).send_due([office.agency], at=MARCH))
    mailing(one, box).send_due([office.agency], at=MARCH)
    assert len(box.letters) == 1


def test_many_at_once_send_one_letter(one: Process, other: Process, office: Office, box: MailBox) -> None:
    mails = [mailing(process, box) for process in (one, other, one, other)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda each: each.send_due([office.agency], at=MARCH), mails))
    assert len(box.letters) == 1


def test_what_a_process_took_into_its_grave_is_sent_by_another(
    one: Process, other: Process, office: Office, box: MailBox
) -> None:
    def die() -> None:
        raise Died

    dying = MailBox(meanwhile=die)
    with pytest.raises(Died):
        mailing(one, dying).send_due([office.agency], at=MARCH)
    mailing(other, box).send_due([office.agency], at=MARCH + CLAIMED / 2)
    assert box.letters == []
    mailing(other, box).send_due([office.agency], at=MARCH + CLAIMED)
    assert len(box.letters) == 1


def test_a_letter_that_had_to_be_sent_again_is_told_by_its_id(
    one: Process, other: Process, office: Office, box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*given: object, **more: object) -> None:
        raise Died

    monkeypatch.setattr(one.of.surveys.reminded, "note", die)  # after the server took it
    with pytest.raises(Died):
        mailing(one, box).send_due([office.agency], at=MARCH)
    mailing(other, box).send_due([office.agency], at=MARCH + CLAIMED)
    first, again = box.letters
    assert first["Message-ID"] == again["Message-ID"]


def test_what_the_store_cannot_note_is_noted_later_and_not_sent_again(
    one: Process, other: Process, office: Office, box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(kind: str, id: str, body: Body, *, version: int) -> Document:
        raise unavailable("store.disk_full")

    mails = mailing(one, box)
    box.meanwhile = lambda: monkeypatch.setattr(one.world.store, "put", full)
    with pytest.raises(Problem, match="disk_full"):
        mails.send_due([office.agency], at=MARCH)
    monkeypatch.undo()
    mails.send_due([office.agency], at=MARCH + CLAIMED / 2)
    for days in (1, 2):
        mailing(other, box).send_due([office.agency], at=MARCH + timedelta(days=days))
    assert len(box.letters) == 1


def test_a_letter_that_was_refused_may_be_sent_by_the_other_at_once(
    one: Process, other: Process, office: Office, box: MailBox
) -> None:
    def refuse() -> None:
        raise SMTPServerDisconnected

    refusing = MailBox(meanwhile=refuse)
    mailing(one, refusing).send_due([office.agency], at=MARCH)
    mailing(other, box).send_due([office.agency], at=MARCH)
    assert len(box.letters) == 1


def test_a_letter_that_could_not_even_be_written_may_be_sent_by_the_other_at_once(
    one: Process, other: Process, office: Office, box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*given: object, **more: object) -> None:
        raise unavailable("store.unreachable")

    unable = mailing(one, box)
    monkeypatch.setattr(unable, "_letter", away)
    with pytest.raises(Problem, match="unreachable"):
        unable.send_due([office.agency], at=MARCH)
    mailing(other, box).send_due([office.agency], at=MARCH)
    assert len(box.letters) == 1


def test_what_the_store_refuses_for_one_office_keeps_no_other_from_its_letter(
    one: Process, office: Office, box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = next(agency.id for agency in one.world.agencies.values() if agency.id > office.agency)
    known = replace(office.surveys.settings.of(second), emails=("two@example.go.th",))
    office.surveys.settings.change(one.world["administrator"], known)
    office.surveys.points.create(one.world["administrator"], second, PointDraft(name="จุด"), today=NOON.date())
    claim = one.of.surveys.reminded.claim

    def refuse_the_first(agency: str, keys: list[str], *, at: datetime) -> Claim:
        if agency == office.agency:
            raise conflict("store.stale")
        return claim(agency, keys, at=at)

    monkeypatch.setattr(one.of.surveys.reminded, "claim", refuse_the_first)
    mailing(one, box).send_due([office.agency, second], at=MARCH)
    assert [letter["To"] for letter in box.letters] == ["two@example.go.th"]
