"""The folder of the trial's certificates: what is kept there, when it is made anew."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from checklist_app.durable import write_whole
from checklist_app.errors import unavailable
from checklist_app.serving.certificates import (
    Pair,
    Place,
    authority_fits,
    der,
    fingerprint,
    new_authority,
    new_server,
    read_pair,
    server_fits,
)


@dataclass(frozen=True, slots=True)
class Trust:
    """What phones install, and what the server shows them."""

    der: bytes
    fingerprint: str
    server: Path
    server_key: Path


def prepare(folder: Path, address: ipaddress.IPv4Address, name: str, now: datetime) -> Trust:
    """Certificates fit for this address and name; kept while they fit, else made anew."""
    place = Place(address, name)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority = _kept_or_new(
            folder / "authority",
            fits=lambda held: authority_fits(held, place, now),
            make=lambda: new_authority(place, now),
        )
        _kept_or_new(
            folder / "server",
            fits=lambda held: server_fits(held, authority, place, now),
            make=lambda: new_server(authority, place, now),
        )
    except OSError as error:
        raise unavailable("serving.tls_folder", folder=str(folder)) from error
    return Trust(
        der=der(authority.certificate),
        fingerprint=fingerprint(authority.certificate),
        server=folder / "server.pem",
        server_key=folder / "server.key",
    )


def _kept_or_new(stem: Path, *, fits: Callable[[Pair], bool], make: Callable[[], Pair]) -> Pair:
    certificate, key = stem.with_suffix(".pem"), stem.with_suffix(".key")
    held = read_pair(certificate, key)
    if held and fits(held):
        return held
    made = make()
    for file, content in zip((certificate, key), made.files(), strict=True):
        write_whole(file, content)
    return made
