"""Which kind of device is at an address: first silence, then a question.

A device is asked only in a language that it was overheard speaking, that it has a sign for, or that the
person named. Bytes of one family may mean something to a device of another: a stimulator with a text
protocol takes single letters as orders.
"""

import asyncio
import os
from collections.abc import Sequence
from contextlib import aclosing
from typing import NamedTuple, TypeAlias

from chairctl.control.assembly import UnsafeStationError
from chairctl.control.finding import Ear, Found, worth_asking
from chairctl.domain.packet import Gatt, SerialSettings
from chairctl.domain.time import SECOND, Duration
from chairctl.profiles.device import DeviceProfile
from chairctl.runtime import clock
from chairctl.runtime.listening import LineError, Listening, device_of, overhear
from chairctl.runtime.scanning import ports, radios

RADIO = "ble:"
"""How the address of a Bluetooth device begins."""
POLL_S = 0.02
ENOUGH = 3
"""Sound reports after which a language is known."""
LONGEST_START: Duration = 20 * SECOND
"""No device needs longer until it can be asked."""
RADIO_S = 6.0
"""Devices advertise at least every 1.28 s as a rule."""


_Lines: TypeAlias = dict[tuple[SerialSettings | None, Gatt | None], list[Ear]]
"""Who listens, by how the line is opened."""


class Verdict(NamedTuple):
    """What was found out."""

    signs: tuple[str, ...]
    """Families that the device's signs point to."""
    possible: tuple[str, ...]
    """Families that are spoken to on such a line at all."""
    overheard: int
    """Bytes that came while nothing was said."""
    found: tuple[Found, ...]
    """One for each profile that it was asked with; empty: it was not asked."""


async def identify(
    address: str, profiles: Sequence[DeviceProfile], seconds: float, *, pinned: bool = False
) -> Verdict:
    """Find out which of the profiles fit, within `seconds` for each step.

    `pinned`: a person has chosen the profiles, so the device is asked with each of them. Raises LineError.
    """
    if pinned:
        return Verdict((), (), 0, await _ask_all(address, profiles, seconds))
    signs = await signs_of(address)
    marked = [profile for profile in profiles if profile.family in signs]
    lines = _lines(address, profiles)
    possible = tuple(sorted({ear.profile.family for ears in lines.values() for ear in ears}))
    if address.startswith(RADIO):  # a radio has shown what it may be, and opening it takes long
        lines = _lines(address, marked)
    overheard, ears = await _overhear_all(address, lines, seconds)
    found = await _ask_all(address, worth_asking(ears, marked), seconds)
    return Verdict(signs, possible, overheard, found)


async def signs_of(address: str) -> tuple[str, ...]:
    """Families that an address has signs of; empty: no sign, or it is not here. Raises LineError."""
    if not address.startswith(RADIO):
        return await asyncio.to_thread(_signs_of_port, address.removeprefix("serial:"))
    target, is_heard = address.removeprefix(RADIO), False
    async with aclosing(radios(RADIO_S)) as heard:
        async for radio in heard:
            if target.upper() == radio.address.removeprefix(RADIO).upper() or target == radio.name:
                is_heard = True
                if radio.families:  # one advertisement may leave out what the next one says
                    return radio.families
    if not is_heard:
        raise LineError("unheard", address)
    return ()


def _signs_of_port(path: str) -> tuple[str, ...]:
    """The signs of the port that a path, or a link to it, leads to."""
    here = os.path.realpath(path)
    return next((port.families for port in ports() if os.path.realpath(port.address) == here), ())


def _lines(address: str, profiles: Sequence[DeviceProfile]) -> _Lines:
    """The ways in which the line may have to be opened, each with who would be spoken to like this."""
    lines: _Lines = {}
    over_radio = address.startswith(RADIO)
    for profile in profiles:
        try:
            device = device_of(profile)
        except UnsafeStationError:
            continue  # it can't be driven with this profile, whatever it is
        serial, gatt = (None, device.gatt) if over_radio else (device.serial, None)
        if serial or gatt:
            lines.setdefault((serial, gatt), []).append(Ear(profile, device, clock.now()))
    return lines


async def _overhear_all(address: str, lines: _Lines, seconds: float) -> tuple[int, list[Ear]]:
    """How many bytes came, and what each ear made of them."""
    heard = 0
    for (serial, gatt), ears in lines.items():
        try:
            heard += await _overhear(address, serial, gatt, ears, seconds)
        except LineError as problem:
            if problem.code != "other_device":
                raise
        if any(ear.understood >= ENOUGH for ear in ears):
            break
    return heard, [ear for ears in lines.values() for ear in ears]


async def _overhear(
    address: str, serial: SerialSettings | None, gatt: Gatt | None, ears: Sequence[Ear], seconds: float
) -> int:
    """Let the ears hear what comes, until one has understood enough; how many bytes came."""
    heard = 0

    def take(word: str, data: bytes) -> None:
        nonlocal heard
        if word == "in":
            heard += len(data)
            for ear in ears:
                ear.hear(data, clock.now())

    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    async with overhear(address, serial, gatt, take) as lost:
        while loop.time() < until and not lost.is_set():
            if any(ear.understood >= ENOUGH for ear in ears):
                break
            await asyncio.sleep(POLL_S)
    return heard


async def _ask_all(address: str, profiles: Sequence[DeviceProfile], seconds: float) -> tuple[Found, ...]:
    return tuple([await _ask(address, profile, seconds) for profile in profiles])


async def _ask(address: str, profile: DeviceProfile, seconds: float) -> Found:
    """What a device says to a station of this profile that nobody can arm. Raises LineError.

    One that has to be left alone at first, because opening its line starts it anew, gets its time.
    """
    wait = int(seconds * SECOND)
    began = clock.now()
    until = began + wait
    async with Listening(profile, address) as listening:
        while True:
            if problem := listening.problem():
                raise problem
            answer = listening.found()
            if (answer.identity and answer.is_heard) or clock.now() >= until:
                return answer
            due = listening.first_word_at()
            if due is not None:
                until = max(until, min(due, began + LONGEST_START) + wait)
            await asyncio.sleep(POLL_S)
