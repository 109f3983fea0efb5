"""People: what one allows, likes and speaks. Limits of a person can only lower those of a device.

A guest has no profile and gets the mildest limits. A PIN keeps people of one household apart; it
encrypts nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import scrypt
from hmac import compare_digest
from typing import Annotated, Literal

from pydantic import Field

from chairctl.care.words import MODALITY, Modality
from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import LowerLimit
from chairctl.domain.safety import Reason
from chairctl.profiles.device import DeviceProfile
from chairctl.safety.account import GUEST

MILDEST: dict[ChannelKind, int] = {
    ChannelKind.ROLLER: 300,
    ChannelKind.HEAT: 380,
    ChannelKind.AIR: 300,
    ChannelKind.VIBRATION: 300,
    ChannelKind.STIMULATION: 100,
    ChannelKind.POSTURE: 1000,  # a motor that is slow keeps nobody safer, and getting up must not take longer
}
"""The limits of a guest, in level units of each kind; chosen."""

_UNSCALED = frozenset((ChannelKind.HEAT, ChannelKind.POSTURE))

MOST_FAVOURITES = 50
PIN_LEAST, PIN_MOST = 4, 12
NAME_MOST = 40
_NAME = re.compile(r"[^\W_][\w .'-]{0,39}")

Name = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,40}$")]
Level = Annotated[int, Field(ge=0, le=1000)]
"""In units of the channel's kind."""


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """A person's limit for all channels of a kind, on every device."""

    kind: ChannelKind
    max_level: Level


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a person felt on one channel of one device profile, in level units."""

    device: Annotated[str, Field(max_length=80)]
    channel: Annotated[str, Field(max_length=80)]
    felt: Level
    """Just felt."""
    comfortable: Level
    """Strong but comfortable: more is never given."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The hash of a PIN, and its salt, in hexadecimal digits."""

    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Person:
    """A profile; it is found by its name."""

    name: Name
    language: Literal["en", "de"] = "en"
    limits: Annotated[tuple[OwnLimit, ...], Field(max_length=16)] = ()
    calibrations: Annotated[tuple[Calibration, ...], Field(max_length=64)] = ()
    favourites: Annotated[tuple[str, ...], Field(max_length=MOST_FAVOURITES)] = ()
    pin: Pin | None = field(default=None, repr=False)


def name_problem(name: str) -> Reason | None:
    """Why a name can't be one: `person_name`, or `person_guest` for the name that all guests share."""
    if not _NAME.fullmatch(name) or name != name.strip():
        return Reason("person_name", limit=NAME_MOST)
    return Reason("person_guest") if name.casefold() == GUEST else None


def limits_for(
    person: Person | None, profile: DeviceProfile, massage_permille: int = 1000
) -> tuple[LowerLimit, ...]:
    """What lowers a device to what a person (None: a guest) allows; nothing in it is above the device.

    `massage_permille` lowers massage further: what a course allows today. Only channels that are
    really lowered are in it.
    """
    lowered = []
    for channel in profile.channels:
        name, kind, _ = channel.channel
        allowed = MILDEST[kind] if person is None else _allowed(person, profile.name, name, kind)
        level = channel.max_level if allowed is None else min(allowed, channel.max_level)
        if MODALITY[kind] is Modality.MASSAGE:
            level = level * min(massage_permille, 1000) // 1000
        if level < channel.max_level:
            lowered.append(LowerLimit(name, level))
    return tuple(lowered)


def shares_for(person: Person | None, profile: DeviceProfile) -> tuple[tuple[ChannelKind, int], ...]:
    """What part of a programme's levels a person wants on this device (‰), by kind of channel.

    The share of their own limit, or of what they called strong but comfortable, in what the device may: so a
    programme keeps its rise and fall within it instead of being cut flat. Heat is a temperature and motors
    that let one up are not scaled.
    """
    lowered = {lower.channel: lower.max_level for lower in limits_for(person, profile)}
    shares: dict[ChannelKind, int] = {}
    for channel in profile.channels:
        name, kind, _ = channel.channel
        if name in lowered and kind not in _UNSCALED:
            share = lowered[name] * 1000 // channel.max_level
            shares[kind] = min(share, shares.get(kind, 1000))
    return tuple(shares.items())


def _allowed(person: Person, device: str, channel: str, kind: ChannelKind) -> int | None:
    levels = [limit.max_level for limit in person.limits if limit.kind is kind]
    levels += [
        felt.comfortable for felt in person.calibrations if (felt.device, felt.channel) == (device, channel)
    ]
    return min(levels, default=None)


def without_limit(person: Person, kind: ChannelKind) -> Person:
    """The person without a limit of their own for a kind."""
    return replace(person, limits=tuple(limit for limit in person.limits if limit.kind is not kind))


def with_limit(person: Person, kind: ChannelKind, max_level: int) -> Person:
    """The person with this limit for a kind, in place of an earlier one."""
    others = without_limit(person, kind).limits
    return replace(person, limits=(*others, OwnLimit(kind, max_level)))


def with_calibration(person: Person, new: Calibration) -> Person | Reason:
    """The person with a calibration in place of an earlier one of that channel.

    Refused with `calibration_order` where less than what is just felt should be comfortable.
    """
    if new.felt > new.comfortable:
        return Reason("calibration_order", new.channel, new.felt, new.comfortable)
    others = (old for old in person.calibrations if (old.device, old.channel) != (new.device, new.channel))
    return replace(person, calibrations=(*others, new))


def with_favourites(person: Person, names: Iterable[str]) -> Person:
    """The person with further favourite programmes, each once, in their order."""
    together = tuple(dict.fromkeys((*person.favourites, *names)))
    return replace(person, favourites=together[:MOST_FAVOURITES])


def pin_problem(pin: str) -> Reason | None:
    """Why something can't be a PIN: it is 4 to 12 digits."""
    good = pin.isascii() and pin.isdigit() and PIN_LEAST <= len(pin) <= PIN_MOST
    return None if good else Reason("pin_form", actual=PIN_LEAST, limit=PIN_MOST)


def hashed(pin: str, salt: bytes) -> Pin:
    """The hash of a PIN; `salt` is 16 bytes of chance from whoever calls. Takes about 50 ms on purpose."""
    digest = scrypt(pin.encode(), salt=salt, n=16_384, r=8, p=1, dklen=32)
    return Pin(salt.hex(), digest.hex())


def unlocks(person: Person, pin: str) -> bool:
    """Whether this PIN opens the profile; one without a PIN is open."""
    if person.pin is None:
        return True
    return compare_digest(hashed(pin, bytes.fromhex(person.pin.salt)).digest, person.pin.digest)
