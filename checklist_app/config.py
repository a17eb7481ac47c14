"""The settings: one frozen object, read once from the environment before anything else runs.
A bad value stops the start and names the setting. `NAME_FILE` gives a value in a file (for secrets)."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import SplitResult, unquote, urlsplit

from checklist_app.bucket import SCHEME, Bucket, bucket_of
from checklist_app.errors import Problem, ProblemKind, invalid, unavailable
from checklist_app.ids import new_secret
from checklist_app.logs import Form
from checklist_app.resources import ROOT
from checklist_app.settings import SECRET_FILE, SETTINGS, SHORTEST_SECRET, Setting

MAIL_PORTS = {"smtp": 587, "smtps": 465}
_MAIL_ADDRESS = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class MailServer:
    """`tls` from the first byte; otherwise the connection is turned into one before anything is said."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Database:
    """Whoever prints the settings prints no password."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    store: Path | Database
    files: Path | Bucket
    work: Path
    secret_key: str | None
    base_url: str
    host: str
    port: int
    trusted_proxies: int
    server: str
    threads: int
    drain: int
    smtp: MailServer | None
    mail_from: str
    log: Form
    metrics_token: str | None = field(repr=False)
    batches: Literal["here", "elsewhere"]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Config":
        read = {name: parse(_value(environment, SETTINGS[name])) for name, parse in _PARSERS.items()}
        read["base_url"] = read["base_url"] or _own_address(read["host"], read["port"])
        key, secret = read.pop("files_key"), read.pop("files_secret")
        if isinstance(read["files"], Bucket):
            names = (SETTINGS["files_key"].name, SETTINGS["files_secret"].name)
            read["files"] = read["files"].opened_by(key, secret, settings=names)
        if read["smtp"] and not read["mail_from"]:
            raise invalid("config.mail_from_missing", setting=SETTINGS["mail_from"].name)
        if read["batches"] == "elsewhere" and not isinstance(read["store"], Database):
            raise invalid(
                "config.batches_alone", setting=SETTINGS["batches"].name, store=SETTINGS["store"].name
            )
        return cls(**read)

    @property
    def folder(self) -> Path:
        """Of the embedded store, for what works on its files."""
        if isinstance(self.store, Database):
            raise unavailable("config.folder_needed", setting=SETTINGS["store"].name)
        return self.store

    @property
    def secure(self) -> bool:
        """Whether people reach the app by HTTPS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")


def secret_of(config: Config) -> str:
    """The secret that was set, else the one in the folder of the store, made when there is none."""
    if config.secret_key:
        return config.secret_key
    if isinstance(config.store, Database):  # a folder of one machine would keep another secret than the next
        raise invalid("config.secret_needed", setting=SETTINGS["secret_key"].name)
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
        try:
            return (_home() / Path(value).expanduser()).absolute()
        except RuntimeError:  # the home of somebody unknown, such as ~nobody
            raise _wrong(name, "config.bad_folder", value) from None

    return parse


def _store_place(value: str) -> Path | Database:
    """What is wrong with an address is not repeated: it may hold a password."""
    if not value.startswith(("postgresql://", "postgres://")):
        return _folder("store")(value)
    try:
        parts = urlsplit(value)
        fine = bool(parts.netloc) and len(parts.path) > 1 and not parts.fragment
    except ValueError:
        fine = False
    if not fine or not value.isprintable() or " " in value:
        raise invalid("config.bad_database", setting=SETTINGS["store"].name)
    return Database(value)


def _files_place(value: str) -> Path | Bucket:
    return (
        bucket_of(value, setting=SETTINGS["files"].name)
        if value.startswith(SCHEME)
        else _folder("files")(value)
    )


def _home() -> Path:
    """Relative folders lie in the checkout; with an installed package, in the working folder."""
    return ROOT if (ROOT / "pyproject.toml").is_file() else Path.cwd()


def _whole(name: str, *, least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.isdecimal() or len(value) > len(str(most)) or not least <= int(value) <= most:
            raise _wrong(name, "config.bad_number", value, least=least, most=most)
        return int(value)

    return parse


def _secret(name: str) -> Callable[[str], str | None]:
    def parse(value: str) -> str | None:
        if value and len(value) < SHORTEST_SECRET:
            raise invalid("config.short_secret", setting=SETTINGS[name].name, least=SHORTEST_SECRET)
        return value or None

    return parse


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


def _one_of(name: str, code: str, known: tuple[str, ...]) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in known:
            raise _wrong(name, code, value)
        return value

    return parse


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
    "store": _store_place,
    "files": _files_place,
    "files_key": str,
    "files_secret": str,
    "work": _folder("work"),
    "secret_key": _secret("secret_key"),
    "base_url": _address,
    "host": _host,
    "port": _whole("port", least=1, most=65535),
    "trusted_proxies": _whole("trusted_proxies", least=0, most=10),
    "server": _one_of("server", "config.bad_server", ("waitress", "granian")),
    "threads": _whole("threads", least=1, most=512),
    "drain": _whole("drain", least=0, most=120),
    "smtp": _mail_server,
    "mail_from": _mail_address,
    "log": _one_of("log", "config.bad_log", get_args(Form)),
    "metrics_token": _secret("metrics_token"),
    "batches": _one_of("batches", "config.bad_batches", ("here", "elsewhere")),
}
