"""The settings: one frozen object, read once from the environment before anything else runs.
A bad value stops the start and names the setting. `NAME_FILE` gives a value in a file (for secrets)."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from checklist_app.errors import Problem, ProblemKind, invalid, unavailable
from checklist_app.ids import new_secret
from checklist_app.resources import ROOT

SHORTEST_SECRET = 32
SECRET_FILE = "secret.key"  # noqa: S105 - the name of the file, not the secret
MAIL_PORTS = {"smtp": 587, "smtps": 465}
_MAIL_ADDRESS = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table of settings in the README."""

    name: str
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class MailServer:
    """`tls` from the first byte; otherwise the connection is turned into one before anything is said."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    store: Path
    files: Path
    secret_key: str | None
    base_url: str
    host: str
    port: int
    trusted_proxies: int
    server: str
    threads: int
    smtp: MailServer | None
    mail_from: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Config":
        read = {name: parse(_value(environment, SETTINGS[name])) for name, parse in _PARSERS.items()}
        read["base_url"] = read["base_url"] or _own_address(read["host"], read["port"])
        if read["smtp"] and not read["mail_from"]:
            raise invalid("config.mail_from_missing", setting=SETTINGS["mail_from"].name)
        return cls(**read)

    @staticmethod
    def settings() -> tuple[Setting, ...]:
        return tuple(SETTINGS.values())

    @property
    def secure(self) -> bool:
        """Whether people reach the app by HTTPS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")


SETTINGS: Mapping[str, Setting] = {
    "store": Setting("CHECKLIST_STORE", "data/var/store", "Folder of the embedded store."),
    "files": Setting("CHECKLIST_FILES", "data/var/files", "Folder of photos and other files."),
    "secret_key": Setting(
        "CHECKLIST_SECRET_KEY",
        "",
        f"Secret that signs cookies, at least {SHORTEST_SECRET} characters. "
        f"Without it one is made at first start and kept as {SECRET_FILE} in the folder of the store.",
    ),
    "base_url": Setting(
        "CHECKLIST_BASE_URL",
        "",
        "Address under which people reach the app, such as https://checklist.example.go.th. "
        "With https, cookies are marked secure. Without it: http, host and port.",
    ),
    "host": Setting("CHECKLIST_HOST", "127.0.0.1", "Network address to listen on."),
    "port": Setting("CHECKLIST_PORT", "8000", "Port to listen on."),
    "trusted_proxies": Setting(
        "CHECKLIST_TRUSTED_PROXIES",
        "0",
        "How many proxies in front of the app may name the address of the visitor (X-Forwarded-For).",
    ),
    "server": Setting("CHECKLIST_SERVER", "waitress", "Server: waitress, or granian when it is installed."),
    "threads": Setting("CHECKLIST_THREADS", "16", "Requests answered at the same time."),
    "smtp": Setting(
        "CHECKLIST_SMTP",
        "",
        "Mail server for reminders, such as smtp://user:password@mail.example.go.th:587 "
        "(encrypted by STARTTLS) or smtps://…; special characters percent-encoded. "
        "Without it reminders stand in the app only.",
    ),
    "mail_from": Setting(
        "CHECKLIST_MAIL_FROM", "", "Address that reminders come from; needed with a mail server."
    ),
}


# What a backup may tell; folders are those of another machine when it is restored.
SHOWN_SETTINGS = tuple(
    setting.name for key, setting in SETTINGS.items() if key not in {"secret_key", "smtp", "store", "files"}
)


def secret_of(config: Config) -> str:
    """The secret that was set, else the one in the folder of the store, made when there is none."""
    if config.secret_key:
        return config.secret_key
    file = config.store / SECRET_FILE
    try:
        if not file.exists():
            _write_secret(file)
        return file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise unavailable("config.secret_file", file=str(file)) from error


def _write_secret(file: Path) -> None:
    """Whole or not at all, readable by the owner only; who comes second keeps the first one's secret."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as writer:
        writer.write(new_secret() + "\n")
        writer.flush()
        os.fsync(writer.fileno())
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _value(environment: Mapping[str, str], setting: Setting) -> str:
    given, path = environment.get(setting.name), environment.get(f"{setting.name}_FILE")
    if given and path:
        raise invalid("config.given_twice", setting=setting.name)
    if not path:
        return (given or setting.default).strip()
    try:
        return Path(path).read_text("utf-8-sig").strip()
    except (OSError, ValueError) as error:
        raise invalid("config.unreadable_file", setting=f"{setting.name}_FILE", file=path) from error


def _wrong(name: str, code: str, value: str, **more: int) -> Problem:
    return Problem(ProblemKind.INVALID, code, {"setting": SETTINGS[name].name, "value": value, **more})


def _folder(name: str) -> Callable[[str], Path]:
    def parse(value: str) -> Path:
        if "://" in value:
            raise _wrong(name, "config.folder_only", value.split("://")[0] + "://…")
        if "\0" in value:
            raise _wrong(name, "config.bad_folder", repr(value))
        return (_home() / Path(value).expanduser()).absolute()

    return parse


def _home() -> Path:
    """Relative folders lie in the checkout; with an installed package, in the working folder."""
    return ROOT if (ROOT / "pyproject.toml").is_file() else Path.cwd()


def _whole(name: str, *, least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.isdecimal() or len(value) > len(str(most)) or not least <= int(value) <= most:
            raise _wrong(name, "config.bad_number", value, least=least, most=most)
        return int(value)

    return parse


def _secret(value: str) -> str | None:
    if value and len(value) < SHORTEST_SECRET:
        raise invalid("config.short_secret", setting=SETTINGS["secret_key"].name, least=SHORTEST_SECRET)
    return value or None


def _address(value: str) -> str:
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        fine = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        fine = False
    if not fine or parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username:
        raise _wrong("base_url", "config.bad_address", value)
    return value.rstrip("/")


def _host(value: str) -> str:
    if not value or any(letter.isspace() or letter in "/\0@?#" for letter in value):
        raise _wrong("host", "config.bad_host", value)
    return value


def _server(value: str) -> str:
    if value not in {"waitress", "granian"}:
        raise _wrong("server", "config.bad_server", value)
    return value


def _mail_server(value: str) -> MailServer | None:
    """What is wrong with it is not repeated: it may hold a password."""
    if not value:
        return None
    try:
        parts = urlsplit(value)
        port = parts.port or MAIL_PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise _bad_mail_server() from None
    host = parts.hostname or ""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not _is_mail_server(parts) or not all(map(_is_plain, (host, user, password))):
        raise _bad_mail_server()
    return MailServer(host, port, parts.scheme == "smtps", user, password)


def _is_mail_server(parts: SplitResult) -> bool:
    is_whole = bool(parts.hostname) and not any(map(str.isspace, parts.netloc))
    return is_whole and parts.path in {"", "/"} and not (parts.query or parts.fragment)


def _is_plain(text: str) -> bool:
    """What the protocol can carry."""
    return text.isascii() and text.isprintable()


def _bad_mail_server() -> Problem:
    return invalid("config.bad_mail_server", setting=SETTINGS["smtp"].name)


def _mail_address(value: str) -> str:
    if value and not _MAIL_ADDRESS.fullmatch(value):
        raise _wrong("mail_from", "config.bad_mail_address", value)
    return value


def _own_address(host: str, port: int) -> str:
    shown = "localhost" if host in {"0.0.0.0", "::", "127.0.0.1"} else host  # noqa: S104 - compared only
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "store": _folder("store"),
    "files": _folder("files"),
    "secret_key": _secret,
    "base_url": _address,
    "host": _host,
    "port": _whole("port", least=1, most=65535),
    "trusted_proxies": _whole("trusted_proxies", least=0, most=10),
    "server": _server,
    "threads": _whole("threads", least=1, most=512),
    "smtp": _mail_server,
    "mail_from": _mail_address,
}
