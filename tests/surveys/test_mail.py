"""Reminders by e-mail reach a real server once, and a server that fails stops nothing."""

import asyncio
import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from checklist_app.accounts import Audit
from checklist_app.agencies import Agencies
from checklist_app.clock import now
from checklist_app.config import MailServer
from checklist_app.errors import Problem, ProblemKind
from checklist_app.store import Body
from checklist_app.surveys.rounds import mail
from checklist_app.surveys.rounds import mailing as mailing_module
from checklist_app.surveys.rounds.mail import NoLine, Post, letter_of
from checklist_app.surveys.rounds.mailing import FIRST_PAUSE, LONGEST_PAUSE, Mailing
from checklist_app.surveys.rounds.reminders import reminders_of
from tests.cast import World
from tests.surveys.world import Office, office_of

SENDER = "survey@example.go.th"
SECRET = "secret/42"
MARCH = datetime(2027, 3, 20, 5, tzinfo=UTC)


@dataclass
class Inbox:
    """What a server was given. `answers` are those of the next letters instead of taking them."""

    letters: list[EmailMessage] = field(default_factory=list)
    refuses: list[str] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - named by the library
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuses:
            return self.refuses.pop(0)
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.recipients.append(list(envelope.rcpt_tos))
        assert server.transport
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 taken"


class Server(Controller):
    """On a free port of this machine."""

    def __init__(self, inbox: Inbox, **options: Any) -> None:
        super().__init__(inbox, hostname="127.0.0.1", port=0, **options)

    def _trigger_server(self) -> None:
        """The library knocks on the port it was told, which here is any that is free."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def serving(inbox: Inbox, **options: Any) -> Iterator[int]:
    server = Server(inbox, **options)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def knows_password(server: SMTP, session: Session, envelope: Envelope, method: str, given: Any) -> AuthResult:
    fine = isinstance(given, LoginPassword) and given == LoginPassword(b"office", SECRET.encode())
    return AuthResult(success=fine, handled=fine)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[MailServer]:
    with serving(inbox) as port:
        yield MailServer("127.0.0.1", port, tls=False)


@pytest.fixture
def office(world: World) -> Office:
    """Has a round that ends soon, a poster that was long not looked at, and two who are told."""
    office = office_of(world)
    office.answer(office.point())
    office.surveys.rounds.settle(office.agency, at=MARCH)
    tell(office, "one@example.go.th", "two@example.go.th")
    return office


def tell(office: Office, *emails: str) -> None:
    known = office.surveys.settings.of(office.agency)
    office.surveys.settings.change(office.world["staff"], replace(known, emails=emails))


def mailing(office: Office, server: MailServer | None) -> Mailing:
    agencies = Agencies(office.store, Audit(office.store))
    post = Post(server, SENDER) if server else None
    return Mailing(
        office.surveys,
        agencies,
        post,
        lambda agency, day: reminders_of(office.surveys, agency.id, day),
        base_url="https://checklist.example.go.th",
    )


def send(mails: Mailing, office: Office, at: datetime = MARCH) -> None:
    mails.send_due([office.agency], at=at)


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body()
    assert body is not None
    return str(body.get_content())


def test_one_letter_tells_an_office_all_that_is_due(office: Office, server: MailServer, inbox: Inbox) -> None:
    send(mailing(office, server), office)
    (letter,) = inbox.letters
    assert letter["From"].addresses[0].addr_spec == SENDER
    assert inbox.recipients == [["one@example.go.th", "two@example.go.th"]]
    assert letter["Subject"] == "ระบบนิเทศ: มี 2 เรื่องที่ควรทำ"
    assert letter["Date"].datetime == MARCH
    assert letter["Message-ID"].endswith("@example.go.th>")
    assert letter.get_content_type() == "text/plain"
    text = text_of(letter)
    assert "เทศบาลตำบลนาดี" in text
    assert "ณ วันที่ 20 มีนาคม 2570" in text
    assert "จะปิดในอีก 11 วัน ขณะนี้มีคำตอบ 1 ชุด" in text
    assert "https://checklist.example.go.th/" in text.splitlines()
    assert all(ord(character) < 128 for character in letter.as_string())


def test_each_occurrence_is_written_about_once_even_after_a_restart(
    office: Office, server: MailServer, inbox: Inbox
) -> None:
    for days in (0, 1, 2):
        send(mailing(office, server), office, MARCH + timedelta(days=days))
    assert len(inbox.letters) == 1
    send(mailing(office, server), office, datetime(2027, 4, 2, 5, tzinfo=UTC))
    assert len(inbox.letters) == 1
    office.surveys.rounds.settle(office.agency, at=datetime(2027, 4, 2, 5, tzinfo=UTC))
    send(mailing(office, server), office, datetime(2027, 4, 2, 5, tzinfo=UTC))
    assert "ผู้บริหารยังไม่ได้สั่งการ" in text_of(inbox.letters[1])


def test_an_office_without_addresses_gets_nothing(office: Office, server: MailServer, inbox: Inbox) -> None:
    tell(office)
    send(mailing(office, server), office)
    send(mailing(office, None), office)
    assert inbox.letters == []


def test_a_letter_that_was_refused_is_tried_again_later(
    office: Office, server: MailServer, inbox: Inbox
) -> None:
    inbox.refuses = ["451 busy"]
    mails = mailing(office, server)
    send(mails, office)
    assert not office.store.find("survey_mails")
    send(mails, office, MARCH + FIRST_PAUSE - timedelta(seconds=1))
    assert inbox.letters == []
    send(mails, office, MARCH + FIRST_PAUSE)
    assert len(inbox.letters) == 1
    assert len(office.store.find("survey_mails")) == 2


def test_an_address_that_does_not_exist_does_not_keep_the_other_from_its_letter(
    office: Office, server: MailServer, inbox: Inbox
) -> None:
    tell(office, "gone@example.go.th", "two@example.go.th")
    send(mailing(office, server), office)
    assert inbox.recipients == [["two@example.go.th"]]


def test_an_impossible_address_fails_alone(office: Office, server: MailServer, inbox: Inbox) -> None:
    document = office.store.get("survey_settings", office.agency)
    assert document
    body: Body = {**document.body, "emails": ["not an address"]}
    office.store.put("survey_settings", office.agency, body, version=document.version)
    mails = mailing(office, server)
    send(mails, office)
    assert (inbox.letters, office.store.find("survey_mails")) == ([], [])
    tell(office, "one@example.go.th")
    send(mails, office, MARCH + FIRST_PAUSE)
    assert len(inbox.letters) == 1


def test_what_goes_wrong_with_one_office_keeps_no_other_from_its_letter(
    office: Office, server: MailServer, inbox: Inbox
) -> None:
    document = office.store.get("survey_settings", office.agency)
    assert document
    office.store.put("survey_settings", "gone", document.body, version=0)
    mailing(office, server).send_due(["gone", office.agency], at=MARCH)
    assert len(inbox.letters) == 1


def test_a_server_that_is_away_is_asked_ever_more_rarely(
    office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[datetime] = []
    clock = [MARCH]

    def away(*given: object, **more: object) -> None:
        tried.append(clock[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(smtplib, "SMTP", away)
    mails = mailing(office, MailServer("mail.example.go.th", 587, tls=False, user="u", password=SECRET))
    for minutes in range(0, 24 * 60, 5):
        clock[0] = MARCH + timedelta(minutes=minutes)
        send(mails, office, clock[0])
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[-1] == LONGEST_PAUSE
    assert "ConnectionRefusedError" in caplog.text
    assert SECRET not in caplog.text


def test_a_store_that_cannot_note_it_does_not_make_the_letter_come_twice(
    office: Office, server: MailServer, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object, **more: object) -> None:
        raise Problem(ProblemKind.UNAVAILABLE, "store.full")

    mails = mailing(office, server)
    monkeypatch.setattr(office.store, "put", full)
    with pytest.raises(Problem, match="full"):
        send(mails, office)
    monkeypatch.undo()
    send(mails, office, MARCH + timedelta(hours=2))
    assert len(inbox.letters) == 1


# --- the line -------------------------------------------------------------------------------------------


def a_letter() -> EmailMessage:
    return letter_of(SENDER, ["one@example.go.th"], "เรื่อง", "ข้อความ", id="1", at=MARCH)


def certified(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of a server, and of a client that trusts it."""
    certificates = pytest.importorskip("checklist_app.serving.certificates", exc_type=ImportError)
    place = certificates.Place(IPv4Address("127.0.0.1"), "mail.local")
    authority = certificates.new_authority(place, now())
    trusted, chain, key = (folder / name for name in ("trusted.pem", "chain.pem", "key.pem"))
    trusted.write_bytes(authority.files()[0])
    for file, content in zip(
        (chain, key), certificates.new_server(authority, place, now()).files(), strict=True
    ):
        file.write_bytes(content)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(chain, key)
    return served, ssl.create_default_context(cafile=str(trusted))


def test_the_password_is_said_over_an_encrypted_line_only(
    inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even this machine is spared here, so that the test sees what happens to others."""
    monkeypatch.setattr(mail, "_OWN_MACHINE", frozenset())
    served, trust = certified(tmp_path)
    options = {"authenticator": knows_password, "auth_require_tls": True}
    with serving(inbox, tls_context=served, **options) as port:
        account = MailServer("127.0.0.1", port, tls=False, user="office", password=SECRET)
        with Post(account, SENDER, trust=trust).line() as line:
            line.send(a_letter())
    assert inbox.encrypted == [True]


def test_a_line_that_is_encrypted_from_the_first_byte(inbox: Inbox, tmp_path: Path) -> None:
    served, trust = certified(tmp_path)
    with serving(inbox, ssl_context=served) as port:
        post = Post(MailServer("127.0.0.1", port, tls=True), SENDER, trust=trust)
        with post.line() as line:
            line.send(a_letter())
    assert inbox.encrypted == [True]


def test_a_server_that_cannot_encrypt_is_told_nothing(
    server: MailServer, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_OWN_MACHINE", frozenset())
    with pytest.raises(NoLine, match="NotSupported"), Post(server, SENDER).line():
        pass
    assert inbox.letters == []


def test_a_certificate_that_nobody_vouches_for_is_refused(
    inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_OWN_MACHINE", frozenset())
    served, _ = certified(tmp_path)
    with serving(inbox, tls_context=served) as port:
        account = MailServer("127.0.0.1", port, tls=False)
        with pytest.raises(NoLine, match="SSLCertVerificationError"), Post(account, SENDER).line():
            pass


def test_a_wrong_password_is_told_without_it(
    inbox: Inbox, tmp_path: Path, caplog: pytest.LogCaptureFixture, office: Office
) -> None:
    caplog.set_level(logging.DEBUG, "checklist_app")
    options = {"authenticator": knows_password, "auth_require_tls": False}
    with serving(inbox, **options) as port:
        account = MailServer("127.0.0.1", port, tls=False, user="office", password="wrong-one-7")
        send(mailing(office, account), office)
    assert "SMTPAuthenticationError 535" in caplog.text
    assert "wrong-one-7" not in caplog.text
    assert inbox.letters == []


def test_many_offices_are_looked_at_a_few_at_a_time_and_none_is_left_out(
    office: Office, server: MailServer, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing_module, "LOOKS_AT_A_TIME", 1)
    other = office.world.agencies["เทศบาลเมืองสว่าง"].id
    known = office.surveys.settings.of(other)
    office.surveys.settings.change(office.world["supervisor"], replace(known, emails=("x@example.go.th",)))
    mails = mailing(office, server)
    mails.send_due([other, office.agency], at=MARCH)
    assert inbox.letters == []  # the first has nothing to do
    mails.send_due([other, office.agency], at=MARCH + timedelta(minutes=1))
    assert len(inbox.letters) == 1
