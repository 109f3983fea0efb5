"""`chairctl report`: what came of the sessions of a person, as a page to print and as CSV."""

import csv
import io
from pathlib import Path

from chairctl.care.courses import due
from chairctl.care.history import SessionRecord, pain_over_time
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli import words
from chairctl.frontends.cli.course import had, plan_of
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.history import COLUMNS, document, row, sessions_of
from chairctl.frontends.cli.people import write_own
from chairctl.frontends.cli.report_page import Section, figures, page, paragraph, table
from chairctl.frontends.cli.report_svg import Bar, Track, bars, pain_curve, tracks
from chairctl.profiles.problems import shown
from chairctl.runtime import clock
from chairctl.texts import Texts

Sessions = list[tuple[int, SessionRecord]]


def report(
    texts: Texts, name: str, first: str | None, last: str | None, out: Path | None, table_file: Path | None
) -> int:
    """Write the page, the table, or both; an exit code."""
    found = sessions_of(texts, name, first, last)
    if out:
        write_own(out, draw(texts, name, found))
        print(texts.say("report.written", path=out))
    if table_file:
        write_own(table_file, as_csv(found))
        print(texts.say("report.written", path=table_file))
    return ExitCode.FINISHED


def draw(texts: Texts, name: str, found: Sessions) -> str:
    """The page."""
    say = texts.say
    today = clock.wall().date()
    days = [record.started.astimezone().date() for _, record in found]
    made = say("report.made", date=today, first=min(days, default=today), last=max(days, default=today))
    sections = [
        Section(say("report.summary"), _summary(found, texts)),
        Section(say("report.pain"), _pain(found, texts)),
        Section(say("report.course"), _courses(name, texts)),
    ]
    delivered = [(number, record) for number, record in found if record.channels]
    if delivered:
        number, record = delivered[-1]
        title = say("report.channels", number=number, date=f"{record.started.astimezone():%Y-%m-%d}")
        sections.append(Section(title, _channels(record, texts)))
    head = [say(f"history.column.{column}") for column in COLUMNS]
    rows = [row(number, record, texts) for number, record in found]
    body = table(head, rows) if rows else paragraph(say("report.no_sessions"))
    sections.append(Section(say("report.table"), body, is_long=True))
    return page(texts.language, say("report.title", person=name), made, sections)


def as_csv(found: Sessions) -> str:
    """One line for every session; channels as `name planned/delivered`, in level units times seconds."""
    text = io.StringIO()
    writer = csv.writer(text)
    fields = [
        "number", "started", "programme", "device", "planned_s", "energised_s", "ended", "trips",
        "cem43_micro_minutes", "hottest_pad_tenth_c", "stimulation_ma_s", "course", "pain_before",
        "pain_after", "note", "channels",
    ]  # fmt: skip
    writer.writerow(fields)
    for number, record in found:
        values = document(number, record)
        values["trips"] = " ".join(record.trips)
        values["note"] = _inert(record.note)
        values["channels"] = "; ".join(
            f"{one.channel} {one.planned}/{one.delivered}" for one in record.channels
        )
        writer.writerow([values[field] for field in fields])
    return text.getvalue()


def _inert(note: str) -> str:
    """A note that no spreadsheet takes for a formula."""
    return f"'{note}" if note.startswith(("=", "+", "-", "@")) else note


def _summary(found: Sessions, texts: Texts) -> str:
    records = [record for _, record in found]
    heat = sum(record.cem43_micro_minutes for record in records)
    values = {
        "sessions": str(len(records)),
        "finished": str(sum(record.ended == "finished" for record in records)),
        "trips": str(sum(len(record.trips) for record in records)),
        "minutes": str(sum(record.energised_s for record in records) // 60),
        "heat": f"{heat / 1e6:.3f}".replace(".", texts.say("number.point")),
        "stimulation": str(sum(record.stimulation_milliampere_s for record in records)),
    }
    return figures([(texts.say(f"report.{name}"), value) for name, value in values.items()])


def _pain(found: Sessions, texts: Texts) -> str:
    points = pain_over_time(record for _, record in found)
    if not points:
        return paragraph(texts.say("report.no_pain"))
    return pain_curve(points, *(texts.say(f"report.{name}") for name in ("pain_axis", "before", "after")))


def _courses(name: str, texts: Texts) -> str:
    today = clock.wall().date()
    with persons.open_store(texts) as store:
        began = store.courses(name)
        done = {code: had(store, name, code) for code in began}
    rows = []
    for code, started in began.items():
        plan = plan_of(code, texts)
        counted = min(plan.sessions, due(plan, started, done[code], today).progress.counted)
        course = texts.say(f"course.{code}")
        said = texts.say("report.course_line", course=course, counted=counted, sessions=plan.sessions)
        rows.append(Track(course, counted, plan.sessions, said))
    return tracks(rows) if rows else paragraph(texts.say("report.no_course"))


def _channels(record: SessionRecord, texts: Texts) -> str:
    kinds = {one.channel: one.kind for one in record.channels}
    rows = []
    for one in record.channels:
        if one.planned or one.delivered:
            share = one.delivered * 100 // one.planned if one.planned else 0
            said = texts.say("report.share", share=share)
            rows.append(
                Bar(shown(words.channel(one.channel, kinds, texts), 22), one.planned, one.delivered, said)
            )
    return bars(rows, texts.say("report.planned"), texts.say("report.delivered"))
