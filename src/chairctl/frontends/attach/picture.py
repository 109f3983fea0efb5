"""A snapshot that came over the socket, as the value it was before."""

from typing import Any, NamedTuple

from pydantic import TypeAdapter

from chairctl.domain.safety import Receipt
from chairctl.domain.snapshot import Snapshot

_SNAPSHOT = TypeAdapter(Snapshot)
_RECEIPT = TypeAdapter(Receipt)


class Picture(NamedTuple):
    """What a host says of its station."""

    snapshot: Snapshot
    at_rest: bool | None
    """Whether all outputs are read back zero; None: a device is not heard."""


def read_picture(document: dict[str, Any]) -> Picture:
    """The picture in an answer. Raises ValueError for one that is none."""
    return Picture(_SNAPSHOT.validate_python(document["snapshot"]), document.get("at_rest"))


def read_receipt(document: dict[str, Any]) -> Receipt:
    """The receipt in an answer. Raises ValueError for one that is none."""
    return _RECEIPT.validate_python(document["receipt"])
