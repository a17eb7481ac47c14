"""Machines that are none: network namespaces joined by a bridge. Each has an address of its own, its link can
be cut and made slow, and all its processes can be killed at once. Names carry the id of this process, so that
what a killed run left behind is known and removed by the next."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

MARK: Final = "nithet"
SLOW: Final = ("rate", "2mbit", "burst", "16kb", "latency", "400ms")
NEEDED: Final = ("ip", "tc", "setpriv")


def missing() -> str:
    """What keeps this machine from having such networks; empty when nothing does."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    lacking = [name for name in NEEDED if shutil.which(name) is None]
    if lacking:
        return f"not installed: {', '.join(lacking)} (Debian: apt install iproute2 util-linux)"
    name = f"{MARK}{os.getpid()}"
    tried = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if tried.returncode:
        return f"network namespaces cannot be made here: {tried.stderr.strip()}"
    run("ip", "netns", "del", name)
    return ""


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


@dataclass(frozen=True, slots=True)
class Machine:
    """`link` is the bridge's end of its cable."""

    name: str
    space: str
    link: str
    address: str

    def command(self, *command: str, user: str = "root") -> list[str]:
        """The command as it runs on this machine; it ends with the process that started it."""
        dropped = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--pdeathsig=KILL"]
        return ["ip", "netns", "exec", self.space, *dropped, *command]

    def cut(self) -> None:
        run("ip", "link", "set", self.link, "down")

    def mend(self) -> None:
        run("ip", "link", "set", self.link, "up")

    def slow(self) -> None:
        """Both directions, at the rate of a bad line; what does not fit waits."""
        run("tc", "qdisc", "replace", "dev", self.link, "root", "tbf", *SLOW)
        run("ip", "netns", "exec", self.space, "tc", "qdisc", "replace", "dev", "eth0", "root", "tbf", *SLOW)

    def fast(self) -> None:
        run("tc", "qdisc", "del", "dev", self.link, "root")
        run("ip", "netns", "exec", self.space, "tc", "qdisc", "del", "dev", "eth0", "root")

    def power_off(self) -> None:
        """kill -9 for every process of this machine, and no other."""
        for pid in run("ip", "netns", "pids", self.space).split():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                continue


@dataclass(slots=True)
class Network:
    """`home` is the address of this process in it."""

    folder: Path
    bridge: str
    subnet: str
    machines: list[Machine] = field(default_factory=list)

    @property
    def home(self) -> str:
        return f"{self.subnet}.1"

    @classmethod
    def lay(cls, names: Sequence[str]) -> "Network":
        sweep()
        pid = os.getpid()
        network = cls(Path(f"/tmp/{MARK}-{pid}"), f"nt{pid}", f"10.{64 + pid // 250 % 64}.{pid % 250}")
        try:
            network.folder.mkdir(mode=0o755)
            run("ip", "link", "add", network.bridge, "type", "bridge")
            run("ip", "address", "add", f"{network.home}/24", "dev", network.bridge)
            run("ip", "link", "set", network.bridge, "up")
            for number, name in enumerate(names):
                network._connect(name, f"{network.subnet}.{11 + number}")
        except BaseException:
            network.remove()
            raise
        return network

    def remove(self) -> None:
        for machine in self.machines:
            machine.power_off()
        _remove(self.bridge.removeprefix("nt"))

    def mount(self, place: Path, megabytes: int) -> None:
        """A small disk, gone with the network."""
        place.mkdir(parents=True, exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", MARK, str(place))

    def clear(self, place: Path) -> None:
        if place.is_mount():
            run("umount", "--lazy", str(place))
        shutil.rmtree(place)

    def _connect(self, name: str, address: str) -> None:
        machine = Machine(name, f"{self.bridge}{name}", f"{self.bridge}{name}", address)
        self.machines.append(machine)
        run("ip", "netns", "add", machine.space)
        inside = ("ip", "-netns", machine.space)
        peer = ("peer", "name", "eth0", "netns", machine.space)
        run("ip", "link", "add", machine.link, "type", "veth", *peer)
        run("ip", "link", "set", machine.link, "master", self.bridge, "up")
        run(*inside, "address", "add", f"{address}/24", "dev", "eth0")
        run(*inside, "link", "set", "eth0", "up")
        run(*inside, "link", "set", "lo", "up")


def sweep() -> None:
    """What runs that were killed have left."""
    known = [*Path("/tmp").glob(f"{MARK}-*"), *Path("/sys/class/net").glob("nt*")]
    owners = {match[1] for path in known if (match := re.fullmatch(rf"(?:{MARK}-|nt)(\d+)", path.name))}
    for pid in owners:
        if not Path(f"/proc/{pid}").exists():
            _remove(pid)


def _remove(pid: str) -> None:
    bridge, folder = f"nt{pid}", Path(f"/tmp/{MARK}-{pid}")
    for line in run("ip", "netns", "list").splitlines():
        space = line.split()[0]
        if re.fullmatch(rf"{bridge}[a-z]+", space):
            run("ip", "netns", "del", space)
    for device in Path("/sys/class/net").glob(f"{bridge}*"):
        if device.exists() and re.fullmatch(rf"{bridge}[a-z]*", device.name):
            subprocess.run(["ip", "link", "del", device.name], capture_output=True, check=False)
    for line in reversed(Path("/proc/mounts").read_text().splitlines()):
        place = Path(line.split()[1])
        if folder in place.parents:
            run("umount", "--lazy", str(place))
    shutil.rmtree(folder, ignore_errors=True)
