"""The two lines: each may lose, double, delay, reorder and play back what it carries.

A line is the set of messages that it holds. Taking one out leaves it there, so it can come again at any
time, in any order, also boots later. What a line has no room for is lost: the new one or any other.
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from chairctl_proof.model.device import Frame
from chairctl_proof.model.host import Report
from chairctl_proof.model.rules import STALE, Rules

Frames: TypeAlias = tuple[Frame, ...]
"""On the way to the device, sorted, each once."""

Reports: TypeAlias = tuple[Report, ...]
"""On the way to the host, sorted, each once."""


def with_frame(frames: Frames, frame: Frame, room: int) -> Iterator[Frames]:
    """All that the line to the device may hold after the host has sent."""
    if frame in frames:
        yield frames
    elif len(frames) < room:
        yield _frames((*frames, frame))
    else:
        yield frames
        for index in range(len(frames)):
            yield _frames((*frames[:index], *frames[index + 1 :], frame))


def with_report(reports: Reports, report: Report, room: int) -> Iterator[Reports]:
    """All that the line to the host may hold after the device has sent."""
    if report in reports:
        yield reports
    elif len(reports) < room:
        yield _reports((*reports, report))
    else:
        yield reports
        for index in range(len(reports)):
            yield _reports((*reports[:index], *reports[index + 1 :], report))


def frames_age(frames: Frames, rules: Rules) -> Frames:
    """A tick passes."""
    return _frames(one._replace(age=rules.older(one.age)) if _counts(one) else one for one in frames)


def reports_age(reports: Reports, rules: Rules) -> Reports:
    """A tick passes."""
    return _reports(one if one.earlier else one._replace(age=rules.older(one.age)) for one in reports)


def frames_shift(frames: Frames, by: int) -> Frames:
    """The device's echo has grown."""
    return _frames(one._replace(ahead=max(one.ahead - by, 0)) if _counts(one) else one for one in frames)


def reports_shift(reports: Reports, by: int) -> Reports:
    """The device's echo has grown."""
    return _reports(one if one.earlier else one._replace(echo=max(one.echo - by, -1)) for one in reports)


def frames_void(frames: Frames) -> Frames:
    """The device has put its outputs to zero."""
    return _frames(one._replace(age=STALE) if _counts(one) else one for one in frames)


def reports_void(reports: Reports) -> Reports:
    """The device has put its outputs to zero."""
    return _reports(one if one.earlier else one._replace(void=True) for one in reports)


def frames_of_earlier_boot(frames: Frames) -> Frames:
    """The device has booted."""
    return _frames(one._replace(earlier=True) for one in frames)


def reports_of_earlier_boot(reports: Reports) -> Reports:
    """The device has booted."""
    return _reports(Report(earlier=True, armed=one.armed, echo=0, age=0) for one in reports)


def _frames(frames: Iterable[Frame]) -> Frames:
    return tuple(sorted({one.one_flaw() for one in frames}))


def _counts(frame: Frame) -> bool:
    """Whether age and sequence of the frame matter: it is of this boot and its sequence is not old."""
    return not frame.earlier and frame.ahead > 0


def _reports(reports: Iterable[Report]) -> Reports:
    return tuple(sorted(set(reports)))
