"""What a screen could show: hosts that run, and devices for which a private host can be started."""

import os
from pathlib import Path
from typing import NamedTuple

from chairctl.frontends.attach.folder import attach_folder, sockets
from chairctl.frontends.cli.simulators import running_chairs
from chairctl.profiles.loader import load_paired, paired_names
from chairctl.profiles.problems import ProfileErrors


class Found(NamedTuple):
    """A host (its socket) or a device (its name or address)."""

    kind: str
    where: str
    title: str
    profile: str = ""
    """Of a device; empty: what its name says, or the reference chair's."""


def found() -> tuple[Found, ...]:
    """All of them. Blocking."""
    hosts = [Found("host", str(path), path.stem) for path in sockets(attach_folder(os.environ))]
    chairs = [
        Found("device", chair.url, f"{chair.serial_number} {chair.url}", chair.profile)
        for chair in running_chairs()
    ]
    named = []
    for name in paired_names():
        try:
            paired = load_paired(name)
        except ProfileErrors:
            continue
        named.append(Found("device", name, f"{name} · {paired.profile} · {paired.address}", paired.profile))
    return (*hosts, *named, *chairs)


def only_host() -> Path | None:
    """The one host that runs; None: none, or several."""
    paths = sockets(attach_folder(os.environ))
    return paths[0] if len(paths) == 1 else None
