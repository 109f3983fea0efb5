"""Snapshots of a chair with rollers, as a frontend sees them."""

from chairctl.domain.channels import ChannelKind, Output
from chairctl.domain.programme import Text
from chairctl.domain.safety import SafetyState
from chairctl.domain.snapshot import ChannelView, ExposureView, SessionView, Snapshot
from chairctl.domain.telemetry import Measured


def roller_view(applied: int, measured: Measured = None) -> ChannelView:
    return view("roller", ChannelKind.ROLLER, applied, measured)


def view(name: str, kind: ChannelKind, applied: int, measured: Measured = None) -> ChannelView:
    return ChannelView(name, kind, Output(applied), Output(applied), applied, measured, 800, "")


def picture(*views: ChannelView, step: int = 1) -> Snapshot:
    text = Text("", "")
    return Snapshot(
        station="chair",
        at=0,
        state=SafetyState.ENERGISED,
        trips=(),
        channels=views,
        session=SessionView("one", text, text, step, 5, 0, 1, paused=False, adaptations=()),
        ended=None,
        links=(),
        exposure=ExposureView(0, 0, None),
        tally=(),
    )
