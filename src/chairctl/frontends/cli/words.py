"""Values and codes of the core as a person reads them, in one language."""

from collections.abc import Iterable, Mapping

from chairctl.domain.channels import LEVEL_UNIT, ChannelKind
from chairctl.domain.safety import Reason
from chairctl.domain.snapshot import ChannelView
from chairctl.domain.telemetry import (
    AirMeasured,
    ContactSeen,
    HeatMeasured,
    PostureMeasured,
    RollerMeasured,
    RollerSeen,
    StimulationMeasured,
    VibrationMeasured,
)
from chairctl.domain.time import SECOND, Duration
from chairctl.profiles.device import Failsafe
from chairctl.profiles.problems import shown
from chairctl.texts import Texts, catalogue

UNIT = {"‰": "%", "0.1 °C": "°C", "0.1 mA": "mA"}
"""Every level counts tenths of one of these."""

Kinds = Mapping[str, ChannelKind]
"""The kind of every channel of a station, by the channel's name."""

_DETAIL = {
    "device_fault": "fault",
    "arm_unanswered": "fault",
    "line_lost": "line",
    "not_connected": "line",
    "stopped": "origin",
    "no_such_channel": "kind",
    "no_such_place": "landmark",
    "no_such_place_so_full": "landmark",
}
"""The table of texts in which the words of a reason's detail are found."""


def tenths(value: int, texts: Texts) -> str:
    """A count of tenths with one decimal place."""
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 10}{texts.say('number.point')}{abs(value) % 10}"


def level(kind: ChannelKind, value: int, texts: Texts) -> str:
    """A level with its unit."""
    return f"{tenths(value, texts)} {UNIT[LEVEL_UNIT[kind]]}"


def measured(view: ChannelView, texts: Texts) -> str:
    """What is measured on a channel; empty: nothing."""
    match view.measured:
        case RollerMeasured(position_mm, _, motor_ma):
            return f"{position_mm} mm, {motor_ma} mA"
        case RollerSeen(position_mm):
            return f"{position_mm} mm"
        case HeatMeasured(pad, _):
            return texts.say("run.pad", level=level(view.kind, pad, texts))
        case StimulationMeasured(current, None, _) if not view.applied:  # without pulses nobody measures it
            return level(view.kind, current, texts)
        case StimulationMeasured(current, impedance, _):
            contact = texts.say("live.open") if impedance is None else f"{impedance} Ω"
            return f"{level(view.kind, current, texts)}, {contact}"
        case ContactSeen(is_open=True):
            return texts.say("live.open")
        case AirMeasured(pressure):
            return level(view.kind, pressure, texts)
        case VibrationMeasured(motor_ma):
            return f"{motor_ma} mA"
        case PostureMeasured(angle):
            return f"{tenths(angle, texts)}°"
        case _:
            return ""


def clock_time(duration: Duration) -> str:
    """Minutes and seconds, rounded to the nearest second."""
    minutes, seconds = divmod((duration + SECOND // 2) // SECOND, 60)
    return f"{minutes}:{seconds:02}"


def failsafe(what: Failsafe, texts: Texts) -> str:
    """What a device does when this computer goes silent, and how that is known."""
    seconds, milliseconds = divmod(what.within_ms, 1_000)
    time = f"{seconds // 60} min" if seconds >= 120 else f"{what.within_ms / 1_000:g} s"
    time = f"{milliseconds} ms" if not seconds else time.replace(".", texts.say("number.point"))
    evidence = texts.say(f"failsafe.known.{what.evidence}")
    return texts.say(f"failsafe.{what.on_host_loss}", time=time, evidence=evidence)


def question(answer_within: Duration, texts: Texts) -> str:
    """Whether all is well, and how long there is to answer."""
    return texts.say("run.question", seconds=-(-answer_within // SECOND))


def channel(name: str, kinds: Kinds, texts: Texts) -> str:
    """A channel by its kind, with its name where the station has several of the kind."""
    if name not in kinds:
        return shown(name)
    kind = texts.say(f"kind.{kinds[name]}")
    several = list(kinds.values()).count(kinds[name]) > 1
    return f"{kind} ({name})" if several else kind


def reason(why: Reason, kinds: Kinds, texts: Texts) -> str:
    """What happened, in a sentence."""
    if rule := _cut_rule(why, texts):
        name = channel(why.channel, kinds, texts)
        return texts.say("reason.cut", channel=name, cut=texts.say(rule))
    return texts.say(f"reason.{why.code}", **_figures(why, kinds, texts))


def remedy(why: Reason, kinds: Kinds, texts: Texts) -> str:
    """What a person can do about it, in a sentence."""
    code = "cut" if _cut_rule(why, texts) else why.code
    return texts.say(f"remedy.{code}", **_figures(why, kinds, texts))


def reasons(several: Iterable[Reason], kinds: Kinds, texts: Texts) -> list[str]:
    """Each reason with its remedy, as one line."""
    return [f"{reason(why, kinds, texts)} {remedy(why, kinds, texts)}" for why in several]


def _cut_rule(why: Reason, texts: Texts) -> str:
    """The text of the rule that cut a wish, for a reason such as `cut_travel`; empty: it is no cut."""
    rule = f"cut.{why.code.removeprefix('cut_')}"
    return rule if why.code.startswith("cut_") and rule in catalogue(texts.language) else ""


def _figures(why: Reason, kinds: Kinds, texts: Texts) -> dict[str, str]:
    kind = kinds.get(why.channel, ChannelKind.ROLLER)
    name, detail = channel(why.channel, kinds, texts), _detail(why, texts)
    return {
        "channel": name,
        "detail": detail,
        "what": " ".join(filter(None, (detail, name))),
        "actual": str(why.actual),
        "limit": str(why.limit),
        "actual_c": tenths(why.actual, texts),
        "limit_c": tenths(why.limit, texts),
        "actual_level": level(kind, why.actual, texts),
        "limit_level": level(kind, why.limit, texts),
        "limit_min": str(why.limit // 60),
    }


def _detail(why: Reason, texts: Texts) -> str:
    table = _DETAIL.get(why.code)
    if table is None:
        return shown(why.detail)
    words = why.detail.split()
    if not words:
        return "" if table == "kind" else texts.say(f"{table}.unknown")
    known = catalogue(texts.language)
    # A number that a device gives, of which nobody knows the meaning, is shown as it is.
    return ", ".join(known.get(f"{table}.{word}") or shown(word) for word in words)
