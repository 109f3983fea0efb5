"""The locks: every package of an installation with version and hashes, made by uv: `make lock`.

They hold for every system and Python that we support, and name no place to fetch from.
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from packaging.requirements import Requirement
from release.tree import ROOT

FOLDER = ROOT / "release/lock"
WANTED = {
    "build.txt": ("-",),
    "core.txt": ("pyproject.toml",),
    "extras.txt": ("pyproject.toml", "--all-extras"),
}
"""Each lock and what it is made from; `-`: what building needs."""
HEAD = "# Written by `make lock`; install with: pip install --require-hashes -r {path}\n"


class Locked(NamedTuple):
    """A package of a lock."""

    name: str
    version: str
    marker: str
    """Where it is needed; empty: everywhere."""
    hashes: tuple[str, ...]


def compiled(name: str) -> str:
    """The lock as it would be written now; versions that still fit stay. Raises CalledProcessError."""
    lock = FOLDER / name
    with TemporaryDirectory() as folder:
        out = Path(folder) / name
        if lock.exists():
            out.write_bytes(lock.read_bytes())
        command = [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "compile",
            "--quiet",
            *WANTED[name],
            "--output-file",
            str(out),
        ]
        command += [
            "--universal",
            "--python-version",
            "3.11",
            "--generate-hashes",
            "--no-annotate",
            "--no-header",
        ]
        subprocess.run(command, cwd=ROOT, input=building(), capture_output=True, text=True, check=True)
        return HEAD.format(path=lock.relative_to(ROOT)) + out.read_text(encoding="utf-8")


def building() -> str:
    """What building needs, one requirement to a line."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return "\n".join(project["build-system"]["requires"])


def read(name: str) -> Iterator[Locked]:
    """The packages of a lock. Raises ValueError for a line that is none."""
    text = (FOLDER / name).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if not line.startswith("#"):
            said, *hashes = line.split(" --hash=")
            one = Requirement(said)
            (pin,) = one.specifier
            if pin.operator != "==":
                raise ValueError(f"{name}: {one.name} has no fixed version")
            yield Locked(one.name, pin.version, str(one.marker or ""), tuple(map(str.strip, hashes)))


def write() -> None:
    """Write them all."""
    for name in WANTED:
        (FOLDER / name).write_text(compiled(name), encoding="utf-8")


if __name__ == "__main__":
    write()
