"""Draws the snapshot of a station; only made when somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chairctl.domain.snapshot import ChannelView, ExposureView, LinkView, Snapshot
from chairctl.domain.time import Instant
from chairctl.safety.classes import classify
from chairctl.safety.observed import Observed
from chairctl.safety.states import LIVE

if TYPE_CHECKING:
    from chairctl.control.station import Station


def snapshot_of(station: Station, now: Instant) -> Snapshot:
    """One frozen picture of everything that a frontend may see."""
    kernel = station.kernel
    player = station.setpoints.player
    return Snapshot(
        station=station.name,
        at=now,
        state=kernel.state,
        trips=kernel.trips,
        channels=_channels(station),
        session=player.view(now) if player else None,
        ended=kernel.ended,
        links=tuple(_link(name, seen, second_cut=station.second_cut) for name, seen in kernel.seen.items()),
        exposure=ExposureView(
            energised=kernel.exposure.energised,
            cem43_micro_minutes=kernel.exposure.cem43_micro_minutes,
            hottest_pad_tenth_c=kernel.exposure.hottest_pad_tenth_c,
        ),
        tally=station.tally.view(),
        presence_due_in=kernel.presence.due_in if kernel.state in LIVE else None,
        answer_within=kernel.presence.answer_within,
    )


def _link(name: str, seen: Observed, *, second_cut: bool) -> LinkView:
    standing = classify(seen.profile, seen.identity, seen.telemetry, seen.warden, second_cut=second_cut)
    return LinkView(
        device=name,
        connected=seen.line_up,
        identity=seen.identity,
        garbled=seen.garbled_frames,
        refused=seen.telemetry.refused if seen.telemetry else seen.refused_frames,
        device_class=standing.device_class if standing else None,
        activity=seen.telemetry.activity if seen.telemetry else None,
        own_scan=seen.telemetry.own_scan if seen.telemetry else None,
        residuals=standing.residuals if standing else (),
    )


def _channels(station: Station) -> tuple[ChannelView, ...]:
    kernel = station.kernel
    readbacks = station.readbacks()
    cut_by = {cut.channel: cut.rule for cut in station.decision.cuts}
    views = []
    for index, profile in enumerate(kernel.channels):
        name, kind, _ = profile.channel
        views.append(
            ChannelView(
                name=name,
                kind=kind,
                setpoint=station.wanted[index],
                permitted=station.decision.image[index],
                applied=readbacks[index].applied,
                measured=readbacks[index].measured,
                limit=kernel.limiter.limit_of(index),
                cut_by=cut_by.get(name, ""),
            )
        )
    return tuple(views)
