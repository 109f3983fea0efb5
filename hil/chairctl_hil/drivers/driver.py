"""What a driver can do. Each is opened late, says what it has found, and lets go at the end."""

from typing import Protocol


class DriverError(Exception):
    """An instrument does not answer, or not as it should; the text says which and what to look at."""


class Meter(Protocol):
    """Something that measures."""

    def identify(self) -> str:
        """What it says of itself, or what was seen. Raises DriverError."""

    def read(self) -> float:
        """One reading in the unit of its role (mA, N, g, °C). Raises DriverError."""

    def close(self) -> None:
        """Let it go."""


class Switch(Protocol):
    """Something that lets a device have its supply, or not."""

    def identify(self) -> str:
        """What it says of itself, or what was seen. Raises DriverError."""

    def set(self, *, closed: bool) -> None:
        """Close or open it; returns when it was told. Raises DriverError."""

    def close(self) -> None:
        """Open it and let it go."""
