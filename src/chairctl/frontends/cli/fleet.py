"""`chairctl fleet`: every chair on the broker; watch, list, stop."""

import asyncio
import csv
import json
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from aiomqtt import Client, MqttError
from rich.live import Live
from rich.table import Table

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.table import columns
from chairctl.frontends.daemon.config import MqttConfig
from chairctl.frontends.daemon.config_file import default_path, load_broker
from chairctl.frontends.mqtt.connection import ConnectionTrouble, plain_client
from chairctl.frontends.mqtt.fleet import KEYS, Fleet, Row
from chairctl.profiles.problems import ProfileErrors
from chairctl.texts import Texts

LISTEN_S = 1.0
"""Retained states come at once; so long it is waited for the last."""
STOP_S = 5.0
REDRAW_S = 0.5
STATES = ("safe", "ready", "energised", "tripped")

Work = Callable[[Client, Fleet], Coroutine[Any, Any, int]]


def watch(texts: Texts, file: Path | None, where: list[str]) -> int:
    """A live table until Ctrl-C; an exit code."""
    wanted = _wanted(where, texts)

    async def follow(client: Client, fleet: Fleet) -> int:
        hearing = asyncio.create_task(_hear(client, fleet))
        with Live(_table(fleet.rows(wanted), texts), refresh_per_second=2, screen=True) as live:
            while not hearing.done():
                await asyncio.sleep(REDRAW_S)
                live.update(_table(fleet.rows(wanted), texts))
        hearing.result()
        return ExitCode.UNEXPECTED

    return _with_broker(texts, file, follow)


def listed(texts: Texts, file: Path | None, where: list[str], *, as_json: bool, as_csv: bool) -> int:
    """Every chair once, for people or for programs; an exit code."""
    wanted = _wanted(where, texts)

    async def once(client: Client, fleet: Fleet) -> int:
        await _listen(client, fleet, LISTEN_S)
        rows = fleet.rows(wanted)
        if as_json:
            print(json.dumps([row._asdict() for row in rows], ensure_ascii=False))
        elif as_csv:
            writer = csv.writer(sys.stdout)
            writer.writerows((KEYS, *rows))
        else:
            for line in columns([_cells(row, texts) for row in rows]) or [texts.say("fleet.nothing")]:
                print(line)
        return ExitCode.FINISHED if rows else ExitCode.NO_DEVICE

    return _with_broker(texts, file, once)


def stop(texts: Texts, file: Path | None, target: str | None, *, everything: bool) -> int:
    """Stop one chair, a site, or everything, and say who says that it is at rest; an exit code."""
    if (target is None) is not everything:
        raise Refusal(texts.say("fleet.stop_what"))
    if target is not None and (not target or len(target.split("/")) > 2 or set(target) & set("+#")):
        raise Refusal(texts.say("fleet.bad_target", target=target))

    async def tell(client: Client, fleet: Fleet) -> int:
        where = f"{fleet.prefix}/{target}/stop" if target else f"{fleet.prefix}/stop"
        await client.publish(where, b"stop", qos=1)
        until = asyncio.get_running_loop().time() + STOP_S
        meant: list[Row] = []
        while asyncio.get_running_loop().time() < until:
            await _listen(client, fleet, 0.5)
            meant = [row for row in fleet.rows() if target in (None, row.site, row.name)]
            if meant and all(row.state in {"safe", "tripped"} for row in meant if row.online):
                break
        for row in meant:
            at_rest = row.online and row.state in {"safe", "tripped"}
            print(texts.say("fleet.stopped" if at_rest else "fleet.not_stopped", name=row.name))
        if not meant:
            known = ", ".join(row.name for row in fleet.rows())
            unknown = texts.say("fleet.unknown", target=target or "", known=known)
            print(unknown if known else texts.say("fleet.nothing"))
            return ExitCode.NO_DEVICE
        unsure = [row for row in meant if not row.online or row.state not in {"safe", "tripped"}]
        return ExitCode.UNEXPECTED if unsure else ExitCode.FINISHED

    return _with_broker(texts, file, tell)


def _with_broker(texts: Texts, file: Path | None, work: Work) -> int:
    path = file or default_path()
    try:
        config = load_broker(path, os.environ)
    except ProfileErrors as errors:
        for problem in errors.problems:
            print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
        return ExitCode.USAGE
    if config is None:
        raise Refusal(texts.say("fleet.no_broker", path=path))
    try:
        return asyncio.run(_connected(config, work))
    except ConnectionTrouble as trouble:
        raise Refusal(texts.say(f"mqtt_line.{trouble.code}", path=trouble.path)) from trouble
    except (MqttError, OSError) as error:
        raise Refusal(texts.say("fleet.lost", host=config.host, error=error), ExitCode.NO_DEVICE) from error
    except KeyboardInterrupt:
        return ExitCode.FINISHED


async def _connected(config: MqttConfig, work: Work) -> int:
    fleet = Fleet(config.prefix)
    async with plain_client(config) as client:
        for topic in fleet.subscriptions():
            await client.subscribe(topic, qos=1)
        return await work(client, fleet)


async def _hear(client: Client, fleet: Fleet) -> None:
    async for message in client.messages:
        if isinstance(message.payload, bytes):
            fleet.hear(message.topic.value, message.payload)


async def _listen(client: Client, fleet: Fleet, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await _hear(client, fleet)
    except TimeoutError:
        return


def _wanted(where: list[str], texts: Texts) -> dict[str, str]:
    wanted = dict(one.partition("=")[::2] for one in where)
    if unknown := sorted(wanted.keys() - set(KEYS)):
        raise Refusal(texts.say("fleet.bad_key", key=unknown[0], known=", ".join(KEYS)))
    return wanted


def _cells(row: Row, texts: Texts) -> list[str]:
    state = texts.say(f"entity_state.{row.state}") if row.state in STATES else row.state
    minutes, seconds = divmod(row.remaining_s, 60)
    return [
        row.name,
        row.daemon if row.online else texts.say("fleet.offline", daemon=row.daemon),
        state,
        f"{row.session} {minutes}:{seconds:02}" if row.session else "",
        row.alarms,
        texts.say("fleet.link_lost", devices=row.links) if row.links else "",
    ]


def _table(rows: list[Row], texts: Texts) -> Table:
    table = Table(title=texts.say("fleet.title", count=len(rows)))
    for key in ("chair", "daemon", "state", "session", "alarms", "links"):
        table.add_column(texts.say(f"fleet.column.{key}"))
    for row in rows:
        style = "bold red" if row.alarms else "dim" if not row.online else ""
        table.add_row(*_cells(row, texts), style=style)
    return table
