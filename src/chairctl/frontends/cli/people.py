"""`chairctl people`: who uses the chairs, with which limits of their own."""

import json
import os
import sys
from dataclasses import replace
from getpass import getpass
from pathlib import Path
from typing import Any

from chairctl.care.people import (
    Person,
    hashed,
    name_problem,
    pin_problem,
    with_favourites,
    with_limit,
)
from chairctl.domain.ceilings import LEVEL
from chairctl.domain.channels import ChannelKind
from chairctl.domain.safety import Reason
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli import words
from chairctl.frontends.cli.bodyscan_drawing import map_lines
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.table import columns
from chairctl.frontends.cli.write_own import write_own
from chairctl.profiles.problems import shown
from chairctl.runtime.back_maps import back_maps
from chairctl.texts import LANGUAGES, Texts


def list_people(texts: Texts, *, as_json: bool) -> int:
    """Everybody who is stored; an exit code."""
    with persons.open_store(texts) as store:
        found = [(person, store.sessions(person.name)) for person in store.people()]
    rows = [[texts.say(f"people.column.{name}") for name in ("name", "language", "sessions", "last", "pin")]]
    for person, sessions in found:
        last = sessions[-1][1].started.astimezone().date().isoformat() if sessions else ""
        if as_json:
            document = {"name": person.name, "language": person.language, "sessions": len(sessions)}
            print(json.dumps(document | {"last": last, "locked": bool(person.pin)}, ensure_ascii=False))
        locked = texts.say(f"people.column.{'locked' if person.pin else 'open'}")
        rows.append([person.name, person.language, str(len(sessions)), last or "-", locked])
    if not as_json:
        print("\n".join(columns(rows)) if found else texts.say("people.none"))
    return ExitCode.FINISHED


def add(
    texts: Texts, name: str, language: str | None, limits: list[str], favourites: list[str], *, change: bool
) -> int:
    """Store a person, or change one; an exit code."""
    if problem := name_problem(name):
        raise Refusal(_problem(problem, texts))
    if language not in (None, *LANGUAGES):
        raise Refusal(texts.say("usage.bad_language", language=shown(language or "")))
    with persons.open_store(texts) as store:
        exists = store.person(name) is not None
    if exists and not change:
        raise Refusal(texts.say("people.exists", person=name), ExitCode.REFUSED)
    person = persons.find(name, texts) if exists else Person(name, "de" if texts.language == "de" else "en")
    for text in limits:
        person = with_limit(person, *_limit(text, texts))
    person = with_favourites(person, [shown(one) for one in favourites])
    if language:
        person = replace(person, language="de" if language == "de" else "en")
    with persons.open_store(texts) as store:
        store.keep(person)
    print(texts.say("people.changed" if exists else "people.added", person=name))
    return ExitCode.FINISHED


def show(texts: Texts, name: str, *, as_json: bool) -> int:
    """What is stored of a person; an exit code."""
    person = persons.find(name, texts)
    with persons.open_store(texts) as store:
        sessions, maps = store.sessions(name), back_maps(store, name)
        everything = store.export(name, with_traces=False)
    if as_json:
        print(json.dumps(everything, ensure_ascii=False))
        return ExitCode.FINISHED
    limits = [
        texts.say(
            "people.limit",
            kind=texts.say(f"kind.{limit.kind}"),
            level=words.level(limit.kind, limit.max_level, texts),
        )
        for limit in person.limits
    ]
    lines = [person.name, texts.say("people.language", language=person.language)]
    limits_said = texts.say("people.limits", limits="; ".join(limits))
    lines.append(limits_said if limits else texts.say("people.no_limits"))
    lines += [
        texts.say(
            "people.calibration",
            device=shown(felt.device),
            channel=shown(felt.channel),
            felt=words.tenths(felt.felt, texts),
            comfortable=words.tenths(felt.comfortable, texts),
        )
        for felt in person.calibrations
    ]
    for device, kept in maps.items():
        felt_on = kept.taken.astimezone().date().isoformat()
        lines.append(texts.say("bodyscan.kept_on", device=shown(device), date=felt_on))
        lines += map_lines(kept.back, texts)[1:]
    if person.favourites:
        lines.append(texts.say("people.favourites", programmes=", ".join(person.favourites)))
    if sessions:
        last = sessions[-1][1].started.astimezone().date().isoformat()
        lines.append(texts.say("people.sessions", count=len(sessions), last=last))
    if person.pin:
        lines.append(texts.say("people.locked"))
    print("\n".join(lines))
    return ExitCode.FINISHED


def export(texts: Texts, name: str, out: Path) -> int:
    """Write everything about a person, as JSON that only they can read; an exit code."""
    persons.find(name, texts)
    with persons.open_store(texts) as store:
        everything: dict[str, Any] = store.export(name)
    write_own(out, json.dumps(everything, ensure_ascii=False) + "\n", texts)
    print(texts.say("people.exported", person=name, path=out))
    return ExitCode.FINISHED


def erase(texts: Texts, name: str, *, sure: bool) -> int:
    """Forget everything about a person; an exit code."""
    persons.find(name, texts)
    if not sure and not _agrees(texts.say("people.sure", person=name), texts):
        print(texts.say("people.kept"))
        return ExitCode.REFUSED
    with persons.open_store(texts) as store:
        aside = store.erase(name)
    print(texts.say("people.erased", person=name))
    if aside:
        print(texts.say("people.aside", paths=", ".join(map(str, aside))))
    return ExitCode.FINISHED


def pin(texts: Texts, name: str) -> int:
    """Lock a profile with a PIN, or open it for good; an exit code."""
    person = persons.find(name, texts)
    new = os.environ.get("CHAIRCTL_NEW_PIN")
    if new is None:
        new = getpass(texts.say("people.pin_new")) if sys.stdin.isatty() else "?"
    if new and (problem := pin_problem(new)):
        raise Refusal(_problem(problem, texts))
    with persons.open_store(texts) as store:
        store.keep(replace(person, pin=hashed(new, os.urandom(16)) if new else None))
    print(texts.say("people.pin_set" if new else "people.pin_removed", person=name))
    return ExitCode.FINISHED


def _agrees(question: str, texts: Texts) -> bool:
    if not sys.stdin.isatty():
        return False
    try:
        return input(question).strip().lower() == texts.say("screening.yes")
    except (EOFError, KeyboardInterrupt):
        return False


def _limit(text: str, texts: Texts) -> tuple[ChannelKind, int]:
    """`heat=38.5` as kind and level; every level counts tenths of what people write. Raises Refusal."""
    kind, _, value = text.partition("=")
    try:
        level = round(float(value.replace(",", ".")) * 10)
        if kind in list(ChannelKind) and 0 <= level <= LEVEL[ChannelKind(kind)].value:
            return ChannelKind(kind), level
    except (ValueError, OverflowError):
        pass
    raise Refusal(texts.say("people.bad_limit", text=shown(text), known=", ".join(ChannelKind)))


def _problem(problem: Reason, texts: Texts) -> str:
    return texts.say(f"problem.{problem.code}", actual=problem.actual, limit=problem.limit)
