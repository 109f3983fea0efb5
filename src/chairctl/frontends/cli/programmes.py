"""`chairctl programmes`: what there is, and what of it the device at hand can do."""

import json
import sys
from enum import StrEnum
from textwrap import wrap

from chairctl.domain.channels import ChannelKind
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Reason
from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.preview_text import said
from chairctl.frontends.cli.table import columns
from chairctl.frontends.plain import plain
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_device, load_programme, programme_names
from chairctl.profiles.problems import ProfileErrors
from chairctl.session.plan import Plan, fit
from chairctl.texts import Texts


class Here(StrEnum):
    """What a device can do of a programme."""

    WHOLE = "whole"
    PARTLY = "partly"
    NOTHING = "nothing"
    GUIDED = "guided"  # it needs no device


def programmes(texts: Texts, profile: str = "chairlink-reference", *, as_json: bool) -> int:
    """List every programme, and what the device of a profile can do of it; an exit code."""
    code = ExitCode.FINISHED
    plans = []
    try:
        device = load_device(profile)
    except ProfileErrors as errors:
        return _say(errors, texts)
    for name in programme_names():
        try:
            plans.append(fit(load_programme(name), (device,)))
        except ProfileErrors as errors:
            code = _say(errors, texts)
    if as_json:
        for plan in plans:
            print(json.dumps(_document(plan, texts), ensure_ascii=False))
    else:
        print("\n".join(_lines(plans, device, texts)))
    return code


def here(plan: Plan) -> Here:
    """What the station of a plan can do of its programme."""
    if plan.programme.is_guided:
        return Here.GUIDED
    if not plan.energises:
        return Here.NOTHING
    return Here.PARTLY if plan.adaptations else Here.WHOLE


def _lines(plans: list[Plan], device: DeviceProfile, texts: Texts) -> list[str]:
    heads = ("name", "title", "time", "channels", "here")
    rows = [[texts.say(f"programmes.{head}") for head in heads]]
    for plan in plans:
        programme = plan.programme
        needs = ", ".join(_needed(programme, kind, texts) for kind in programme.needs)
        title, lasts = said(programme.title, texts), words.clock_time(programme.duration)
        rows.append([programme.name, title, lasts, needs, texts.say(f"programmes.is_{here(plan)}")])
    lines = columns(rows)
    kinds = {channel.channel.name: channel.channel.kind for channel in device.channels}
    reasons = _reasons(plans)
    if reasons:
        lines += ["", texts.say("programmes.adapted", device=said(device.title, texts))]
    for reason, names in reasons:
        lines.append(f"  {words.reason(reason, kinds, texts)} {words.remedy(reason, kinds, texts)}")
        indent = " " * 4
        lines += wrap(
            ", ".join(names),
            96,
            initial_indent=indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
        )
    return lines


def _needed(programme: Programme, kind: ChannelKind, texts: Texts) -> str:
    """A kind of channel, and what is more than any channel of the kind can do."""
    targets = [target for step in programme.steps for target in step.targets if target.kind is kind]
    code = "programmes.carriers" if any(target.carrier_hz for target in targets) else f"kind.{kind}"
    return texts.say(code)


def _reasons(plans: list[Plan]) -> list[tuple[Reason, list[str]]]:
    """Every reason once, with the programmes that it concerns; figures are those of the first."""
    found: dict[tuple[str, str, str], tuple[Reason, list[str]]] = {}
    for plan in plans:
        for reason in plan.adaptations:
            key = (reason.code, reason.channel, reason.detail)
            found.setdefault(key, (reason, []))[1].append(plan.programme.name)
    return list(found.values())


def _document(plan: Plan, texts: Texts) -> dict[str, object]:
    programme: Programme = plan.programme
    return {
        "name": programme.name,
        "title": said(programme.title, texts),
        "summary": said(programme.summary, texts),
        "feel": said(programme.feel, texts) if programme.feel else None,
        "duration_ns": programme.duration,
        "steps": len(programme.steps),
        "kinds": plain(programme.needs),
        "evidence": plain(programme.evidence),
        "not_with": plain(programme.not_with),
        "here": here(plan).value,
        "adaptations": plain(plan.adaptations),
    }


def _say(errors: ProfileErrors, texts: Texts) -> ExitCode:
    for problem in errors.problems:
        print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
    return ExitCode.USAGE
