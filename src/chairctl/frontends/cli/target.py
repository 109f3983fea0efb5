"""What a person means by a device: an address, or the name of one that has been paired."""

import os
import re
from typing import NamedTuple

from chairctl.frontends.cli.simulators import Chair, running_chairs
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import device_names, load_device, load_paired
from chairctl.profiles.problems import ProfileErrors

_ADDRESS = re.compile(r"[/:]")


class Target(NamedTuple):
    """Where a device is, and what it is if that is known."""

    address: str
    profile: str | None = None
    simulated: str | None = None
    """Profile of the simulated device that is there."""


def target_of(device: str) -> Target:
    """The device of this name or address. Raises ProfileErrors where no device has this name.

    A simulated one is known by its simulator's note, by which its radio can be reached.
    """
    if _ADDRESS.search(device):
        target = Target(device)
    else:
        paired = load_paired(device)
        target = Target(paired.address, paired.profile)
    here = place_of(target.address)
    chair = next((one for one in running_chairs() if place_of(one.url) == here), None)
    if chair is None:
        return target
    reach(chair)
    return target._replace(simulated=chair.profile)


def reach(chair: Chair) -> None:
    """Let this process find a simulated device: its radio is on a bus of its own, not on the system's.

    A bus that the person has named stands.
    """
    name, _, value = chair.environment.partition("=")
    if name:
        os.environ.setdefault(name, value)


def place_of(address: str) -> str:
    """The same text for all ways to write one place: links to a port, and the case of a radio's address."""
    path = address.removeprefix("serial:")
    if path.startswith("/"):
        return os.path.realpath(path)
    return address.upper() if address.startswith("ble:") else address


def sound_profiles() -> list[DeviceProfile]:
    """Every device profile that can be used; `chairctl doctor` says what is wrong with the others."""
    found = []
    for name in device_names():
        try:
            found.append(load_device(name))
        except ProfileErrors:
            continue
    return found
