"""The trial with phones: what phones are asked to trust, and the way there."""

import http.client
import ipaddress
import socket
import ssl
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from checklist_app import qr
from checklist_app.clock import now
from checklist_app.errors import Problem
from checklist_app.serving import on_lan, remove_lan
from checklist_app.serving.trust import prepare
from tests.serving.running import Running, running
from tests.serving.small import PRIVATE, settings

HOME = ipaddress.IPv4Address("192.168.1.5")


@pytest.fixture
def tls(tmp_path: Path) -> Path:
    return tmp_path / "tls"


def authority(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())


def server(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "server.pem").read_bytes())


# --- what is trusted ---------------------------------------------------------------------------


def test_the_authority_is_good_for_this_network_and_name_only(tls: Path) -> None:
    prepare(tls, HOME, "office.local", now())
    constraints = authority(tls).extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert constraints.value.permitted_subtrees == [
        x509.DNSName("office.local"),
        x509.IPAddress(ipaddress.IPv4Network("192.168.1.0/24")),
    ]


def test_certificates_last_no_longer_than_phones_allow(tls: Path) -> None:
    prepare(tls, HOME, "office.local", now())
    for certificate in (authority(tls), server(tls)):
        life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
        assert life <= timedelta(days=398)


def test_everything_kept_is_readable_by_its_owner_only(tls: Path) -> None:
    prepare(tls, HOME, "office.local", now())
    assert stat.S_IMODE(tls.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in tls.iterdir()} == {0o600}


def test_a_second_start_keeps_both_certificates(tls: Path) -> None:
    first = prepare(tls, HOME, "office.local", now())
    shown = server(tls)
    assert prepare(tls, HOME, "office.local", now()) == first
    assert server(tls) == shown


def test_another_address_of_the_same_network_renews_the_server_only(tls: Path) -> None:
    first = prepare(tls, HOME, "office.local", now())
    shown = server(tls)
    assert prepare(tls, HOME + 1, "office.local", now()).fingerprint == first.fingerprint
    assert server(tls) != shown


@pytest.mark.parametrize(
    ("address", "name"), [(ipaddress.IPv4Address("10.0.0.9"), "office.local"), (HOME, "other.local")]
)
def test_another_network_or_name_needs_another_authority(
    tls: Path, address: ipaddress.IPv4Address, name: str
) -> None:
    first = prepare(tls, HOME, "office.local", now())
    assert prepare(tls, address, name, now()).fingerprint != first.fingerprint


def test_near_its_end_the_server_is_renewed_and_then_the_authority(tls: Path) -> None:
    first = prepare(tls, HOME, "office.local", now())
    shown = server(tls)
    assert prepare(tls, HOME, "office.local", now() + timedelta(days=80)).fingerprint == first.fingerprint
    assert server(tls) != shown
    assert prepare(tls, HOME, "office.local", now() + timedelta(days=390)).fingerprint != first.fingerprint


@pytest.mark.parametrize("damage", [b"", b"\0\xff", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
@pytest.mark.parametrize("name", ["authority.pem", "authority.key", "server.pem", "server.key"])
def test_a_damaged_file_is_made_anew(tls: Path, name: str, damage: bytes) -> None:
    prepare(tls, HOME, "office.local", now())
    (tls / name).write_bytes(damage)
    prepare(tls, HOME, "office.local", now())
    server(tls).verify_directly_issued_by(authority(tls))


def test_a_folder_that_cannot_be_written_is_named(tls: Path) -> None:
    tls.write_text("a file, not a folder")
    with pytest.raises(Problem, match=r"serving\.tls_folder"):
        prepare(tls, HOME, "office.local", now())


# --- where it is served ------------------------------------------------------------------------


def test_the_settings_of_the_trial_are_https_on_the_private_address(tmp_path: Path) -> None:
    config = on_lan(replace(settings(tmp_path, 9000), host="192.168.1.5", trusted_proxies=1))
    assert (config.base_url, config.secure) == ("https://192.168.1.5:9000", True)
    assert (config.host, config.trusted_proxies) == ("192.168.1.5", 0)


@pytest.mark.parametrize("host", ["8.8.8.8", "example.go.th", "::1", "192.168.1.5/24", ""])
def test_a_public_or_unclear_address_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(Problem, match=r"serving\.not_private"):
        on_lan(replace(settings(tmp_path, 9000), host=host))


def test_removing_forgets_the_authority_and_tells_about_the_phones(
    tmp_path: Path, tls: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(tls, HOME, "office.local", now())
    assert remove_lan(settings(tmp_path, 9000)) == 0
    assert not tls.exists()
    assert "Android" in capsys.readouterr().out
    assert remove_lan(settings(tmp_path, 9000)) == 0
    assert "ไม่มีใบรับรอง" in capsys.readouterr().out


def test_a_code_for_the_terminal_is_drawn_without_control_characters() -> None:
    drawing = qr.for_terminal("http://192.168.1.5:8001")
    lines = drawing.rstrip("\n").splitlines()
    assert len({len(line) for line in lines}) == 1
    assert set(drawing) <= set("\n\N{NO-BREAK SPACE} ▀▄█")


# --- the whole way -----------------------------------------------------------------------------


def guide(served: Running, path: str, method: str = "GET") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(PRIVATE, served.port + 1, timeout=30)
    connection.request(method, path)
    response = connection.getresponse()
    return response.status, response.read()


def test_a_client_that_installs_the_authority_reaches_the_app_over_https(tmp_path: Path) -> None:
    with running(tmp_path, command="lan") as served:
        status, page = guide(served, "/")
        assert status == 200
        assert f"https://{PRIVATE}:{served.port}".encode() in page
        status, certificate = guide(served, "/checklist-ca.crt")
        trusting = ssl.create_default_context(cadata=certificate)
        with (
            socket.create_connection((PRIVATE, served.port), timeout=30) as plain,
            trusting.wrap_socket(plain, server_hostname=PRIVATE) as connection,
        ):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: connection.recv(4096), b""))
        assert answer.endswith(b"https 127.0.0.1 0")
        assert guide(served, "/guide.css")[0] == 200
        assert guide(served, "/../../etc/passwd")[0] == 404
        assert guide(served, "/", "POST")[0] == 405


def test_a_client_that_trusts_nothing_is_not_let_in_silently(tmp_path: Path) -> None:
    with running(tmp_path, command="lan") as served:
        untrusting = ssl.create_default_context()
        with (
            socket.create_connection((PRIVATE, served.port), timeout=30) as plain,
            pytest.raises(ssl.SSLCertVerificationError),
        ):
            untrusting.wrap_socket(plain, server_hostname=PRIVATE)
