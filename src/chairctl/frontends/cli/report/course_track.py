"""The picture of a course: a step for each session, as high as its minutes; those that count are filled."""

from chairctl.care.facts import CoursePlan
from chairctl.frontends.cli.report import drawing as draw
from chairctl.frontends.cli.report.drawing import DEEP, INK, WIDTH

TALL = 46.0
LEAST = 14.0


def course(plan: CoursePlan, counted: int, title: str, unit: str) -> str:
    """The whole course; `unit` is that of its minutes."""
    minutes = [_minutes(plan, session) for session in range(1, plan.sessions + 1)]
    gap = min(46.0, (WIDTH - 2) / plan.sessions)
    parts = []
    for index, length in enumerate(minutes):
        x, tall = 1 + index * gap, LEAST + (TALL - LEAST) * length / max(minutes)
        fill = DEEP if index < counted else "#fff"
        parts.append(draw.box(x, 18 + TALL - tall, gap - min(6.0, gap / 4), tall, fill, INK))
        if index == 0 or length != minutes[index - 1]:
            parts.append(draw.text(x, 18 + TALL - tall - 5, f"{length} {unit}", name="small"))
        if plan.sessions <= 20 or (index + 1) % 5 == 0 or index == 0:
            middle = x + (gap - min(6.0, gap / 4)) / 2
            parts.append(draw.text(middle, 18 + TALL + 15, str(index + 1), "middle", "small"))
    return draw.svg(18 + TALL + 20, parts, title)


def _minutes(plan: CoursePlan, session: int) -> int:
    return [step for step in plan.steps if step.from_session <= session][-1].minutes_s // 60
