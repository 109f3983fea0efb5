"""What a report tells, section by section."""

from datetime import date
from functools import cache
from typing import NamedTuple

from chairctl.care.courses import due
from chairctl.care.history import SessionRecord
from chairctl.domain.channels import LEVEL_UNIT, ChannelKind
from chairctl.domain.time import SECOND
from chairctl.domain.trace import SessionTrace
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli import words
from chairctl.frontends.cli.course import had, line, plan_of
from chairctl.frontends.cli.history import row
from chairctl.frontends.cli.report import over_time
from chairctl.frontends.cli.report.channels import channels
from chairctl.frontends.cli.report.course_track import course
from chairctl.frontends.cli.report.over_time import Said
from chairctl.frontends.cli.report.page import (
    Column,
    Section,
    figures,
    heading,
    numbered,
    page,
    paragraph,
    table,
)
from chairctl.profiles.loader import load_programme
from chairctl.profiles.problems import ProfileErrors, shown
from chairctl.texts import Texts


class Story(NamedTuple):
    """What is told: of whom, which sessions, and those whose channels are drawn, with their numbers."""

    person: str
    sessions: list[tuple[int, SessionRecord]]
    traces: dict[int, SessionTrace]
    today: date


def tell(story: Story, texts: Texts) -> str:
    """The whole page."""
    say = texts.say
    days = [record.started.astimezone().date() for _, record in story.sessions]
    first, last = min(days, default=story.today), max(days, default=story.today)
    records = [record for _, record in story.sessions]
    sections = [Section(say("report.summary"), _summary(records, texts))]
    if records:
        sections.append(Section(say("report.over_time"), over_time.sessions(records, _said_minutes(texts))))
    sections += [
        Section(say("report.pain"), _pain(records, texts)),
        Section(say("report.course"), _courses(story, texts)),
    ]
    for number, record in story.sessions:
        if number in story.traces or (not story.traces and number == story.sessions[-1][0]):
            sections.append(_session(number, record, story.traces.get(number), texts))
    sections.append(Section(say("report.table"), _table(story, texts), is_long=True))
    made = say("report.made", date=story.today, first=first, last=last)
    return page(texts.language, say("report.title", person=story.person), made, sections, say("report.foot"))


def _summary(records: list[SessionRecord], texts: Texts) -> str:
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


def _said_minutes(texts: Texts) -> Said:
    entries = ("planned", "to_the_end", "ended_early", "tripped")
    said = tuple(texts.say(f"report.{entry}") for entry in entries)
    return Said(texts.say("report.over_time"), texts.say("report.minutes_axis"), said)


def _pain(records: list[SessionRecord], texts: Texts) -> str:
    if all(one.pain_before is None and one.pain_after is None for one in records):
        return paragraph(texts.say("report.no_pain"))
    entries = (texts.say("report.before"), texts.say("report.after"))
    return over_time.pain(records, Said(texts.say("report.pain"), texts.say("report.pain_axis"), entries))


def _courses(story: Story, texts: Texts) -> str:
    with persons.open_store(texts) as store:
        began = store.courses(story.person)
        done = {code: had(store, story.person, code) for code in began}
    parts = []
    for code, started in began.items():
        plan = plan_of(code, texts)
        now = due(plan, started, done[code], story.today)
        counted = min(plan.sessions, now.progress.counted)
        said = texts.say(
            "report.course_line", course=texts.say(f"course.{code}"), counted=counted, sessions=plan.sessions
        )
        parts += [
            heading(said),
            course(plan, counted, said, "min"),
            paragraph(line(code, now, texts), "hint"),
        ]
    return "".join(parts) or paragraph(texts.say("report.no_course"))


def _session(number: int, record: SessionRecord, trace: SessionTrace | None, texts: Texts) -> Section:
    """One session: its channels over time, what tripped, and planned against delivered."""
    title = texts.say(
        "report.channels",
        number=number,
        date=f"{record.started.astimezone():%Y-%m-%d}",
        programme=programme_title(record.programme, texts.language),
    )
    kinds = {one.channel: one.kind for one in record.channels}
    parts = [channels(trace, title, texts) if trace else "", _trips(trace, kinds, texts)]
    rows = [
        [
            shown(words.channel(one.channel, kinds, texts), 40),
            *(_minutes_of(amount, one.kind, texts) for amount in (one.planned, one.delivered)),
            f"{one.delivered * 100 // one.planned} %" if one.planned else "-",
            words.level(one.kind, one.peak, texts),
        ]
        for one in record.channels
        if one.planned or one.delivered
    ]
    if rows:
        names = ("channel", "planned", "delivered", "share", "peak")
        head = [Column(texts.say(f"report.{name}"), name != "channel") for name in names]
        parts += [table(head, rows), paragraph(texts.say("report.why_less"), "hint")]
    elif not trace:
        parts.append(paragraph(texts.say("report.no_channels")))
    return Section(title, "".join(parts))


def _trips(trace: SessionTrace | None, kinds: words.Kinds, texts: Texts) -> str:
    marks = trace.trips if trace else ()
    return numbered(
        [
            texts.say("report.at", time=words.clock_time(one.at), what=words.reason(one.reason, kinds, texts))
            for one in marks
        ]
    )


def _minutes_of(amount: int, kind: ChannelKind, texts: Texts) -> str:
    """Level times time, in the unit that a person reads times minutes."""
    return f"{words.tenths(amount // 60, texts)} {words.UNIT[LEVEL_UNIT[kind]]}·min"


def _table(story: Story, texts: Texts) -> str:
    if not story.sessions:
        return paragraph(texts.say("report.no_sessions"))
    names = ("number", "date", "programme", "time", "ended", "trips", "pain", "note")
    numbers = {"number", "time", "trips"}
    head = [Column(texts.say(f"report.column.{name}"), name in numbers, name == "date") for name in names]
    rows = []
    for number, record in story.sessions:
        cells = row(number, record, texts)
        cells[2] = programme_title(record.programme, texts.language)
        cells[3] = words.clock_time(record.energised_s * SECOND)
        cells[7] = shown(record.note, 500)
        rows.append(cells)
    return table(head, rows)


@cache
def programme_title(name: str, language: str) -> str:
    """What a programme is called; its name where it is gone."""
    try:
        title = load_programme(name).title
    except ProfileErrors:
        return shown(name, 60)
    return shown(title.de if language == "de" else title.en, 60)
