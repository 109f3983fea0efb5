"""The list of what an installation holds (CycloneDX 1.6, JSON), made by cyclonedx-bom from an environment."""

import json
import re
import subprocess
import sys
from pathlib import Path

from release.tree import ROOT


def write(environment: Path, out: Path) -> set[str]:
    """Write it without clock and chance, and say which packages it names.

    Raises CalledProcessError, OSError.
    """
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "environment",
        "--output-reproducible",
        "--spec-version",
        "1.6",
    ]
    command += [
        "--pyproject",
        str(ROOT / "pyproject.toml"),
        "--mc-type",
        "application",
        "--output-file",
        str(out),
    ]
    subprocess.run([*command, str(environment)], capture_output=True, text=True, check=True)
    return {
        re.sub(r"[-_.]+", "-", one["name"]).lower()
        for one in json.loads(out.read_text("utf-8"))["components"]
    }
