"""The end of the service's log, from the journal of systemd where there is one."""

import subprocess

from chairctl.frontends.cli.support.redactor import Redactor
from chairctl.frontends.daemon.unit import NAME

LINES = 300
PATIENCE_S = 10
LONGEST_LINE = 500


def tail(redactor: Redactor) -> str:
    """Its last lines, of the user's service and of the system's; empty: there is no log."""
    return "".join(_tail(scope, redactor) for scope in ("--user", "--system"))


def _tail(scope: str, redactor: Redactor) -> str:
    command = [
        "journalctl",
        scope,
        f"--unit={NAME}",
        f"--lines={LINES}",
        "--output=short-iso",
        "--no-pager",
        "--quiet",
    ]
    if scope == "--user":
        command[2] = f"--user-unit={NAME}"
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=False)  # noqa: S603  (our own words)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = done.stdout.decode(errors="replace").splitlines()[-LINES:]
    return (
        "".join(redactor.text(line[:LONGEST_LINE]) + "\n" for line in lines) if done.returncode == 0 else ""
    )
