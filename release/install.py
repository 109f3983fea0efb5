"""Installs a built wheel as a stranger would, and tries the program there, away from the sources."""

import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from release.lock import FOLDER
from release.tree import ROOT

from chairctl_proof.own_folders import own_folders

OLDEST = (3, 11)
LONGEST_S = 1_800
STORE = ROOT / "tests/upgrade/people-2.sqlite"
"""A store of people; the report is made from it."""


CORE = (
    "--version",
    "--lang de --help",
    "tui --help",
    "programmes",
    "doctor --json",
    "demo --json",
    "prove --json",
    "report --person Ada --out report.html",
    "hil new mine.yaml",
    "hil check --rig mine.yaml",
    "support --json",
)
RIG = ("hil check", "hil run -k nonce --out rig")
"""With everything that is optional installed besides."""


class Trial(NamedTuple):
    """One command that was tried."""

    name: str
    done: bool
    said: str
    """Its exit code and the end of what it said."""


def pythons() -> dict[str, Path]:
    """Every Python here that chairctl supports, by its version; of each minor version one."""
    homes = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    homes += sorted(Path.home().glob(".pyenv/versions/3.*/bin"), reverse=True)
    found: dict[str, Path] = {}
    for home in homes:
        for path in sorted(home.glob("python3.[0-9]*")):
            version = _version(path) if path.name.replace("python3.", "").isdigit() else ""
            if version and tuple(map(int, version.split("."))) >= OLDEST:
                found.setdefault(version, path)
    return dict(sorted(found.items()))


def _version(python: Path) -> str:
    code = "import venv, ssl, sqlite3, sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip()


class Installation:
    """An empty environment with nothing in it but the wheel and what a lock names."""

    def __init__(self, python: Path, wheel: Path, folder: Path, lock: str = "core.txt") -> None:
        """Raises CalledProcessError, with the reason in its `stderr`."""
        self.folder = folder
        self.environment = folder / "env"
        self.python = self.environment / "bin/python"
        folder.mkdir(parents=True)
        _run([str(python), "-m", "venv", "--without-pip", str(self.environment)])
        pip = [sys.executable, "-m", "pip", "--python", str(self.python), "install", "-q"]
        _run([*pip, "--require-hashes", "-r", str(FOLDER / lock)])
        _run([*pip, "--no-deps", str(wheel)])

    def size_mib(self) -> tuple[float, float]:
        """What the packages weigh, and their compiled bytecode besides."""
        files = [path for path in self.environment.rglob("*") if path.is_file() and not path.is_symlink()]
        whole = sum(path.stat().st_size for path in files) / 2**20
        cache = sum(path.stat().st_size for path in files if path.suffix == ".pyc") / 2**20
        return whole - cache, cache

    def trials(self, commands: Iterable[str]) -> Iterator[Trial]:
        """Each command in folders in which nothing of this computer's user is found."""
        away = self.folder / "away"
        env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | own_folders(away)
        store = away / "xdg_data_home/chairctl/people/people.sqlite"
        store.parent.mkdir(parents=True)
        shutil.copy(STORE, store)
        for command in commands:
            here, there = pty.openpty()  # one command asks: every question gets its usual answer
            os.write(here, b"\n" * 20)
            asks = command.startswith("hil new")
            try:
                done = subprocess.run(
                    [self.environment / "bin/chairctl", *command.split()],
                    cwd=away,
                    env=env,
                    stdin=there if asks else subprocess.DEVNULL,
                    capture_output=True,
                    text=True,
                    timeout=LONGEST_S,
                    check=False,
                )
                said = (done.stderr or done.stdout).strip()[-300:]
                yield Trial(command, done.returncode == 0, f"exit {done.returncode}: {said}")
            except subprocess.TimeoutExpired:
                yield Trial(command, done=False, said=f"not at its end after {LONGEST_S} s")
            os.close(here)
            os.close(there)


def with_uv(wheel: Path, folder: Path) -> Path:
    """The program as `uv tool install` makes it. Raises CalledProcessError."""
    env = os.environ | {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
    _run([sys.executable, "-m", "uv", "tool", "install", "-q", "--python", sys.executable, str(wheel)], env)
    return folder / "bin/chairctl"


def packages(python: Path) -> set[str]:
    """The names of all that is installed there."""
    code = "from importlib import metadata as m; print(*(one.name for one in m.distributions()), sep='\\n')"
    return {re.sub(r"[-_.]+", "-", name).lower() for name in _run([str(python), "-c", code]).split()}


def _run(command: list[str], env: dict[str, str] | None = None) -> str:
    return subprocess.run(
        command, env=env, capture_output=True, text=True, check=True, timeout=LONGEST_S
    ).stdout
