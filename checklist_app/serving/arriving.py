"""Who may hold a connection of waitress, and for how long. Waitress closes connections that say
nothing; here those that never get to the end of a request are closed too, however often they say a
byte, and no single address holds them all."""

import socket
import time
from typing import Any

from waitress.channel import HTTPChannel

ARRIVAL = 120.0  # seconds from the first byte of a request to its last
SWEEP = 5.0  # seconds between two looks at all connections
OF_ONE_ADDRESS = 400  # connections: a room of people behind one router has fewer


class Channel(HTTPChannel):
    begun: float | None = None  # when the first byte came of the request that is not whole yet

    def received(self, data: bytes) -> bool:
        if self.begun is None:
            self.begun = time.monotonic()
        return super().received(data)

    def service(self) -> None:
        self.begun = None  # nothing is read before the answer is given, so nobody sets it meanwhile
        super().service()

    def is_late(self, now: float) -> bool:
        return not self.requests and self.begun is not None and now - self.begun > ARRIVAL


class Arrivals:
    def __init__(self, server: Any, *, of_one_address: int | None) -> None:
        self._channels = server.active_channels
        self._of_one_address = of_one_address
        self._swept = time.monotonic()
        server.channel_class = self._admit

    def sweep(self) -> None:
        now = time.monotonic()
        if now - self._swept < SWEEP:
            return
        self._swept = now
        for channel in list(self._channels.values()):
            if channel.is_late(now):
                channel.will_close = True

    def _admit(self, server: Any, connection: socket.socket, address: Any, adj: Any, *, map: Any) -> None:
        if self._of_one_address and self._held_by(address[0]) >= self._of_one_address:
            connection.close()
        else:
            Channel(server, connection, address, adj, map=map)

    def _held_by(self, host: str) -> int:
        return sum(channel.addr[0] == host for channel in list(self._channels.values()))
