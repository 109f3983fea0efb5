"""A snapshot that came over the socket, as the value it was before."""

from typing import Any, NamedTuple

from pydantic import TypeAdapter

from chairctl.domain.back import BackMap
from chairctl.domain.safety import Receipt
from chairctl.domain.snapshot import Snapshot
from chairctl.frontends.attach.wish import Wish
from chairctl.session.bodyscan.scanner import Progress

_SNAPSHOT = TypeAdapter(Snapshot)
_RECEIPT = TypeAdapter(Receipt)
_PROGRESS = TypeAdapter(Progress)
_MAP = TypeAdapter(BackMap)
_WISH = TypeAdapter(Wish)


class Picture(NamedTuple):
    """What a host says of its station."""

    snapshot: Snapshot
    at_rest: bool | None
    """Whether all outputs are read back zero; None: a device is not heard."""
    scan: Progress | None = None
    """How far a body scan is; None: none goes on."""
    addresses: tuple[str, ...] = ()
    """Where its devices are."""
    wish: Wish | None = None
    """What a remote asks for; None: nothing."""


def read_picture(document: dict[str, Any]) -> Picture:
    """The picture in an answer. Raises ValueError for one that is none."""
    scan, wish = document.get("scan"), document.get("wish")
    return Picture(
        _SNAPSHOT.validate_python(document["snapshot"]),
        document.get("at_rest"),
        None if scan is None else _PROGRESS.validate_python(scan),
        tuple(map(str, dict(document.get("addresses") or {}).values())),
        None if wish is None else _WISH.validate_python(wish),
    )


def read_back_map(document: dict[str, Any]) -> BackMap:
    """The map of a back in news. Raises ValueError for one that is none."""
    return _MAP.validate_python(document["scanned"])


def read_receipt(document: dict[str, Any]) -> Receipt:
    """The receipt in an answer. Raises ValueError for one that is none."""
    return _RECEIPT.validate_python(document["receipt"])
