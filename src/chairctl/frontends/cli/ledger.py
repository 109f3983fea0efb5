"""`chairctl ledger`: what is left on each chair; `chairctl ledger create`: the first act on a computer."""

import json
import os
import sys

from chairctl.domain.safety import Reason
from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.table import columns
from chairctl.profiles.problems import shown
from chairctl.runtime import ledger_files, ledger_open
from chairctl.runtime.ledger_files import LedgerError
from chairctl.runtime.ledger_store import Store
from chairctl.safety.account import GUEST, SESSIONS_A_DAY, Standing, Subject
from chairctl.texts import Texts


def create(texts: Texts) -> int:
    """Begin a ledger that owes no rest; an exit code."""
    paths = ledger_files.default_paths()
    try:
        ledger_open.create(paths)
    except LedgerError as error:
        return _refuse(error.reason, texts)
    print(texts.say("ledger.created", path=paths.ledger))
    return ExitCode.FINISHED


def show(texts: Texts, *, as_json: bool) -> int:
    """What a guest still has on each chair that was used; an exit code. Begins no ledger."""
    paths = ledger_files.default_paths()
    if not ledger_files.exists(paths.ledger) and not os.path.lexists(paths.witness):
        print(f"chairctl: {texts.say('ledger.none')}", file=sys.stderr)
        return ExitCode.REFUSED
    try:
        store = Store(paths)
    except LedgerError as error:
        return _refuse(error.reason, texts)
    try:
        chairs = [(name, *_left(store, (name,))) for name in store.devices()]
        elsewhere, _ = _left(store, ())
    except LedgerError as error:
        return _refuse(error.reason, texts)
    finally:
        store.close()
    if as_json:
        for name, left, sessions in chairs:
            print(json.dumps(_document(name, left, sessions), ensure_ascii=False))
        return ExitCode.FINISHED
    head = [texts.say(f"ledger.column.{name}") for name in ("chair", "left", "sessions", "dose")]
    for line in columns([head, *[_row(name, left, sessions, texts) for name, left, sessions in chairs]]):
        print(line)
    for name, left, _ in [*chairs, (texts.say("ledger.any"), elsewhere, 0)]:
        if left.refusal:
            print(f"{shown(name)}: {words.reasons([left.refusal], {}, texts)[0]}")
    return ExitCode.FINISHED


def _left(store: Store, devices: tuple[str, ...]) -> tuple[Standing, int]:
    subject = Subject(GUEST, devices)
    return store.stand(subject), store.sessions_today(subject)


def _document(name: str, left: Standing, sessions: int) -> dict[str, object]:
    refusal = left.refusal
    return {
        "device": name,
        "refusal": refusal.code if refusal else None,
        "wait_s": refusal.limit if refusal else 0,
        "energised_left_ns": 0 if refusal else left.energised,
        "sessions_today": sessions,
        "sessions_most": SESSIONS_A_DAY.value,
        "cem43_left_micro_minutes": left.cem43_micro_minutes,
    }


def _row(name: str, left: Standing, sessions: int, texts: Texts) -> list[str]:
    time = texts.say("ledger.wait") if left.refusal else words.clock_time(left.energised)
    dose = f"{left.cem43_micro_minutes / 1e6:.3f}".replace(".", texts.say("number.point"))
    return [shown(name), time, f"{sessions}/{SESSIONS_A_DAY.value}", f"{dose} CEM43 min"]


def _refuse(why: Reason, texts: Texts) -> int:
    print(f"chairctl: {words.reasons([why], {}, texts)[0]}", file=sys.stderr)
    return ExitCode.REFUSED
