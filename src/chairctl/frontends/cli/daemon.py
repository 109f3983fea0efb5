"""`chairctl daemon`: the chairs of this computer, always there; and `status`, which asks it."""

import asyncio
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.daemon.config import DaemonConfig, MqttConfig
from chairctl.frontends.daemon.config_file import default_path, load_config
from chairctl.frontends.daemon.log_form import LogForm
from chairctl.frontends.daemon.logs import Logs
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import default_paths
from chairctl.texts import Texts


def daemon(texts: Texts, file: Path | None, *, check: bool = False, form: LogForm = LogForm.AUTO) -> int:
    """Run until told to end; an exit code."""
    path = file or default_path()
    if file is None and not path.exists():
        print(f"chairctl: {texts.say('daemon.no_file', path=path)}", file=sys.stderr)
        return ExitCode.USAGE
    try:
        config = load_config(path, os.environ)
    except ProfileErrors as errors:
        for problem in errors.problems:
            print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
        return ExitCode.USAGE
    if check:
        return _check(config, path, texts)
    paths = default_paths()
    with only_one(paths.ledger.parent.parent / "daemon.lock") as is_first:
        if not is_first:
            print(f"chairctl: {texts.say('daemon.second')}", file=sys.stderr)
            return ExitCode.REFUSED
        logs = Logs(form, texts)
        logs.open()
        ledger = Ledger(paths)
        try:
            return asyncio.run(_serve(config, ledger, texts, path))
        finally:
            ledger.close()
            logs.close()


@contextmanager
def only_one(path: Path) -> Iterator[bool]:
    """Whether nobody else holds this lock, now ours; where it can't be written, nobody is locked out."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("w", encoding="utf-8")
    except OSError:
        yield True
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


async def _serve(config: DaemonConfig, ledger: Ledger, texts: Texts, path: Path) -> int:
    from chairctl.frontends.daemon.daemon import Daemon
    from chairctl.frontends.daemon.stations import BadStation

    running = Daemon(config, ledger, texts, lambda: load_config(path, os.environ))
    try:
        await running.run()
    except BadStation as refusal:
        print(f"chairctl: {path}: {refusal}", file=sys.stderr)
        return ExitCode.USAGE
    return ExitCode.FINISHED if running.signal else ExitCode.UNEXPECTED


def _check(config: DaemonConfig, path: Path, texts: Texts) -> int:
    """Build everything, open nothing."""
    from chairctl.frontends.daemon.stations import BadStation, check_station
    from chairctl.frontends.mqtt.connection import ConnectionTrouble

    problems = []
    for station in config.stations:
        try:
            check_station(station, texts)
        except BadStation as refusal:
            problems.append(str(refusal))
    try:
        if config.mqtt:
            _check_files(config.mqtt)
    except ConnectionTrouble as trouble:
        problems.append(texts.say(f"mqtt_line.{trouble.code}", path=trouble.path))
    for problem in problems:
        print(f"chairctl: {path}: {problem}", file=sys.stderr)
    if problems:
        return ExitCode.USAGE
    print(texts.say("daemon.checked", path=path, stations=len(config.stations)))
    return ExitCode.FINISHED


def _check_files(config: MqttConfig) -> None:
    """Read password and certificates as a connection would. A credential is only there under systemd."""
    from chairctl.frontends.mqtt.connection import password_of, tls_context

    if not config.password_credential:
        password_of(config, os.environ)
    if config.tls:
        tls_context(config.tls)
