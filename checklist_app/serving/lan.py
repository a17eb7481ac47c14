"""The trial with real phones: HTTPS on the local network. Browsers allow offline work only over
HTTPS, so a certificate authority is made on first use, and a guide leads each phone through
trusting it. For real use there is a domain: docs/operations.md."""

import contextlib
import ipaddress
import shutil
import socket
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

from checklist_app import clock, qr
from checklist_app.config import Config
from checklist_app.errors import invalid, unavailable
from checklist_app.serving import workers
from checklist_app.serving.guide import Guide, serve_guide
from checklist_app.serving.model import OpenService, Service
from checklist_app.serving.sockets import ensure_free
from checklist_app.serving.terminal import tell

NOT_CHOSEN = {"0.0.0.0", "::", "127.0.0.1", "localhost"}  # noqa: S104 - compared only
# Addresses of networks that every private network's router knows; nothing is sent to them.
PROBES = ("10.255.255.254", "192.168.255.254", "172.31.255.254")


def on_lan(config: Config) -> Config:
    """The same settings for the trial: this machine's private address, reached over HTTPS.
    A host that was chosen is kept when it is private."""
    address = _chosen(config.host) if config.host not in NOT_CHOSEN else _found()
    return replace(
        config,
        host=str(address),
        base_url=f"https://{address}:{config.port}",
        server="granian",
        trusted_proxies=0,
    )


def run_on_lan(config: Config, open_service: OpenService) -> int:
    """Serve with the settings of `on_lan`; the guide for the phones is on the next port."""
    try:
        from checklist_app.serving import trust  # an extra: not every installation has it
    except ImportError as error:
        raise unavailable("serving.lan_missing") from error
    authority = trust.prepare(_folder(config), ipaddress.IPv4Address(config.host), _local_name(), clock.now())
    port = _guide_port(config)
    ensure_free(config.host, port)
    guide = Guide(app=config.base_url, certificate=authority.der, fingerprint=authority.fingerprint)
    opening = partial(_open_with_guide, open_service, guide, config.host, port)
    return workers.run(config, opening, workers.Certificate(authority.server, authority.server_key))


def remove_lan(config: Config) -> int:
    """Forget the authority, and say how the phones forget it too."""
    folder = _folder(config)
    existed = folder.is_dir()
    try:
        if existed:
            shutil.rmtree(folder)
    except OSError as error:
        raise unavailable("serving.tls_folder", folder=str(folder)) from error
    tell(*(_REMOVED if existed else _NOTHING_TO_REMOVE))
    return 0


def _open_with_guide(open_service: OpenService, guide: Guide, host: str, port: int) -> Service:
    service = open_service()
    threading.Thread(target=serve_guide, args=(guide, host, port), daemon=True).start()
    address = f"http://{host}:{port}"
    return replace(
        service,
        news=(
            *service.news,
            qr.for_terminal(address),
            f"สแกนด้วยโทรศัพท์ที่ต่อเครือข่ายเดียวกัน หรือเปิด {address} | scan with a phone on this network",
            f"ลายนิ้วมือใบรับรอง | certificate fingerprint: {guide.fingerprint}",
        ),
    )


def _folder(config: Config) -> Path:
    return config.folder.parent / "tls"


def _guide_port(config: Config) -> int:
    return config.port + 1 if config.port < 65535 else config.port - 1


# --- this machine ------------------------------------------------------------------------------


def _chosen(host: str) -> ipaddress.IPv4Address:
    with contextlib.suppress(ValueError):
        address = ipaddress.IPv4Address(host)
        if address.is_private:
            return address
    raise invalid("serving.not_private", field="host", host=host)


def _found() -> ipaddress.IPv4Address:
    for probe in PROBES:
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as seeker:
            seeker.connect((probe, 9))
            address = ipaddress.IPv4Address(seeker.getsockname()[0])
            if address.is_private and not address.is_loopback:
                return address
    raise unavailable("serving.no_lan_address")


def _local_name() -> str:
    """The name by which phones find this machine without a name server, if it can be spelled."""
    label = socket.gethostname().partition(".")[0].lower()
    plain = label.isascii() and label.replace("-", "").isalnum() and not label.startswith("-")
    return f"{label if plain else 'checklist'}.local"


_NOTHING_TO_REMOVE = ("ไม่มีใบรับรองสำหรับทดลองให้ลบ | there is no trial certificate to remove",)
_REMOVED = (
    "ลบใบรับรองสำหรับทดลองออกจากเครื่องนี้แล้ว | the trial certificate is removed from this machine",
    "โปรดลบออกจากโทรศัพท์ทุกเครื่องที่เคยติดตั้งด้วย | remove it from every phone that trusted it:",
    "  Android: การตั้งค่า > ความปลอดภัย > ข้อมูลรับรองที่เชื่อถือ > ผู้ใช้ > Checklist trial > นำออก",
    "  iPhone, iPad: การตั้งค่า > ทั่วไป > VPN และการจัดการอุปกรณ์ > Checklist trial > เอาโปรไฟล์ออก",
    "รายละเอียด | details: docs/phones-on-the-lan.md",
)
