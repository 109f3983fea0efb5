"""A preview for the terminal: what it is, what a person should know, every channel over time, the steps."""

from textwrap import wrap

from chairctl.domain.programme import Programme, Text
from chairctl.frontends.cli import words
from chairctl.frontends.cli.preview import Span, Track, step_marks, tracks
from chairctl.frontends.cli.table import columns
from chairctl.profiles.device import DeviceProfile
from chairctl.session.plan import Plan
from chairctl.texts import Texts

BLOCKS = "▁▂▃▄▅▆▇█"
BESIDE = 34
"""Columns for the names and the greatest values."""
PLAIN = ".:-=+*#@"
"""For a terminal without blocks."""


def preview_lines(plan: Plan, profile: DeviceProfile, texts: Texts, width: int, *, blocks: bool) -> list[str]:
    """All lines of a preview, the picture `width` columns wide."""
    programme = plan.programme
    title = said(programme.title, texts)
    lines = [f"{title}, {words.clock_time(plan.duration)} min, {said(profile.title, texts)}", ""]
    for line in known_lines(programme, texts):
        lines += wrap(line, width + BESIDE)
    lines.append("")
    kinds = {channel.channel.name: channel.channel.kind for channel in profile.channels}
    adaptations = words.reasons(plan.adaptations, kinds, texts)
    if adaptations:
        lines.append(texts.say("preview.adapted"))
        for line in adaptations:
            lines += wrap(line, width + BESIDE, initial_indent="  ", subsequent_indent="    ")
        lines.append("")
    found = tracks(plan, profile, width, texts)
    if found:
        rows = [[track.label, _row(track, blocks=blocks), track.reach] for track in found]
        rows.append(["", _axis(plan, width), ""])
        lines += [*columns(rows), ""]
    for mark in step_marks(plan):
        times = f"  ×{mark.times}" if mark.times > 1 else ""
        lines.append(f"{words.clock_time(mark.begins):>6}  {said(mark.title, texts)}{times}")
        if mark.prompt:
            indent = " " * 8
            prompt = said(mark.prompt, texts)
            lines += wrap(prompt, width + BESIDE, initial_indent=indent, subsequent_indent=indent)
    return lines


def known_lines(programme: Programme, texts: Texts) -> list[str]:
    """Summary, what it feels like, the evidence that belongs to it, and with what it is not for a person."""
    lines = [said(programme.summary, texts)]
    if programme.feel:
        lines.append(texts.say("preview.feel", feel=said(programme.feel, texts)))
    if programme.evidence:
        named = ", ".join(f"{texts.say(f'treatment.{code}')} ({code})" for code in programme.evidence)
        lines.append(texts.say("preview.evidence", evidence=named))
    if programme.not_with:
        named = ", ".join(texts.say(f"contraindication.{code}") for code in programme.not_with)
        lines.append(texts.say("preview.not_with", not_with=named))
    return lines


def said(text: Text, texts: Texts) -> str:
    """A text of a file in the language of the texts."""
    return text.de if texts.language == "de" else text.en


def _row(track: Track, *, blocks: bool) -> str:
    return "".join(_letter(span, track, BLOCKS if blocks else PLAIN) for span in track.columns)


def _letter(span: Span | None, track: Track, letters: str) -> str:
    if span is None:
        return " "
    height = track.height((span.least + span.most) // 2, len(letters))
    return letters[min(len(letters) - 1, height)]


def _axis(plan: Plan, width: int) -> str:
    middle, end = words.clock_time(plan.duration // 2), words.clock_time(plan.duration)
    begin = "0:00"
    half = width // 2
    return (
        begin
        + middle.rjust(half - len(begin) + len(middle) // 2)
        + end.rjust(width - half - len(middle) // 2)
    )
