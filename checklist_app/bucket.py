"""A bucket of an S3-compatible storage, as it is named in the settings."""

import re
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from checklist_app.errors import Problem, invalid

SCHEME: Final = "s3://"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")
_STEP: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
_REGION: Final = re.compile(r"[A-Za-z0-9-]{0,60}")
_KNOWN: Final = frozenset({"endpoint", "region", "path-style"})
_STYLES: Final = {"": None, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Bucket:
    """Without keys, the client looks where it usually does: AWS_… variables, the role of the machine.
    With `path_style` the name stands in the path of an address, without in the name of the host."""

    name: str
    prefix: str
    endpoint: str
    region: str
    path_style: bool
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        return f"{SCHEME}{self.name}/{self.prefix}".rstrip("/")

    def opened_by(self, key: str, secret: str, *, settings: tuple[str, str]) -> "Bucket":
        """What is wrong with them is not repeated."""
        for given, setting in zip((key, secret), settings, strict=True):
            if not (given.isascii() and given.isprintable()):
                raise invalid("config.bad_key", setting=setting)
        if bool(key) != bool(secret):
            raise invalid("config.half_a_key", setting=settings[0], other=settings[1])
        return replace(self, key=key, secret=secret)


def bucket_of(value: str, *, setting: str) -> Bucket:
    """What is wrong with it is not repeated: it may hold a key."""
    try:
        parts = urlsplit(value)
        asked = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query), max_num_fields=len(_KNOWN)))
        return _bucket(parts, asked)
    except (ValueError, KeyError):
        raise _bad(setting) from None


def _bucket(parts: SplitResult, asked: dict[str, str]) -> Bucket:
    endpoint, region = asked.get("endpoint", "").rstrip("/"), asked.get("region", "")
    prefix = parts.path.strip("/")
    _require(_NAME.fullmatch(parts.netloc) and not parts.fragment and asked.keys() <= _KNOWN)
    _require(all(_STEP.fullmatch(step) for step in prefix.split("/")) or not prefix)
    _require(_REGION.fullmatch(region) and (not endpoint or _is_endpoint(endpoint)))
    style = _STYLES[asked.get("path-style", "")]
    return Bucket(parts.netloc, prefix, endpoint, region, bool(endpoint) if style is None else style)


def _is_endpoint(value: str) -> bool:
    parts = urlsplit(value)
    plain = value.isascii() and value.isprintable() and " " not in value
    fine = plain and parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    return fine and not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)


def _require(fine: object) -> None:
    if not fine:
        raise ValueError


def _bad(setting: str) -> Problem:
    return invalid("config.bad_bucket", setting=setting)
