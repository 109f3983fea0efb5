"""`chairctl limits`: every limit in force, where it comes from, who enforces it, which test proves it."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from difflib import get_close_matches

from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.limits_table import Limit, Lowered, limits, lowered
from chairctl.frontends.cli.table import columns
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import find_device, load_device
from chairctl.profiles.problems import ProfileErrors, shown
from chairctl.texts import Texts

_COUNTS = {"samples", "frames", "trips", "bytes"}
"""Units that are words of a language."""


def limits_command(texts: Texts, profile: str, why: str | None, *, as_json: bool) -> int:
    """List all limits, or explain one; an exit code."""
    try:
        device = load_device(find_device(profile))
    except ProfileErrors as errors:
        for problem in errors.problems:
            print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
        return ExitCode.USAGE
    chosen = [limit for limit in limits() if why in (None, limit.name)]
    if why is not None and not chosen:
        near = next(iter(get_close_matches(why, [limit.name for limit in limits()], n=1)), "")
        suggestion = texts.say("usage.suggestion", name=near) if near else ""
        print(f"chairctl: {texts.say('limits.unknown', name=shown(why), near=suggestion)}", file=sys.stderr)
        return ExitCode.USAGE
    by_profile = lowered(device)
    if as_json:
        for limit in chosen:
            lower = [asdict(one) for one in by_profile.get(limit.name, [])]
            print(json.dumps({**asdict(limit), "lowered": lower}, ensure_ascii=False))
    elif why is None:
        _list(chosen, by_profile, device, texts)
    else:
        _explain(chosen[0], by_profile.get(chosen[0].name, []), device, texts)
    return ExitCode.FINISHED


def amount(value: int, unit: str, texts: Texts) -> str:
    """A value with its unit as people write it; the source stays as it is."""
    if unit == "ns":
        for size, name in ((MINUTE, "min"), (SECOND, "s"), (MILLISECOND, "ms")):
            if value % size == 0:
                return f"{value // size} {name}"
    if unit.startswith("0.1 "):
        whole = unit.removeprefix("0.1 ")
        return f"{words.tenths(value, texts)} {whole}"
    if unit.startswith("1e-6 CEM43 min"):
        number = f"{value / 1_000_000:.6g}".replace(".", texts.say("number.point"))
        return f"{number} CEM43 {unit.removeprefix('1e-6 CEM43 ')}"
    return f"{value} {texts.say(f'limits.unit.{unit}') if unit in _COUNTS else unit}"


def _list(
    chosen: Sequence[Limit], by_profile: dict[str, list[Lowered]], device: DeviceProfile, texts: Texts
) -> None:
    say = texts.say
    head = [say(f"limits.column.{name}") for name in ("name", "value", "here", "status", "layers", "title")]
    rows = [head]
    for limit in chosen:
        here = _here(limit, by_profile.get(limit.name, []), texts)
        status, layers = say(f"limits.status.{limit.status}"), " ".join(limit.layers)
        title = limit.titles[texts.language]
        rows.append([limit.name, amount(limit.value, limit.unit, texts), here, status, layers, title])
    for line in columns(rows):
        print(line)
    print()
    print(say("limits.profile", name=device.name))
    print(", ".join(f"{layer} {say(f'limits.layer.{layer}')}" for layer in "CPKGLWD"))
    print(say("limits.reference"))
    print(say("limits.hint"))


def _here(limit: Limit, lower: Sequence[Lowered], texts: Texts) -> str:
    return ", ".join(
        " ".join(filter(None, (one.channel, amount(one.value, limit.unit, texts)))) for one in lower
    )


def _explain(limit: Limit, lower: Sequence[Lowered], device: DeviceProfile, texts: Texts) -> None:
    say = texts.say
    print(f"{limit.name}: {limit.titles[texts.language]}")
    print(say("limits.why.value", value=amount(limit.value, limit.unit, texts)))
    print(say("limits.why.source", source=limit.source))
    print(say(f"limits.why.{limit.status}"))
    if lower:
        print(say("limits.why.lowered", name=device.name, values=_here(limit, lower, texts)))
    else:
        print(say("limits.why.not_lowered", name=device.name))
    print(say("limits.why.layers"))
    for layer in limit.layers:
        print(f"  {layer}  {say(f'limits.layer.{layer}')}")
    print(say("limits.why.hazards", hazards=", ".join(limit.hazards)))
    print(say("limits.why.places", places=", ".join(limit.places)))
    print(say("limits.why.tests") if limit.tests else say("limits.why.no_test"))
    for test in limit.tests:
        print(f"  {test}")
