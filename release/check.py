"""`make release-check`: all that has to be true of a release, as a table; not zero if one thing is not.

What is built lies in `dist/` afterwards: wheel, source archive, list of parts, and digests of all three.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from release import build, install, lock, man, notices, sbom, tree

from chairctl import __version__

MOST_MIB = 30
"""Of an installation, bytecode not counted."""
LEAST_PYTHONS = 3
DIST = tree.ROOT / "dist"


class Row(NamedTuple):
    """One thing that was looked at."""

    name: str
    good: bool
    said: str


def rows() -> Iterator[Row]:
    """Everything, cheap things first."""
    yield Row("version", re.fullmatch(r"\d+\.\d+\.\d+", __version__) is not None, __version__)
    yield Row("tree", not (unclean := tree.unclean()), unclean.replace("\n", ", ") or "clean")
    changelog = (tree.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    yield Row("changelog", tree.heads_changelog(changelog), f"begins with {__version__} and a date")
    stale = [
        name for name, text in man.files().items() if text != (man.SHARE / name).read_text(encoding="utf-8")
    ]
    yield Row("man pages", not stale, ", ".join(stale) or "as the help says it")
    stale = [
        name
        for name in lock.WANTED
        if lock.compiled(name) != (lock.FOLDER / name).read_text(encoding="utf-8")
    ]
    yield Row("lock", not stale, ", ".join(stale) or "current")
    wrong = list(notices.faults(one.name for one in lock.read("extras.txt")))
    yield Row("notices", not wrong, "; ".join(wrong) or "complete")
    with TemporaryDirectory(prefix="chairctl-release-") as folder:
        yield from _built(Path(folder))
        wheel = next(DIST.glob("*.whl"))
        pythons = install.pythons()
        yield Row("pythons", len(pythons) >= LEAST_PYTHONS, ", ".join(pythons))
        for version, python in pythons.items():
            yield from _installed(version, python, wheel, Path(folder) / version)
        yield from _with_extras(*next(reversed(pythons.items())), wheel, Path(folder) / "extras")
        yield from _by_uv(wheel, Path(folder) / "uv")
    artefacts = sorted(path for path in DIST.iterdir() if path.name != "SHA256SUMS")
    sums = "".join(f"{build.digest(path)}  {path.name}\n" for path in artefacts)
    (DIST / "SHA256SUMS").write_text(sums, encoding="utf-8")


def _built(folder: Path) -> Iterator[Row]:
    """Twice from different folders under different masks, and once more from the source archive."""
    locked = {one.name: one.version for one in lock.read("build.txt")}["hatchling"]
    yield Row("builder", metadata.version("hatchling") == locked, f"hatchling {locked}")
    shutil.rmtree(DIST, ignore_errors=True)
    epoch = tree.committed_at()
    first = build.build(tree.exported(folder / "a"), DIST, epoch)
    second = build.build(tree.exported(folder / "b" / "deeper"), folder / "again", epoch, umask=0o077)
    for kind in build.KINDS:
        same = first[kind].read_bytes() == second[kind].read_bytes()
        yield Row(f"{kind} twice", same, build.digest(first[kind])[:16])
    third = build.build(
        build.unpacked(first["sdist"], folder / "c"), folder / "third", epoch, kinds=("wheel",)
    )
    yield Row(
        "wheel from sdist", third["wheel"].read_bytes() == first["wheel"].read_bytes(), "the same bytes"
    )


def _installed(version: str, python: Path, wheel: Path, folder: Path) -> Iterator[Row]:
    try:
        there = install.Installation(python, wheel, folder)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        yield Row(f"pip {version}", good=False, said=_why(error))
        return
    yield Row(f"pip {version}", good=True, said="with all hashes")
    size, cache = there.size_mib()
    yield Row(
        f"size {version}", size <= MOST_MIB, f"{size:.1f} MiB of {MOST_MIB}, and {cache:.1f} MiB of bytecode"
    )
    listed = sbom.write(there.environment, DIST / f"chairctl-{__version__}-python{version}.cdx.json")
    inside = install.packages(there.python) - {"chairctl"}
    yield Row(f"SBOM {version}", inside <= listed, ", ".join(inside - listed) or f"{len(inside)} packages")
    yield from _tried(there, install.CORE, version)


def _with_extras(version: str, python: Path, wheel: Path, folder: Path) -> Iterator[Row]:
    try:
        there = install.Installation(python, wheel, folder, "extras.txt")
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        yield Row(f"pip {version}, extras", good=False, said=_why(error))
        return
    yield from _tried(there, install.RIG, version)


def _tried(there: install.Installation, commands: tuple[str, ...], version: str) -> Iterator[Row]:
    for one in there.trials(commands):
        yield Row(f"{version} chairctl {one.name}", one.done, "" if one.done else one.said)


def _by_uv(wheel: Path, folder: Path) -> Iterator[Row]:
    try:
        program = install.with_uv(wheel, folder)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        yield Row("uv tool install", good=False, said=_why(error))
        return
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    yield Row("uv tool install", said == f"chairctl {__version__}", said)


def _why(error: subprocess.CalledProcessError | subprocess.TimeoutExpired) -> str:
    return str(error.stderr or error).strip()[-300:]


def main(found: Callable[[], Iterator[Row]] = rows) -> int:
    """Print each row as it comes; 1 if one is not good."""
    bad = 0
    for row in found():
        bad += not row.good
        print(f"{'ok  ' if row.good else 'FAIL'}  {row.name:52} {row.said}", flush=True)
    print("not ready for a release" if bad else f"chairctl {__version__} can be released; it lies in dist/")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
