"""Figures of the daemon in Prometheus's text format, served on loopback only."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from chairctl.domain.safety import SafetyState
from chairctl.domain.time import SECOND
from chairctl.frontends.daemon.stations import Chair
from chairctl.runtime.timing import BOUNDS, Timing
from chairctl.texts import Texts

if TYPE_CHECKING:
    from chairctl.frontends.mqtt.bridge import Bridge

LOOPBACK = "127.0.0.1"
LONGEST_REQUEST = 8_192
PATIENCE_S = 2.0
CONTENT_TYPE = "text/plain; version=0.0.4"

log = logging.getLogger("chairctl.daemon")


class Metrics:
    """Answers `GET /metrics`."""

    def __init__(self, chairs: Mapping[str, Chair], lateness: Timing) -> None:
        self.bridge: Bridge | None = None
        self._chairs = chairs
        self._lateness = lateness
        self._server: asyncio.Server | None = None

    async def open(self, port: int | None, texts: Texts) -> None:
        """Listen, where a port is configured; a port that is taken is only said."""
        if port is None:
            return
        try:
            self._server = await asyncio.start_server(self._answer, LOOPBACK, port, limit=LONGEST_REQUEST)
        except OSError as error:
            log.warning(texts.say("daemon.no_metrics", port=port, error=error))

    async def close(self) -> None:
        """Stop listening."""
        server, self._server = self._server, None
        if server:
            server.close()
            await server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            async with asyncio.timeout(PATIENCE_S):
                line = await reader.readline()
                found = line.split()[:2] == [b"GET", b"/metrics"]
                body = "\n".join(lines(self._chairs, self._lateness, self.bridge)) + "\n" if found else ""
                status = "200 OK" if found else "404 Not Found"
                head = f"HTTP/1.1 {status}\r\nContent-Type: {CONTENT_TYPE}\r\nConnection: close\r\n"
                writer.write(f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode())
                await writer.drain()
        writer.close()


def lines(chairs: Mapping[str, Chair], lateness: Timing, bridge: Bridge | None) -> Iterator[str]:
    """Every figure, one to a line."""
    yield from _kind("chairctl_state", "gauge", "1 for the safety state that a station is in")
    pictures = {name: chair.host.snapshot() for name, chair in chairs.items()}
    for name, seen in pictures.items():
        for state in SafetyState:
            yield _line("chairctl_state", int(seen.state is state), station=name, state=state)
    yield from _kind("chairctl_trips", "gauge", "trips that nobody has acknowledged")
    yield from (_line("chairctl_trips", len(seen.trips), station=name) for name, seen in pictures.items())
    yield from _kind("chairctl_session_running", "gauge", "whether a programme runs")
    yield from (
        _line("chairctl_session_running", int(seen.session is not None), station=name)
        for name, seen in pictures.items()
    )
    yield from _kind("chairctl_energised_seconds", "gauge", "time with any output in this session")
    yield from (
        _line("chairctl_energised_seconds", seen.exposure.energised / SECOND, station=name)
        for name, seen in pictures.items()
    )
    yield from _kind("chairctl_heat_dose_cem43_minutes", "gauge", "thermal dose of this session")
    yield from (
        _line("chairctl_heat_dose_cem43_minutes", seen.exposure.cem43_micro_minutes / 1_000_000, station=name)
        for name, seen in pictures.items()
    )
    for what, help_text in (
        ("connected", "whether the line to a device is open"),
        ("sent", "packets handed to the line"),
        ("kept_back", "packets that the last gate or a full line kept back"),
        ("garbled", "stretches of bytes that were no frame"),
        ("refused", "frames refused by the device"),
    ):
        metric = f"chairctl_link_{what}" + ("" if what == "connected" else "_total")
        yield from _kind(metric, "gauge" if what == "connected" else "counter", help_text)
        for name, seen in pictures.items():
            for link in seen.links:
                yield _line(metric, int(getattr(link, what)), station=name, device=link.device)
    hosts = [(name, chair.host) for name, chair in chairs.items()]
    yield from _kind("chairctl_turn_lateness_seconds", "histogram", "how late this process takes its turns")
    yield from _histogram("chairctl_turn_lateness_seconds", lateness, "all")
    yield from _kind("chairctl_wire_latency_seconds", "histogram", "from a command to its answer")
    for name, host in hosts:
        yield from _histogram("chairctl_wire_latency_seconds", host.wire_latency, name)
    yield from _kind("chairctl_remote_refused_total", "counter", "messages of remotes that were refused")
    for name, chair in chairs.items():
        yield _line("chairctl_remote_refused_total", chair.desk.refused if chair.desk else 0, station=name)
    if bridge:
        yield from _kind("chairctl_broker_connected", "gauge", "whether the broker is connected")
        yield _line("chairctl_broker_connected", int(bridge.connected))
        yield from _kind("chairctl_broker_dropped_total", "counter", "answers and events that were dropped")
        yield _line("chairctl_broker_dropped_total", bridge.outbox.dropped)
        yield from _kind("chairctl_broker_flooded_total", "counter", "commands that were not read")
        yield _line("chairctl_broker_flooded_total", bridge.flooded)


def _kind(name: str, kind: str, help_text: str) -> tuple[str, str]:
    return f"# HELP {name} {help_text}", f"# TYPE {name} {kind}"


def _line(name: str, value: float, **labels: str) -> str:
    inside = ",".join(f'{key}="{value}"' for key, value in labels.items())
    return f"{name}{{{inside}}} {value:g}" if inside else f"{name} {value:g}"


def _histogram(name: str, timing: Timing, station: str) -> Iterator[str]:
    below = 0
    for bound, count in zip(BOUNDS, timing.counts, strict=False):
        below += count
        yield _line(f"{name}_bucket", below, station=station, le=f"{bound / SECOND:g}")
    yield _line(f"{name}_bucket", sum(timing.counts), station=station, le="+Inf")
    yield _line(f"{name}_sum", timing.total / SECOND, station=station)
    yield _line(f"{name}_count", sum(timing.counts), station=station)
