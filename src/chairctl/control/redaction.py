"""What must not leave the house in a capture: the last characters of addresses and serial numbers."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from chairctl.protocols.chairlink.redact import redact as redact_chairlink
from chairctl.protocols.sciencemode4.redact import redact as redact_sciencemode4

MASKED = 6
"""Characters at the end that tell one device from others of its kind."""

Mask: TypeAlias = Callable[[bytes], bytes]
Redact: TypeAlias = Callable[[bytes, Mask], bytes]
"""Masks serial numbers in all that a device has sent, each with the mask given; the length stays."""


def masked(text: str) -> str:
    """The text with its last six letters or digits as `x`; what stands between them stays."""
    left, letters = MASKED, list(text)
    for at in range(len(letters) - 1, -1, -1):
        if left and letters[at].isalnum():
            letters[at] = "x"
            left -= 1
    return "".join(letters)


def masked_bytes(data: bytes) -> bytes:
    """The same for text as devices send it; bytes that are no ASCII stay."""
    text = data.decode("ascii", "replace")
    pairs = zip(data, text, masked(text), strict=True)
    return bytes(byte if letter == told else ord(told) for byte, letter, told in pairs)


def _unchanged(data: bytes, _mask: Mask) -> bytes:
    """These devices say nothing of who they are."""
    return data


REDACT: Mapping[str, Redact] = {
    "beurer_em70": _unchanged,
    "chairlink": redact_chairlink,
    "keeson": _unchanged,
    "openemsstim": _unchanged,
    "rongtai": _unchanged,
    "sciencemode4": redact_sciencemode4,
}
"""By family. One that is missing here has its bytes left as they are, and the capture says so."""


def masked_address(address: str) -> tuple[str, str]:
    """Kind of line and what may be told of the address; empty: nothing."""
    if address.startswith("ble:"):
        return "ble", masked(address.removeprefix("ble:"))
    scheme = address.partition("://")[0]
    return (scheme, "") if scheme != address else ("serial", "")
