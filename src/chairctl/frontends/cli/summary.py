"""The lines that a session begins and ends with."""

from chairctl.domain.channels import LEVEL_UNIT, ChannelKind
from chairctl.domain.snapshot import Snapshot, TallyView
from chairctl.domain.telemetry import OwnScan
from chairctl.domain.time import SECOND
from chairctl.frontends.cli import words
from chairctl.frontends.cli.screen import Ending, Plan
from chairctl.profiles.device import HeatBounds
from chairctl.texts import Texts


def start_line(plan: Plan, texts: Texts) -> str:
    """What will happen, and within which limits: who starts a programme arms the device."""
    limits = []
    own = {lower.channel: lower.max_level for lower in plan.limits}
    for profile in plan.profile.channels:
        name, kind, _ = profile.channel
        limit = texts.say(
            "run.limit",
            channel=words.channel(name, plan.kinds, texts),
            level=words.level(kind, own.get(name, profile.max_level), texts),
        )
        if isinstance(profile.bounds, HeatBounds):
            trip = words.level(kind, profile.bounds.trip_tenth_c, texts)
            limit += texts.say("run.limit_trip", level=trip)
        limits.append(limit)
    said = texts.say(
        "run.start",
        title=getattr(plan.programme.title, texts.language),
        time=words.clock_time(plan.programme.duration),
        address=plan.address,
        limits=", ".join(limits),
        minutes=plan.profile.session_max_s // 60,
    )
    return f"{said} {texts.say('run.parks')}" if plan.profile.parks else said


def class_lines(plan: Plan, snapshot: Snapshot, texts: Texts) -> list[str]:
    """What every device that is known proves, and what one without a lease does without this computer."""
    lines = [texts.say(f"class.{link.device_class}") for link in snapshot.links if link.device_class]
    if lines and not plan.profile.failsafe.is_lease:
        without = words.failsafe(plan.profile.failsafe, texts)
        lines.append(f"{without[0].upper()}{without[1:]}.")
    return lines


def state_lines(snapshot: Snapshot, texts: Texts) -> list[str]:
    """What devices do by themselves, and which have been let go."""
    doing = [
        texts.say("end.activity", what=texts.say(f"activity.{link.activity}"))
        for link in snapshot.links
        if link.activity and not link.released
    ]
    return doing + [texts.say("hand.released", name=one.device) for one in snapshot.links if one.released]


def end_lines(plan: Plan, ending: Ending, texts: Texts) -> list[str]:
    """The summary of a session."""
    lines = [how_it_ended(plan, ending, texts)]
    if ending.line_problem:  # the line never opened: there is nothing to sum up
        return lines
    snapshot = ending.snapshot
    lines += trip_lines(snapshot, plan.kinds, texts)
    if ending.refusal is None:
        lines += [_tally(tally, plan, texts) for tally in snapshot.tally if tally.planned or tally.delivered]
        lines += _exposure(snapshot, texts)
        lines.append(texts.say("end.trips", count=len(snapshot.trips)))
    link = snapshot.links[0]
    lines.append(texts.say("end.frames", sent=link.sent, refused=link.refused, garbled=link.garbled))
    at_rest = {True: "end.at_rest", False: "end.not_at_rest", None: "end.unheard"}[ending.at_rest]
    lines.append(texts.say("end.released" if link.released else at_rest))
    if not link.released:
        lines += state_lines(snapshot, texts)
    lines += [own_scan_line(link.own_scan, texts) for link in snapshot.links if link.own_scan]
    if ending.felt:
        lines += _felt(ending, texts)
    if plan.recording:
        problem = ending.recording_problem
        code = f"run.recording_{problem}" if problem else "end.recording"
        lines.append(texts.say(code, path=plan.recording))
    return lines


def own_scan_line(found: OwnScan, texts: Texts) -> str:
    """Where a device has found the shoulders by itself; its steps are not millimetres, so it is no map."""
    step = found.shoulder_step
    code = "middle" if step == 0 else "above" if step > 0 else "below"
    return texts.say(f"end.own_scan_{code}", steps=abs(step))


def how_it_ended(plan: Plan, ending: Ending, texts: Texts) -> str:
    """One sentence: finished, stopped, tripped, refused."""
    ended = ending.snapshot.ended
    if ending.line_problem:
        code, address = ending.line_problem
        return texts.say("end.no_line", address=address, reason=texts.say(f"line.{code}"))
    if ending.refusal:
        return "\n".join(
            [texts.say("end.refused"), *words.reasons(ending.refusal.reasons, plan.kinds, texts)]
        )
    if ending.signal:
        return texts.say("end.signal", signal=ending.signal)
    if ended is None:
        return texts.say("end.failed")
    if ended.code == "finished":
        return texts.say("end.finished")
    return texts.say("end.early", reason=words.reason(ended, plan.kinds, texts))


def trip_lines(snapshot: Snapshot, kinds: words.Kinds, texts: Texts) -> list[str]:
    """Every trip: what happened and what to do; and what held this program up, where that is known."""
    lines = [
        texts.say(
            "end.trip",
            priority=texts.say(f"priority.{trip.priority}"),
            reason=words.reason(trip.reason, kinds, texts),
            remedy=words.remedy(trip.reason, kinds, texts),
        )
        for trip in snapshot.trips
    ]
    if any(trip.reason.code == "warden_fired" for trip in snapshot.trips):
        lines += [
            texts.say("end.stalled", place=link.stalled_in) for link in snapshot.links if link.stalled_in
        ]
    return lines


def _tally(tally: TallyView, plan: Plan, texts: Texts) -> str:
    kind = plan.kinds[tally.channel]
    share = tally.delivered * 100 // tally.planned if tally.planned else 0
    return texts.say(
        "end.tally",
        channel=words.channel(tally.channel, plan.kinds, texts),
        planned=words.tenths(tally.planned, texts),
        delivered=words.tenths(tally.delivered, texts),
        unit=f"{words.UNIT[LEVEL_UNIT[kind]]}·s",
        share=share,
        peak=words.level(kind, tally.peak, texts),
    )


def _exposure(snapshot: Snapshot, texts: Texts) -> list[str]:
    exposure = snapshot.exposure
    lines = [texts.say("end.energised", time=words.clock_time(exposure.energised // SECOND * SECOND))]
    if exposure.hottest_pad_tenth_c is not None:
        lines.append(
            texts.say(
                "end.heat",
                pad=words.level(ChannelKind.HEAT, exposure.hottest_pad_tenth_c, texts),
                dose=f"{exposure.cem43_micro_minutes / 1e6:.3f}".replace(".", texts.say("number.point")),
            )
        )
    return lines


def _felt(ending: Ending, texts: Texts) -> list[str]:
    felt = ending.felt
    if felt is None:
        return []
    lines = [texts.say("end.felt_zero" if felt.outputs_zero else "end.felt_not_zero")]
    if felt.hottest_skin_c is not None:
        skin = words.level(ChannelKind.HEAT, round(felt.hottest_skin_c * 10), texts)
        lines.insert(0, texts.say("end.felt_skin", skin=skin))
    return lines
