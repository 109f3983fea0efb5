"""Every import contract is kept, and a violation of each is seen to fail."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

VIOLATIONS = [
    ("layers", "src/chairctl/safety/limits.py", "import chairctl.runtime.clock"),
    ("layers", "src/chairctl/protocols/family.py", "import chairctl.session.plan"),
    ("pure", "src/chairctl/safety/kernel.py", "import time"),
    ("pure", "src/chairctl/protocols/chairlink/device.py", "import random"),
    ("layers", "src/chairctl/care/people.py", "import chairctl.session.plan"),
    ("pure", "src/chairctl/care/courses.py", "import time"),
    ("mint", "src/chairctl/runtime/link.py", "import chairctl.safety.issuer"),
    ("throw-away", "src/chairctl/frontends/cli/run.py", "import chairctl.runtime.throw_away"),
    ("carriers", "src/chairctl/frontends/attach/server.py", "import chairctl.transports.serial"),
    ("screen", "src/chairctl/frontends/tui/app.py", "import chairctl.runtime.host"),
    ("warden", "src/chairctl/warden/process.py", "import chairctl.domain.time"),
    ("decision", "src/chairctl/frontends/mqtt/decide.py", "import aiomqtt"),
    ("families", "src/chairctl/protocols/other/device.py", "import chairctl.protocols.chairlink.frames"),
    ("host-stranger", "src/chairctl/runtime/host.py", "import chairctl_simulators.devices"),
    ("host-stranger", "src/chairctl/frontends/cli/hil.py", "import chairctl_hil.command"),
    ("proof-stranger", "proof/chairctl_proof/realtime/chair.py", "import chairctl_hil.chair"),
    ("simulator-stranger", "simulators/chairctl_simulators/serve.py", "import chairctl.domain.time"),
]


def lint(tree: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    program = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [
        sys.executable,
        "-c",
        program,
        "--config",
        str(tree / "pyproject.toml"),
        "--no-cache",
        *options,
    ]
    path = os.pathsep.join(str(tree / folder) for folder in ("src", "simulators", "proof", "hil"))
    return subprocess.run(
        command,
        cwd=tree,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in ("src", "simulators", "proof", "hil"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_all_contracts_are_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    count = len(contracts["tool"]["importlinter"]["contracts"])
    assert f"{count} kept, 0 broken" in result.stdout


@pytest.mark.parametrize(("contract", "file", "line"), VIOLATIONS)
def test_a_violation_is_seen_to_fail(tree: Path, contract: str, file: str, line: str) -> None:
    path = tree / file
    if not path.exists():
        path.parent.mkdir()
        (path.parent / "__init__.py").touch()
        path.touch()
    path.write_text(f"{line}\n{path.read_text()}")
    result = lint(tree, "--contract", contract)
    assert result.returncode == 1, result.stdout
    assert "0 kept, 1 broken" in result.stdout
