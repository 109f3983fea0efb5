"""Builds wheel and source archive so that the same sources give the same bytes, here and elsewhere."""

import hashlib
import os
import subprocess
import sys
import tarfile
from pathlib import Path

KINDS = {"wheel": "*.whl", "sdist": "*.tar.gz"}


def build(
    source: Path, out: Path, epoch: int, *, umask: int = 0o022, kinds: tuple[str, ...] = tuple(KINDS)
) -> dict[str, Path]:
    """Wheel and sdist of a folder; `epoch` (seconds since 1970) is the time of every file in them.

    Raises CalledProcessError.
    """
    env = os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}
    targets = [word for kind in kinds for word in ("-t", kind)]
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(out), *targets]
    subprocess.run(command, cwd=source, env=env, umask=umask, capture_output=True, check=True)
    return {kind: next(out.glob(KINDS[kind])) for kind in kinds}


def unpacked(sdist: Path, folder: Path) -> Path:
    """The sources in a source archive."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


def digest(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
