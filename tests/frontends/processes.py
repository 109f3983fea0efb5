"""`chairctl` as a real process, in folders of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from chairctl.runtime import ledger_open
from chairctl.runtime.ledger_files import LedgerPaths

PROGRAMME = """\
schema: chairctl/programme/1
name: {name}
title: {{en: Short test, de: Kurzer Test}}
summary: {{en: A test., de: Ein Test.}}
steps:
  - title: {{en: Rolling, de: Rollen}}
    duration_s: {seconds}
    ramp_s: 1
    targets:
      - {{kind: roller, technique: rolling, zone: full, intensity_percent: 50, speed_percent: 50}}
      - {{kind: air, intensity_percent: 30}}
      - {{kind: heat, heat_c: 38.0}}
"""


@dataclass
class Place:
    """Folders in which nothing of this computer's user is touched."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            path = self.folder / name.lower()
            path.mkdir(mode=0o700)
            self.env[name] = str(path)
        self.env |= {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(sys.path),
            "CHAIRCTL_LANG": "en",
        }

        ledger_open.create(self.ledger)

    @property
    def ledger(self) -> LedgerPaths:
        state, data = (self.folder / name / "chairctl" for name in ("xdg_state_home", "xdg_data_home"))
        return LedgerPaths(state / "ledger" / "ledger.sqlite", data / "ledger.witness")

    @property
    def sockets(self) -> list[Path]:
        return list((self.folder / "xdg_runtime_dir/chairctl").glob("*.sock"))

    @property
    def recordings(self) -> list[Path]:
        return sorted((self.folder / "xdg_state_home/chairctl/recordings").glob("*.jsonl"))

    def programme(self, seconds: int = 20) -> str:
        path = self.folder / "short.yaml"
        path.write_text(PROGRAMME.format(name="short", seconds=seconds), encoding="utf-8")
        return str(path)

    def start(self, *arguments: str, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", "from chairctl.frontends.cli.entry import main; main()", *arguments],
            env=self.env | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def chairctl(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **env)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def wait_for(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
