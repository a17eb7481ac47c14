"""A long way between two machines, where the kernel cannot make one (netem is not in every kernel): a relay
that hands on every byte, in order, but only after a while. A server of its own address and port stands for
each that is far away."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

CHUNK: Final = 65_536
PLACES: Final = 64  # chunks on their way at once; who sends more waits

Address = tuple[str, int]


@dataclass
class Relay:
    """`delay` in seconds, each way."""

    delay: float
    _ways: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self, target: Address) -> asyncio.Server:
        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                far = await asyncio.open_connection(*target)
            except OSError:
                writer.close()
                return
            for way in (self._carry(reader, far[1]), self._carry(far[0], writer)):
                self._keep(way)

        return await asyncio.start_server(accept, "127.0.0.1", 0)

    def _keep(self, way: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(way)
        self._ways.add(task)
        task.add_done_callback(self._ways.discard)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        road: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(PLACES)
        arriving = asyncio.ensure_future(self._deliver(road, sink))
        try:
            while sent := await source.read(CHUNK):
                await road.put((self._arrives(), sent))
        except OSError:
            pass  # told to the other side as an end
        await road.put((self._arrives(), b""))
        await arriving

    def _arrives(self) -> float:
        return asyncio.get_running_loop().time() + self.delay

    async def _deliver(self, road: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter) -> None:
        broken = False
        while True:
            due, sent = await road.get()
            await asyncio.sleep(max(due - asyncio.get_running_loop().time(), 0))
            if not sent:
                sink.close()
                return
            try:
                if not broken:
                    sink.write(sent)
                    await sink.drain()
            except OSError:
                broken = True  # what still comes is thrown away


@contextmanager
def far_away(targets: list[Address], *, delay: float) -> Iterator[list[Address]]:
    """The addresses that lead to the targets by the long way."""
    loop, relay = asyncio.new_event_loop(), Relay(delay)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opened: Future[list[asyncio.Server]] = asyncio.run_coroutine_threadsafe(_open(relay, targets), loop)
    try:
        yield [server.sockets[0].getsockname()[:2] for server in opened.result(10)]
    finally:
        asyncio.run_coroutine_threadsafe(_close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _open(relay: Relay, targets: list[Address]) -> list[asyncio.Server]:
    return [await relay.open(target) for target in targets]


async def _close() -> None:
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
