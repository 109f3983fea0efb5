"""`chairctl scan`: serial ports and Bluetooth LE devices as they come and go, for some seconds."""

import asyncio
import json
import signal
import sys
from typing import Any, Protocol

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.scan_words import ScanWords, bluetooth_line
from chairctl.frontends.cli.table import columns
from chairctl.runtime.scanning import Radio, Sightings, scan
from chairctl.texts import Texts


def scan_command(texts: Texts, seconds: float, *, as_json: bool) -> int:
    """Look for devices for so long; an exit code."""
    words = ScanWords(texts)
    view = _view(words, texts, as_json=as_json)
    view.begin(seconds)
    try:
        asyncio.run(_look(seconds, view))
    finally:
        view.end()
    return ExitCode.FINISHED if view.any_seen else ExitCode.NO_DEVICE


async def _look(seconds: float, view: "View") -> None:
    """Scan until the time is over or somebody has seen enough."""
    looking = asyncio.ensure_future(scan(seconds, view.show))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, looking.cancel)
    await asyncio.wait({looking})
    if not looking.cancelled():
        looking.result()


class View(Protocol):
    """One way to show what is here."""

    any_seen: bool

    def begin(self, seconds: float) -> None:
        """It begins and will take so long."""

    def show(self, sightings: Sightings) -> None:
        """This is here now."""

    def end(self) -> None:
        """It is over."""


def _view(words: ScanWords, texts: Texts, *, as_json: bool) -> View:
    if as_json:
        return JsonView(words)
    if sys.stdout.isatty():
        from chairctl.frontends.cli.scan_live import LiveView

        return LiveView(words, texts)
    return PlainView(words, texts)


class PlainView:
    """One line for each new thing, and a table at the end."""

    def __init__(self, words: ScanWords, texts: Texts) -> None:
        self.any_seen = False
        self._words = words
        self._texts = texts
        self._newest = Sightings()
        self._told = False

    def begin(self, seconds: float) -> None:
        """Say how long it takes."""
        print(self._texts.say("scan.begin", seconds=f"{seconds:g}"), flush=True)

    def show(self, sightings: Sightings) -> None:
        """Say at once what is wrong with Bluetooth; the list comes at the end."""
        self._newest = sightings
        problem = sightings.bluetooth_problem
        if problem and not self._told:
            self._told = True
            print(bluetooth_line(problem.code, self._texts), flush=True)

    def end(self) -> None:
        """The list."""
        rows = self._words.rows(self._newest)
        self.any_seen = bool(rows)
        for line in columns([self._words.head(), *rows]) if rows else [self._texts.say("scan.nothing")]:
            print(line)
        if rows:
            print(self._texts.say("scan.hint"))


class JsonView:
    """Every new thing as an object, when it is first seen or says more of itself."""

    def __init__(self, words: ScanWords) -> None:
        self.any_seen = False
        self._words = words
        self._told: dict[str, dict[str, Any]] = {}

    def begin(self, seconds: float) -> None:  # noqa: ARG002  (a script knows)
        """The simulated chairs, which are known from the start."""
        for chair in self._words.simulators:
            family = self._words.family(chair.profile)
            fields = {"description": "", "serial_number": chair.serial_number, "families": [family]}
            self._say("simulator", chair.url, fields)

    def show(self, sightings: Sightings) -> None:
        """What is new."""
        for one in list(sightings.here.values()):
            if isinstance(one, Radio):
                fields: dict[str, Any] = {
                    "name": one.name,
                    "services": one.services,
                    "families": one.families,
                }
                self._say("ble", one.address, fields, {"rssi_dbm": one.rssi_dbm})
            else:
                usb = f"{one.usb.vendor:04x}:{one.usb.product:04x}" if one.usb else None
                fields = {"description": one.description, "usb": usb, "serial_number": one.serial_number}
                self._say("serial", one.address, fields | {"families": one.families})
        if problem := sightings.bluetooth_problem:
            self._say("problem", "ble", {"code": problem.code}, seen=False)

    def end(self) -> None:
        """Nothing more."""

    def _say(
        self,
        kind: str,
        address: str,
        fields: dict[str, Any],
        passing: dict[str, Any] | None = None,
        *,
        seen: bool = True,
    ) -> None:
        """`passing` values change all the time and are no news."""
        if self._told.get(address) == fields:
            return
        self._told[address] = fields
        self.any_seen = self.any_seen or seen
        known = {"named": self._words.named(address, fields.get("name", ""))} if seen else {}
        document = {"type": kind, "address": address, **fields, **(passing or {}), **known}
        print(json.dumps(document, ensure_ascii=False), flush=True)
