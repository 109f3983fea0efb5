"""The commands of openEMSstim and the lines in which a board answers.

A command is text such as `C0I30T500G`: channel, intensity (%), duration (ms), go. `G` alone shuts both
channels down. Over USB it goes as a line that looks like one of the board's own radio: `WV,0018,`, the text
in hexadecimal, a full stop. The board reads it back with a decoder that only gets figures and the letters
C, I, T and G right, and takes single characters for test commands without an end; so nothing else is ever
written, and what is out of range is refused here.
"""

from enum import StrEnum
from typing import NamedTuple

CHANNELS = 2
INTENSITY_MOST = 100
DURATION_LEAST_MS, DURATION_MOST_MS = 50, 1_000

STOP = "G"
_LETTERS = frozenset("CITG0123456789")


def command(channel: int, intensity: int, duration_ms: int) -> str:
    """Raise ValueError for what must never be sent.

    Another channel makes the board write outside of its memory, intensity 0 is not off but the lowest
    output, and a long duration is a long way to the end.
    """
    if not 0 <= channel < CHANNELS:
        raise ValueError(f"no channel {channel}")
    if not 1 <= intensity <= INTENSITY_MOST:
        raise ValueError(f"no intensity {intensity}")
    if not DURATION_LEAST_MS <= duration_ms <= DURATION_MOST_MS:
        raise ValueError(f"no duration {duration_ms}")
    return f"C{channel}I{intensity}T{duration_ms}G"


def over_radio(text: str) -> bytes:
    """A command as it is written over Bluetooth LE. Raises ValueError for other letters."""
    if not text or not _LETTERS.issuperset(text):
        raise ValueError(f"no command: {text!r}")
    return text.encode("ascii")


def over_usb(text: str) -> bytes:
    """A command as a line on the USB port. Raises ValueError for other letters."""
    return b"WV,0018," + over_radio(text).hex().upper().encode("ascii") + b".\n"


class Saying(StrEnum):
    """What a line of the board's text means to us."""

    BOOTS = "boots"
    BOOTED = "booted"
    ECHO_FOLLOWS = "echo_follows"
    NOT_UNDERSTOOD = "not_understood"
    TALK = "talk"  # the rest of what it says for whoever debugs it


def meaning_of(line: str) -> Saying:
    """What a line says, by the words that are sure."""
    if "SETUP DONE" in line:
        return Saying.BOOTED
    if line.strip().startswith("SETUP"):
        return Saying.BOOTS
    if "Converted HEX command:" in line:
        return Saying.ECHO_FOLLOWS
    return Saying.NOT_UNDERSTOOD if "Command NON HEX" in line else Saying.TALK


class Echo(NamedTuple):
    """A command that the board has read."""

    text: str
