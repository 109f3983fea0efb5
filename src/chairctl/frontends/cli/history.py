"""`chairctl history`: every session of a person, with pain before and after."""

import json
from dataclasses import replace
from datetime import date

from chairctl.care.history import NOTE_MOST, PAIN_MOST, SessionRecord
from chairctl.domain.time import SECOND
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.table import columns
from chairctl.profiles.problems import shown
from chairctl.texts import Texts

COLUMNS = ("number", "date", "programme", "time", "ended", "trips", "pain", "note")


def history(texts: Texts, name: str, first: str | None, last: str | None, *, as_json: bool) -> int:
    """List sessions; an exit code."""
    found = sessions_of(texts, name, first, last)
    if as_json:
        for number, record in found:
            print(json.dumps(document(number, record), ensure_ascii=False))
    elif found:
        head = [texts.say(f"history.column.{column}") for column in COLUMNS]
        print("\n".join(columns([head, *[row(number, record, texts) for number, record in found]])))
    else:
        print(texts.say("history.none", person=name))
    return ExitCode.FINISHED


def note(
    texts: Texts, name: str, number: int, before: int | None, after: int | None, text: str | None
) -> int:
    """Note pain or words to a session afterwards; an exit code."""
    if any(pain is not None and not 0 <= pain <= PAIN_MOST for pain in (before, after)):
        raise Refusal(texts.say("history.bad_pain"))
    found = dict(sessions_of(texts, name, None, None))
    if number not in found:
        raise Refusal(texts.say("history.unknown_session", person=name, number=number))
    old = found[number]
    with persons.open_store(texts) as store:
        store.amend(
            name,
            number,
            replace(
                old,
                pain_before=old.pain_before if before is None else before,
                pain_after=old.pain_after if after is None else after,
                note=old.note if text is None else shown(text, NOTE_MOST),
            ),
        )
    print(texts.say("history.added", number=number))
    return ExitCode.FINISHED


def sessions_of(
    texts: Texts, name: str, first: str | None, last: str | None
) -> list[tuple[int, SessionRecord]]:
    """The sessions of a person between two days, both included. Raises Refusal."""
    begin = persons.day(first, texts) if first else date.min
    end = persons.day(last, texts) if last else date.max
    persons.find(name, texts)
    with persons.open_store(texts) as store:
        found = store.sessions(name)
    return [one for one in found if begin <= one[1].started.astimezone().date() <= end]


def row(number: int, record: SessionRecord, texts: Texts) -> list[str]:
    """A session as a line of a table."""
    pain = [("-" if one is None else str(one)) for one in (record.pain_before, record.pain_after)]
    return [
        str(number),
        f"{record.started.astimezone():%Y-%m-%d %H:%M}",
        shown(record.programme, 30),
        words.clock_time(record.energised_s * SECOND),
        texts.say(f"outcome.{'finished' if record.ended == 'finished' else 'early'}"),
        str(len(record.trips)),
        " → ".join(pain),
        shown(record.note, 40),
    ]


def document(number: int, record: SessionRecord) -> dict[str, object]:
    """A session for scripts."""
    return {
        "number": number,
        "started": record.started.isoformat(),
        "programme": record.programme,
        "device": record.device,
        "planned_s": record.planned_s,
        "energised_s": record.energised_s,
        "ended": record.ended,
        "trips": list(record.trips),
        "cem43_micro_minutes": record.cem43_micro_minutes,
        "hottest_pad_tenth_c": record.hottest_pad_tenth_c,
        "stimulation_ma_s": record.stimulation_milliampere_s,
        "course": record.course,
        "pain_before": record.pain_before,
        "pain_after": record.pain_after,
        "note": record.note,
        "channels": [
            {
                "channel": one.channel,
                "kind": one.kind,
                "planned": one.planned,
                "delivered": one.delivered,
                "peak": one.peak,
            }
            for one in record.channels
        ],
    }
