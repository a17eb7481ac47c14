"""The proxies of deploy/, started for real on this machine with a certificate of their own: the shipped
file, in which only names, ports, folders and certificates are put in place (and the lines for IPv6 taken
out, which not every machine has)."""

import http.client
import ipaddress
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from checklist_app.clock import now
from checklist_app.resources import ROOT
from checklist_app.serving.certificates import Place, new_authority, new_server
from tests.serving.running import PATIENCE, free_port, until

DEPLOY: Final = ROOT / "deploy"
DOMAIN: Final = "checklist.example.go.th"
WITH_ME: Final = ("setpriv", "--pdeathsig=KILL")
"""What is started so ends with whoever started it."""

# As Debian's own file around a site: it compresses and speaks old TLS where the site does not forbid it.
AROUND_NGINX: Final = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """`headers` as they came, for a name may come twice."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for known, value in self.headers if known.lower() == name.lower()]

    def one(self, name: str) -> str:
        (value,) = self.all(name)
        return value


@dataclass(frozen=True, slots=True)
class Front:
    name: str
    port: int
    plain_port: int
    trusted: ssl.SSLContext

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        source: str = "127.0.0.1",
    ) -> Reply:
        connection = self.connect(source)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def connect(self, source: str = "127.0.0.1") -> http.client.HTTPConnection:
        """`source` is another address of this machine to come from."""
        connection = http.client.HTTPConnection(DOMAIN, timeout=PATIENCE)
        line = socket.create_connection(("127.0.0.1", self.port), PATIENCE, (source, 0))
        connection.sock = self.trusted.wrap_socket(line, server_hostname=DOMAIN)
        return connection

    def ask_plainly(self, path: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Host": DOMAIN})
            answer = connection.getresponse()
            return Reply(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def is_up(self) -> bool:
        try:
            self.connect().close()
        except OSError:
            return False
        return True


@contextmanager
def front(name: str, folder: Path, upstreams: Sequence[int], *, hasty: bool = False) -> Iterator[Front]:
    """`name` is that of the file in deploy/. `hasty`: it tries for a second where it would for longer."""
    program = program_of(name)
    folder.mkdir(parents=True)
    made = Front(name, free_port(), free_port(), _certificate(folder))
    settings = (_nginx if name == "nginx.conf" else _caddy)(made, folder, upstreams)
    if hasty:
        _make_hasty(folder / "Caddyfile")
    command = [*WITH_ME, program, *settings]
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=_environment(folder))
    try:
        until(lambda: made.is_up() or process.poll() is not None)
        assert process.poll() is None, (folder / "out").read_text("utf-8")
        yield made
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def program_of(name: str) -> str:
    wanted = "nginx" if name == "nginx.conf" else "caddy"
    found = shutil.which(wanted) or shutil.which(wanted, path="/usr/sbin")
    if found is None:
        because = f"{wanted} is not installed (Debian: apt install {wanted})"
        if os.environ.get("CI") == "true":
            pytest.fail(because)
        pytest.skip(because)
    return found


def _nginx(made: Front, folder: Path, upstreams: Sequence[int]) -> list[str]:
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    site = re.sub(r"^ *listen \[::\].*\n", "", site, flags=re.MULTILINE)
    ports = {
        "listen 80": f"listen 127.0.0.1:{made.plain_port}",
        "listen 443": f"listen 127.0.0.1:{made.port}",
    }
    live = f"/etc/letsencrypt/live/{DOMAIN}"
    files = {f"{live}/fullchain.pem": f"{folder}/server.pem", f"{live}/privkey.pem": f"{folder}/server.key"}
    for old, new in {**ports, **files}.items():
        assert old in site
        site = site.replace(old, new)
    lines = re.findall(r"^ *server 127\.0\.0\.1:\d+.*\n", site, flags=re.MULTILINE)
    processes = [re.sub(r":\d+", f":{port}", lines[0]) for port in upstreams]
    site = site.replace("".join(lines), "".join(processes))
    (folder / "site.conf").write_text(site, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # who may enter the folder of a test
    (folder / "nginx.conf").write_text(AROUND_NGINX.format(folder=folder, user=user), "utf-8")
    return ["-p", str(folder), "-c", str(folder / "nginx.conf")]


def _caddy(made: Front, folder: Path, upstreams: Sequence[int]) -> list[str]:
    site = (DEPLOY / made.name).read_text("utf-8")
    ports = [f"http_port {made.plain_port}", f"https_port {made.port}", "default_bind 127.0.0.1", "admin off"]
    site = site.replace("{\n", "\n\t".join(["{", *ports]) + "\n", 1)
    certificates = f"{DOMAIN} {{\n\ttls {folder}/server.pem {folder}/server.key\n"
    site, found = re.subn(
        rf"^(\{{\$CHECKLIST_DOMAIN:)?{DOMAIN}\}}? \{{\n", certificates, site, flags=re.MULTILINE
    )
    assert found == 1
    processes = " ".join(f"127.0.0.1:{port}" for port in upstreams)
    site, found = re.subn(r"reverse_proxy .+ \{\n", f"reverse_proxy {processes} {{\n", site)
    assert found == 1
    (folder / "Caddyfile").write_text(site, "utf-8")
    return ["run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


def _make_hasty(file: Path) -> None:
    """nginx, which has no such file, is so as it is shipped."""
    if file.exists():
        site, found = re.subn(r"lb_try_duration \S+", "lb_try_duration 1s", file.read_text("utf-8"))
        assert found == 1
        file.write_text(site, "utf-8")


def _environment(folder: Path) -> dict[str, str]:
    """Caddy keeps things in the home of whoever starts it."""
    return {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}


def _certificate(folder: Path) -> ssl.SSLContext:
    place = Place(ipaddress.IPv4Address("127.0.0.1"), DOMAIN)
    authority = new_authority(place, now())
    certificate, key = new_server(authority, place, now()).files()
    (folder / "server.pem").write_bytes(certificate)
    (folder / "server.key").write_bytes(key)
    (folder / "authority.pem").write_bytes(authority.files()[0])
    return ssl.create_default_context(cafile=str(folder / "authority.pem"))
