"""The text commands, read as the firmware reads them: with its gaps and its mistakes."""

from typing import Final

_HEX: Final = {str(value): value for value in range(10)} | {letter: at for at, letter in enumerate("ABCDEF")}
"""The decoder gets A to F wrong: 0 to 5 instead of 10 to 15."""


def from_hex(text: str) -> str:
    """What the decoder makes of hexadecimal text; what is no figure comes out as byte 255."""
    found = []
    for at in range(0, len(text), 2):
        pair = [_HEX.get(letter) for letter in (text[at : at + 2] + "\0")[:2]]
        one, two = pair
        found.append(chr(255 if one is None or two is None else one * 16 + two))
    return "".join(found)


def number_after(letter: str, command: str) -> int | None:
    """The figures behind the first such letter; None: no such letter. Without figures it is -1."""
    at = command.find(letter)
    if at < 0:
        return None
    figures = ""
    for character in command[at + 1 :]:
        if not "0" <= character <= "9":
            break
        figures += character
    return int(figures[:9]) if figures else -1
