"""The report of a run as one page for A4 that needs nothing else, in English or German."""

from collections.abc import Sequence
from html import escape
from math import isfinite
from typing import Final

from chairctl.frontends.cli.report.page import Column, Section, figures, paragraph
from chairctl.frontends.cli.report.page import page as whole_page
from chairctl.frontends.cli.report.page import table as columns
from chairctl.texts import Texts
from chairctl_hil.report.document import Run
from chairctl_hil.report.svg import curves, histogram, quantile
from chairctl_hil.result import Curve, Figure, Result

HISTOGRAM_FROM: Final = 5
"""Fewer values are better read as numbers."""


def page(run: Run, language: str) -> str:
    """The whole page."""
    texts = Texts(language)
    say = texts.say
    sections = [
        Section(say("hil.report.what"), _what(run, texts)),
        Section(say("hil.report.verdict"), _verdict(run, texts)),
        Section(say("hil.report.tests"), _tests(run, texts), is_long=True),
        Section(say("hil.report.figures"), _figures(run, texts), is_long=True),
        Section(say("hil.report.pictures"), _pictures(run), is_long=True),
    ]
    if run.twins:
        sections.append(Section(say("hil.report.twins"), _twins(run, texts), is_long=True))
    sections.append(Section(say("hil.report.states"), _states(run, texts), is_long=True))
    sections.append(Section(say("hil.report.signature"), _signature(texts)))
    title = say("hil.report.title", rig=run.rig)
    return whole_page(
        language, title, say("hil.report.made", began=run.began, version=run.chairctl), sections, run.commit
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of words."""
    return columns([Column(title) for title in head], rows)


def _what(run: Run, texts: Texts) -> str:
    say = texts.say
    identity = run.identity
    rows = [
        (say("hil.report.rig"), run.rig),
        (say("hil.report.device"), run.device),
        (say("hil.report.profile"), run.profile),
        (say("hil.report.model"), identity.model if identity else "?"),
        (say("hil.report.firmware"), identity.firmware if identity else "?"),
        (say("hil.report.serial"), identity.serial_number if identity else "?"),
        (say("hil.report.commit"), run.commit or "?"),
        (say("hil.report.machine"), run.machine),
        (say("hil.report.operator"), run.operator or "–"),
    ]
    scope = paragraph(say("hil.report.full" if run.full else "hil.report.sample"))
    real = paragraph(say("hil.report.real" if run.is_real else "hil.report.simulated"))
    return table((say("hil.report.item"), say("hil.report.found")), rows) + scope + real


def _verdict(run: Run, texts: Texts) -> str:
    say = texts.say
    numbers = [
        (say("hil.report.passed"), str(run.count("passed"))),
        (say("hil.report.failed"), str(run.count("failed"))),
        (say("hil.report.skipped"), str(run.count("skipped"))),
        (say("hil.report.class"), run.device_class or "?"),
        (say("hil.report.hazards"), str(len(answered(run)))),
        (say("hil.report.caught"), f"{sum(twin.caught for twin in run.twins)}/{len(run.twins)}"),
    ]
    evidence = [
        (say(f"hil.evidence.{name}"), say("hil.report.yes" if holds else "hil.report.no"))
        for name, holds in sorted(run.evidence.items())
    ]
    return (
        figures(numbers)
        + paragraph(say(f"hil.class.{run.device_class or 'unknown'}"))
        + table((say("hil.report.evidence"), say("hil.report.seen")), evidence)
    )


def answered(run: Run) -> set[str]:
    """The hazards with a test that passed."""
    return {hazard for one in run.results if one.outcome == "passed" for hazard in one.hazards}


def _tests(run: Run, texts: Texts) -> str:
    say = texts.say
    rows = [
        (
            say(f"hil.outcome.{_word(one)}"),
            " ".join(one.hazards),
            f"{one.seconds:.1f} s",
            f"{one.rig_late_ms:.0f} ms",
            _told(one),
        )
        for one in run.results
    ]
    names = ("outcome", "hazards", "time", "late", "test")
    return paragraph(say("hil.report.late_why")) + table(
        [say(f"hil.report.column.{one}") for one in names], rows
    )


def _word(one: Result) -> str:
    return one.outcome.replace(" ", "_")


def _told(one: Result) -> str:
    return f"{one.test}: {one.why}" if one.why else one.test


def _figures(run: Run, texts: Texts) -> str:
    say = texts.say
    rows = [
        (
            say("hil.report.holds" if figure.holds else "hil.report.fails"),
            _number(figure.value, figure.unit),
            _number(figure.limit, figure.unit),
            _spread(figure),
            f"{figure.name}: {one.test}",
        )
        for one in run.results
        for figure in one.figures
    ]
    names = ("verdict", "worst", "limit", "spread", "figure")
    return table([say(f"hil.report.column.{name}") for name in names], rows)


def _spread(figure: Figure) -> str:
    if len(figure.values) < 2:
        return str(figure.trials)
    half, most = quantile(figure.values, 0.5), quantile(figure.values, 0.99)
    return f"{len(figure.values)}: p50 {_number(half, '')}, p99 {_number(most, '')}"


def _number(value: float, unit: str) -> str:
    return f"{value:.4g} {unit}".strip() if isfinite(value) else "∞"


def _pictures(run: Run) -> str:
    parts = []
    for one in run.results:
        by_unit: dict[str, list[Curve]] = {}
        for curve in one.curves:
            if len(curve.points) > 1:
                by_unit.setdefault(curve.unit, []).append(curve)
        parts += [curves(one.test, found) for found in by_unit.values()]
        parts += [
            histogram(f"{figure.name}: {one.test}", figure.values, figure.limit, figure.unit)
            for figure in one.figures
            if len(figure.values) >= HISTOGRAM_FROM
        ]
    return "".join(parts)


def _twins(run: Run, texts: Texts) -> str:
    say = texts.say
    rows = [
        (
            say("hil.report.found_out" if twin.caught else "hil.report.not_found_out"),
            twin.name,
            f"{twin.about} – {twin.test}: {twin.why}",
        )
        for twin in run.twins
    ]
    names = ("verdict", "firmware", "by")
    return paragraph(say("hil.report.twins_why")) + table(
        [say(f"hil.report.column.{one}") for one in names], rows
    )


def _states(run: Run, texts: Texts) -> str:
    say = texts.say
    began = min((state["t"] for one in run.results for state in one.states), default=0)
    ways: list[tuple[str, ...]] = []
    failed = [
        (f"{(state['t'] - began) / 1e9:.2f} s", f"{state['of']} → {state['to']}", str(state.get("why", "")))
        for one in run.results
        for state in one.states
        if not state["ok"]
    ]
    count = sum(len(one.states) for one in run.results)
    ways += failed
    return paragraph(say("hil.report.transitions", count=count, failed=len(failed))) + (
        table([say(f"hil.report.column.{name}") for name in ("time", "way", "why")], ways) if ways else ""
    )


def _signature(texts: Texts) -> str:
    style = "margin:34px 0 0;border-top:1px solid #111"
    names = [texts.say(f"hil.report.sign.{name}") for name in ("name", "place", "signature")]
    lines = "".join(f'<p style="{style}">{escape(name)}</p>' for name in names)
    return paragraph(texts.say("hil.report.sign.words")) + lines
