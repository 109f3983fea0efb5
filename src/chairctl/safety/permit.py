"""The sealed, expiring leave to put out one image. Only `safety/issuer.py` can make one.

A tuple underneath, so that nothing in it can ever be changed. The seal is an argument and no field, so
that nothing in a permit opens the way to another. What went through the constructor bears a mark, and only
that passes the gate.
"""

from typing import NamedTuple, Never, Self

from chairctl.domain.channels import OutputImage
from chairctl.domain.time import Instant

SEAL = object()
_MARK = object()


class ForgedPermitError(Exception):
    """Somebody but the issuer tried to make a permit."""


class _Fields(NamedTuple):
    number: int
    """Counts up; an older permit is never sent after a newer one."""
    issued_at: Instant
    expires_at: Instant
    armed: bool
    """False: the device shall be stopped and stay so."""
    image: OutputImage
    stops: int
    """How often a person has asked to stop: a device that toggles obeys each, armed or not."""
    mark: object


class Permit(_Fields):
    """What every channel may do from `issued_at` until `expires_at`, at most."""

    __slots__ = ()

    def __new__(cls, values: tuple[int, Instant, Instant, bool, OutputImage, int], seal: object) -> Self:
        """A permit of these values, in the order of the fields; refuses any maker but the issuer."""
        if seal is not SEAL:
            raise ForgedPermitError
        return tuple.__new__(cls, (*values, _MARK))

    def __repr__(self) -> str:
        """Everything but the mark."""
        return f"Permit{self[:-1]}"

    def _refuse(self, *_: object, **__: object) -> Never:
        """Refuse copying, changing and pickling: a permit is made once and used now."""
        raise ForgedPermitError

    __reduce__ = __replace__ = _make = _replace = _refuse


def is_genuine(permit: object) -> bool:
    """Whether this is a permit, and one that the issuer has made through the constructor."""
    return type(permit) is Permit and len(permit) == len(Permit._fields) and permit.mark is _MARK
