"""From a snapshot to what is told of a chair; pure."""

from typing import NamedTuple

from chairctl.domain.channels import ChannelKind, RollerMode
from chairctl.domain.safety import Reason, Trip
from chairctl.domain.snapshot import ChannelView, LinkView, SessionView, Snapshot
from chairctl.domain.telemetry import HeatMeasured
from chairctl.domain.time import SECOND, Instant
from chairctl.frontends.cli import words
from chairctl.frontends.mqtt.payloads import (
    Alarm,
    ChairState,
    ChannelState,
    LinkState,
    SessionState,
    Why,
)
from chairctl.frontends.mqtt.policy import Policy
from chairctl.frontends.mqtt.topics import Topics
from chairctl.profiles.device import ChannelProfile, DeviceProfile
from chairctl.safety.states import LIVE
from chairctl.texts import Texts

MICRO = 1_000_000


class Around(NamedTuple):
    """What is told of a chair beside its snapshot."""

    topics: Topics
    policy: Policy
    arming: str
    chosen: str | None
    asks: str | None


class Teller:
    """Draws the documents of one chair in one language."""

    def __init__(self, chair: str, profiles: tuple[DeviceProfile, ...], texts: Texts) -> None:
        self._chair = chair
        self._texts = texts
        self._channels = {
            channel.channel.name: (channel, profile) for profile in profiles for channel in profile.channels
        }
        self.kinds = {name: channel.channel.kind for name, (channel, _) in self._channels.items()}

    def why(self, reason: Reason) -> Why:
        """A reason of the core in words."""
        return Why(reason.code, words.reason(reason, self.kinds, self._texts), reason.channel)

    def state(self, seen: Snapshot, around: Around) -> ChairState:
        """The retained document."""
        classes = [link.device_class for link in seen.links]
        return ChairState(
            schema="chairctl/state/1",
            site=around.topics.site,
            chair=self._chair,
            daemon=around.topics.daemon,
            state=seen.state,
            policy=around.policy,
            arming=around.arming if seen.state in LIVE else "",
            alarms=tuple(self._alarm(trip, seen.at) for trip in seen.trips),
            session=self._session(seen.session) if seen.session else None,
            ended=self.why(seen.ended) if seen.ended else None,
            chosen=around.chosen,
            asks=around.asks,
            answer_within_s=None if seen.answer_within is None else -(-seen.answer_within // SECOND),
            energised_s=seen.exposure.energised // SECOND,
            heat_dose=round(seen.exposure.cem43_micro_minutes / MICRO, 3),
            device_class=min((one for one in classes if one), default=None) if all(classes) else None,
            channels={view.name: self._channel(view) for view in seen.channels},
            links={link.device: _link(link) for link in seen.links},
        )

    def _alarm(self, trip: Trip, now: Instant) -> Alarm:
        reason = trip.reason
        return Alarm(
            code=reason.code,
            text=words.reason(reason, self.kinds, self._texts),
            remedy=words.remedy(reason, self.kinds, self._texts),
            hazard=trip.hazard,
            priority=trip.priority,
            age_s=max(0, now - trip.at) // SECOND // 10 * 10,
        )

    def _session(self, session: SessionView) -> SessionState:
        language = self._texts.language
        return SessionState(
            programme=session.programme,
            title=getattr(session.title, language),
            step=session.step,
            steps=session.steps,
            step_title=getattr(session.step_title, language),
            remaining_s=-(-session.remaining // SECOND),
            paused=session.paused,
        )

    def _channel(self, view: ChannelView) -> ChannelState:
        profile, device = self._channels[view.name]
        mode = view.setpoint.mode
        measured = view.measured
        roller = mode if isinstance(mode, RollerMode) else None
        return ChannelState(
            kind=view.kind,
            wanted=told(profile, view.setpoint.level),
            permitted=told(profile, view.permitted.level),
            applied=told(profile, view.applied),
            limit=told(profile, view.limit),
            cut_by=view.cut_by,
            technique=roller.technique if roller else None,
            zone=_zone(roller, device) if roller else None,
            temperature=measured.pad_tenth_c / 10 if isinstance(measured, HeatMeasured) else None,
        )


def told(profile: ChannelProfile, level: int) -> float:
    """A level as it is told: °C of a pad, else percent of what the device may do at most."""
    if profile.channel.kind is ChannelKind.HEAT:
        return level / 10
    return round(100 * level / profile.max_level, 1) if profile.max_level else 0.0


def _zone(mode: RollerMode, device: DeviceProfile) -> str | None:
    span = (mode.low_mm, mode.high_mm)
    return next((zone.name for zone in device.zones if (zone.low_mm, zone.high_mm) == span), None)


def _link(link: LinkView) -> LinkState:
    return LinkState(
        connected=link.connected,
        device_class=link.device_class,
        model=link.identity.model if link.identity else "",
        garbled=link.garbled,
        refused=link.refused,
    )
