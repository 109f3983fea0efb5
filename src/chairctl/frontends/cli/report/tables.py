"""The sessions and their curves as tables: one line for each session, or for each value of a curve."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chairctl.care.history import SessionRecord
from chairctl.domain.channels import LEVEL_UNIT
from chairctl.domain.time import MILLISECOND
from chairctl.domain.trace import MEASURED_UNIT, Quantity, SessionTrace
from chairctl.frontends.cli.history import document

SESSION_FIELDS = (
    "number", "started", "programme", "device", "planned_s", "energised_s", "ended", "trips",
    "cem43_micro_minutes", "hottest_pad_tenth_c", "stimulation_ma_s", "course", "pain_before",
    "pain_after", "note", "channels",
)  # fmt: skip


class CurveRow(NamedTuple):
    """Least and greatest of one quantity of a channel in one slice of a session."""

    session: int
    at_ms: int
    slice_ms: int
    channel: str
    kind: str
    quantity: str
    low: int
    high: int
    unit: str
    """Of `low` and `high`."""


def sessions_csv(found: Iterable[tuple[int, SessionRecord]]) -> str:
    """One line for every session; channels as `name planned/delivered`, in level units times seconds."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(SESSION_FIELDS)
    for number, record in found:
        values = document(number, record)
        values["trips"] = " ".join(record.trips)
        values["note"] = _inert(record.note)
        values["channels"] = "; ".join(
            f"{one.channel} {one.planned}/{one.delivered}" for one in record.channels
        )
        writer.writerow([values[field] for field in SESSION_FIELDS])
    return text.getvalue()


def curve_rows(traces: Iterable[tuple[int, SessionTrace | None]]) -> Iterator[CurveRow]:
    """Every value that is known, session by session, channel by channel."""
    for number, trace in traces:
        if trace is None:
            continue
        step = trace.slice // MILLISECOND
        for one in trace.channels:
            name, kind, _ = one.channel
            for quantity in Quantity:
                unit = (MEASURED_UNIT if quantity is Quantity.MEASURED else LEVEL_UNIT)[kind]
                for index, (low, high) in enumerate(one.line(quantity)):
                    if low is not None and high is not None:
                        yield CurveRow(number, index * step, step, name, kind, quantity, low, high, unit)


def curves_csv(rows: Iterable[CurveRow]) -> str:
    """A line for each of the rows."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CurveRow._fields)
    writer.writerows(rows)
    return text.getvalue()


def _inert(note: str) -> str:
    """A note that no spreadsheet takes for a formula."""
    return f"'{note}" if note.startswith(("=", "+", "-", "@")) else note
