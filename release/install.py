"""Installs a built wheel as a stranger would, and tries the program there, away from the sources."""

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from release.lock import FOLDER
from release.tree import ROOT

OLDEST = (3, 11)
LONGEST_S = 600
STORE = ROOT / "tests/upgrade/people-2.sqlite"
"""A store of people; the report is made from it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that was tried."""

    name: str
    done: bool
    said: str = ""
    """What went wrong."""


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
    """An empty environment with nothing in it but the wheel and what its lock names."""

    def __init__(self, python: Path, wheel: Path, folder: Path) -> None:
        """Raises CalledProcessError, with the reason in its `stderr`."""
        self.folder = folder
        self.env_folder = folder / "env"
        self.python = self.env_folder / "bin/python"
        _run([str(python), "-m", "venv", "--without-pip", str(self.env_folder)])
        pip = [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(self.python),
            "install",
            "-q",
            "--no-warn-script-location",
        ]
        _run([*pip, "--require-hashes", "-r", str(FOLDER / "core.txt")])
        _run([*pip, "--no-deps", str(wheel)])

    def size_mib(self) -> tuple[float, float]:
        """What the packages weigh, and their compiled bytecode besides."""
        files = [path for path in self.env_folder.rglob("*") if path.is_file() and not path.is_symlink()]
        weights = [(path.suffix == ".pyc", path.stat().st_size) for path in files]
        return tuple(
            sum(size for is_cache, size in weights if is_cache is kind) / 2**20 for kind in (False, True)
        )  # type: ignore[return-value]

    def trials(self) -> Iterator[Trial]:
        """Everything that has to work, each in folders that are new and empty."""
        yield from tried(self.env_folder / "bin/chairctl", self.folder)


def tried(program: Path, folder: Path) -> Iterator[Trial]:
    """Everything that has to work with an installed program."""
    away = folder / "away"
    env = surroundings(away)
    store = away / "xdg_data_home/chairctl/people/people.sqlite"
    store.parent.mkdir(parents=True)
    shutil.copy(STORE, store)
    for words in (
        "--version",
        "--lang de --help",
        "tui --help",
        "programmes",
        "sim --help",
        "demo --json",
        "prove --json",
        "report --person Ada --out report.html",
        "hil check",
        "support --json",
    ):
        done = subprocess.run(
            [program, *words.split()],
            cwd=away,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
        yield Trial(words, done.returncode == 0, done.stderr.strip()[-300:])
    yield asked(program, away, env)


def asked(program: Path, away: Path, env: dict[str, str]) -> Trial:
    """`hil new`, which asks: every question gets its usual answer from a terminal."""
    here, there = pty.openpty()
    os.write(here, b"\n" * 20)
    done = subprocess.run(
        [program, "hil", "new", "mine.yaml"],
        cwd=away,
        env=env,
        stdin=there,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(here)
    os.close(there)
    return Trial(
        "hil new", done.returncode == 0 and (away / "mine.yaml").is_file(), done.stderr.strip()[-300:]
    )


def surroundings(away: Path) -> dict[str, str]:
    """An environment in which nothing of this computer's user is found."""
    env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        (away / name.lower()).mkdir(mode=0o700, parents=True)
        env[name] = str(away / name.lower())
    return env


def with_uv(wheel: Path, folder: Path) -> Path:
    """The program as `uv tool install` makes it. Raises CalledProcessError."""
    env = os.environ | {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
    _run([sys.executable, "-m", "uv", "tool", "install", "-q", "--python", sys.executable, str(wheel)], env)
    return folder / "bin/chairctl"


def packages(python: Path) -> dict[str, str]:
    """Version by name of all that is installed there."""
    names = "{one.name.lower(): one.version for one in metadata.distributions()}"
    code = f"import json; from importlib import metadata; print(json.dumps({names}))"
    return dict(json.loads(_run([str(python), "-c", code])))


def _run(command: list[str], env: dict[str, str] | None = None) -> str:
    return subprocess.run(
        command, env=env, capture_output=True, text=True, check=True, timeout=LONGEST_S
    ).stdout
