"""`chairctl service`: the daemon as a service of systemd."""

import sys
from pathlib import Path

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.daemon import service
from chairctl.frontends.daemon.service import ServiceError
from chairctl.texts import Texts


def show(texts: Texts, *, system: bool, user: str | None, config: Path | None) -> int:
    """Print the unit; an exit code."""
    try:
        print(service.written(system=system, user=user, config=config), end="")
    except ServiceError as error:
        return _refuse(error, texts)
    return ExitCode.FINISHED


def install(texts: Texts, *, system: bool, user: str | None, config: Path | None) -> int:
    """Install and start it; an exit code."""
    try:
        path = service.install(system=system, user=user, config=config)
    except ServiceError as error:
        return _refuse(error, texts)
    print(texts.say("service.installed", path=path))
    if not system:
        print(texts.say("service.linger"))
    return ExitCode.FINISHED


def remove(texts: Texts, *, system: bool) -> int:
    """Stop and remove it; an exit code."""
    try:
        path = service.remove(system=system)
    except ServiceError as error:
        return _refuse(error, texts)
    print(texts.say("service.removed", path=path))
    return ExitCode.FINISHED


def _refuse(error: ServiceError, texts: Texts) -> int:
    print(f"chairctl: {texts.say(f'service.{error.code}', detail=error.detail)}", file=sys.stderr)
    return ExitCode.REFUSED
