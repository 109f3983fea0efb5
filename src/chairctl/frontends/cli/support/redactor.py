"""Makes a text fit to be shown to strangers: what is left of it are words of our own, and short numbers.

Nothing is looked for that might be a secret; a word stays only if it is one of this program, of its files, or
of the operating system's errors. And of those, none that is the name of somebody or something here.
What is masked becomes `[x1]`, `[x2]` ...: the same word has the same number everywhere in one bundle.
"""

import builtins
import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import Any

from chairctl.profiles.loader import shipped_folder

LONGEST_NUMBER = 6
"""Digits of a number in a text; longer ones may be a telephone or a serial number."""
SERIAL = "serial_number"
"""The key under which a device's own number stands; it may look like words of ours."""
_GROUP = r"[0-9a-f]{1,4}"
_GROUPS = rf"(?:{_GROUP}(?::{_GROUP})*)?"
_ADDRESS = re.compile(
    r"(?<![0-9a-f])(?:(?:[0-9a-f]{2}[:_-]){5}[0-9a-f]{2}"  # of a network card or a radio
    r"|(?:\d{1,3}\.){3}\d{1,3}"
    rf"|(?:{_GROUP}:){{7}}{_GROUP}|{_GROUPS}::{_GROUPS})(?![0-9a-f])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_SOURCES = (".py", ".toml", ".yaml")


class Redactor:
    """Masks for one bundle; `names` are masked wherever they stand as words of their own."""

    def __init__(self, names: Iterable[str], home: Path) -> None:
        self._words = own_words()
        self._numbers: dict[str, int] = {}
        known = sorted({name for name in names if len(name) > 1}, key=lambda name: (-len(name), name))
        alternatives = [
            rf"(?P<home>{re.escape(str(home))})(?![\w.-])" if len(home.parts) > 1 else r"(?P<home>(?!))",
            rf"(?P<known>(?<!\w)(?:{'|'.join(map(re.escape, known)) or '(?!)'})(?!\w))",
            r"(?P<done>\[x\d+\])",
            r"(?P<token>\w+)",
        ]
        self._pattern = re.compile("|".join(alternatives), re.IGNORECASE)

    def text(self, said: str) -> str:
        """A text with everything masked that is not ours."""
        without = _ADDRESS.sub(lambda found: self.mask(found[0]), said)
        return self._pattern.sub(self._replaced, without)

    def value(self, tree: Any) -> Any:
        """Plain values with every text in them masked, keys too; numbers stay."""
        match tree:
            case str():
                return self.text(tree)
            case dict():
                return {
                    self.text(str(key)): self.mask(one) if key == SERIAL else self.value(one)
                    for key, one in tree.items()
                }
            case list() | tuple():
                return [self.value(one) for one in tree]
            case bool() | int() | float() | None:
                return tree
        return self.text(str(tree))

    def mask(self, said: object) -> str:
        """What stands for something of which nothing is shown."""
        return f"[x{self._numbers.setdefault(str(said).lower(), len(self._numbers) + 1)}]"

    def _replaced(self, found: re.Match[str]) -> str:
        if found["home"]:
            return "~"
        is_fine = found["done"] or (found["token"] and self._is_ours(found["token"].lower()))
        return found[0] if is_fine else self.mask(found[0])

    def _is_ours(self, token: str) -> bool:
        if token.isdigit():
            return len(token) <= LONGEST_NUMBER
        return token in self._words or all(
            piece in self._words or _plain(piece) in self._words or piece.isdigit()
            for piece in token.split("_")
            if piece
        )


def _plain(word: str) -> str:
    """A word without the number behind it, as in ttyUSB3."""
    plain = word.rstrip("0123456789")
    return plain if len(word) - len(plain) <= 3 else word


@cache
def own_words() -> frozenset[str]:
    """Every word of this program, of its shipped files, and of the errors of the system, in small letters."""
    folders = {_package(), shipped_folder(_package())}
    paths = [path for folder in folders for path in folder.rglob("*") if path.suffix in _SOURCES]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    texts += [os.strerror(number) for number in range(1, 200)]
    texts += [*dir(builtins), *sys.stdlib_module_names, *dict(packages())]
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def packages() -> Iterator[tuple[str, str]]:
    """Name and version of this program and of every package here that it needs, or that those need."""
    waiting, seen = ["chairctl"], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # for another system, or an extra that is not there
        yield name, found.version
        wanted = [need for need in found.requires or () if name == "chairctl" or "extra ==" not in need]
        needs = [_NAME.match(need) for need in wanted]
        waiting += [re.sub(r"[-_.]+", "-", need[0]).lower() for need in needs if need]


def shipped_names() -> frozenset[str]:
    """The device profiles that come with this program."""
    return frozenset(path.stem for path in shipped_folder(_package()).glob("devices/*.yaml"))


def _package() -> Path:
    return Path(str(files("chairctl")))
