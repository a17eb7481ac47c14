"""E-mail by the office's own mail server: a letter as a value, and the line on which it is sent. Nothing here
knows what is written, and nothing tells the password."""

import logging
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from checklist_app.clock import BANGKOK
from checklist_app.config import MailServer

log = logging.getLogger(__name__)

PATIENCE: Final = 10.0  # seconds for each answer of the server
_OWN_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
FAILURES: Final = (smtplib.SMTPException, OSError, MessageError, ValueError)
"""What sending may raise; the last two for an address that nobody can have."""


class NoLine(Exception):  # noqa: N818 - said of a server, which may be there again later
    """The server cannot be reached, or does not let us in."""


class Line:
    """Open to the server, good for several letters."""

    def __init__(self, connection: smtplib.SMTP, sender: str) -> None:
        self._connection = connection
        self.sender = sender

    def send(self, letter: EmailMessage) -> None:
        """Raises one of FAILURES unless the server took it for somebody."""
        refused = self._connection.send_message(letter)
        if refused:
            log.warning("mail: %s of the addresses of an office were refused", len(refused))


class Post:
    def __init__(self, server: MailServer, sender: str, *, trust: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._sender = sender
        self._trust = trust or ssl.create_default_context()

    @contextmanager
    def line(self) -> Iterator[Line]:
        """Encrypted, except to this machine itself; a server that cannot is not used."""
        try:
            connection = self._connected()
        except FAILURES as error:
            raise NoLine(told(error)) from None
        try:
            yield Line(connection, self._sender)
        finally:
            _hang_up(connection)

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=PATIENCE, context=self._trust
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
        try:
            if not server.tls and server.host not in _OWN_MACHINE:
                connection.starttls(context=self._trust)
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def letter_of(
    sender: str, to: Sequence[str], subject: str, text: str, *, id: str, at: datetime
) -> EmailMessage:
    """Plain text in any language. `id` is new for each letter."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address("นิเทศ", addr_spec=sender)
    letter["To"] = [Address(addr_spec=address) for address in to]
    letter["Subject"] = subject
    letter["Date"] = format_datetime(at.astimezone(BANGKOK))
    letter["Message-ID"] = f"<{id}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text, cte="base64")
    return letter


def told(error: BaseException) -> str:
    """What a log may hold: the kind of failure and the number that the server gave, never its words, which
    may repeat what was said to it."""
    number = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {number}".strip()


def _hang_up(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except FAILURES:
        connection.close()
