"""What a screen could show: hosts that run, devices for which one can be started, and what else is here."""

import os
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from chairctl.frontends.attach.folder import attach_folder, sockets
from chairctl.frontends.cli.scan_words import ScanWords
from chairctl.frontends.cli.simulators import running_chairs
from chairctl.frontends.cli.target import place_of
from chairctl.profiles.loader import load_paired, paired_names
from chairctl.profiles.problems import ProfileErrors, shown
from chairctl.runtime.scanning import Radio, Sighting, Sightings
from chairctl.texts import Texts

MOST_SEEN = 30
BARS = "▂▄▆█"
NEAR_DBM, STEP_DB = -60, 12
"""The signal of something in the same room, and what a bar less means."""


class Found(NamedTuple):
    """A host (its socket) or a device (its name or address)."""

    kind: str
    """`host`, `held` (by the host that is shown), `device` (named or simulated) or `seen`."""
    where: str
    title: str
    profile: str = ""
    """Of a device; empty: what its name says, or the reference chair's."""
    address: str = ""
    """Of a device that has a name."""
    signs: tuple[str, ...] = ()
    """Families that it may be of."""

    @property
    def has_name(self) -> bool:
        """Whether a person has named it."""
        return bool(self.address)


class Known(NamedTuple):
    """What is known without looking for long."""

    hosts: tuple[Found, ...]
    devices: tuple[Found, ...]


def known() -> Known:
    """Hosts, named devices and simulated chairs. Blocking."""
    hosts = tuple(Found("host", str(path), path.stem) for path in sockets(attach_folder(os.environ)))
    named = []
    for name in paired_names():
        try:
            paired = load_paired(name)
        except ProfileErrors:
            continue
        title = f"{name} · {shown(paired.address, 60)}"
        named.append(Found("device", name, title, paired.profile, paired.address))
    places = {place_of(one.address) for one in named}
    chairs = [
        Found("device", chair.url, f"{chair.serial_number} · {chair.url}", chair.profile)
        for chair in running_chairs()
        if place_of(chair.url) not in places
    ]
    return Known(hosts, (*named, *chairs))


def get_ready(texts: Texts) -> ScanWords:
    """What a scan needs, read and loaded before it begins. Blocking, for a second at first."""
    import_module("chairctl.transports.ble_scan")
    return ScanWords(texts)


def seen(sightings: Sightings, words: ScanWords, others: Iterable[Found]) -> tuple[Found, ...]:
    """Ports and radios that nobody has named; first those that show what they may be."""
    taken = {place_of(one.address or one.where) for one in others}
    here = [one for one in sightings.here.values() if place_of(one.address) not in taken]
    here = [one for one in here if not words.named(one.address, one.name if isinstance(one, Radio) else "")]
    here.sort(key=lambda one: (not one.families, isinstance(one, Radio), one.address))
    return tuple(_seen(one) for one in here[:MOST_SEEN])


def _seen(one: Sighting) -> Found:
    if isinstance(one, Radio):
        bars = max(1, min(len(BARS), len(BARS) + (one.rssi_dbm - NEAR_DBM) // STEP_DB))
        parts = [shown(one.name), shown(one.address, 60), BARS[:bars]]
    else:
        parts = [shown(one.description), shown(one.address, 60)]
    return Found("seen", one.address, " · ".join(filter(None, parts)), signs=one.families)


def only_host() -> Path | None:
    """The one host that runs; None: none, or several."""
    paths = sockets(attach_folder(os.environ))
    return paths[0] if len(paths) == 1 else None
