"""What is kept of a session: planned and delivered, dose, trips, and how it felt before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, NamedTuple

from pydantic import Field

from chairctl.care.words import MODALITY, Modality
from chairctl.domain.channels import ChannelKind
from chairctl.domain.snapshot import Snapshot
from chairctl.domain.time import SECOND, Duration

NOTE_MOST = 500
PAIN_MOST = 10

Word = Annotated[str, Field(max_length=80)]
Amount = Annotated[int, Field(ge=0)]
Pain = Annotated[int, Field(ge=0, le=PAIN_MOST)]


@dataclass(frozen=True, slots=True)
class ChannelRecord:
    """One channel of a session, in level units times seconds."""

    channel: Word
    kind: ChannelKind
    planned: Amount
    delivered: Amount
    peak: Amount


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session of a person."""

    started: datetime
    """UTC."""
    programme: Word
    device: Word
    planned_s: Amount
    energised_s: Amount
    ended: Word
    """Code of the reason why it ended; `finished`: to its end."""
    trips: Annotated[tuple[Word, ...], Field(max_length=64)] = ()
    channels: Annotated[tuple[ChannelRecord, ...], Field(max_length=64)] = ()
    cem43_micro_minutes: Amount = 0
    """Heat dose at the hottest pad (1e-6 minutes at 43 °C)."""
    hottest_pad_tenth_c: Amount | None = None
    course: Word = ""
    """The course it counts for; empty: none."""
    region: Word = ""
    pain_before: Pain | None = None
    pain_after: Pain | None = None
    note: Annotated[str, Field(max_length=NOTE_MOST)] = ""

    @property
    def stimulation_milliampere_s(self) -> int:
        """What the stimulation channels delivered together: current times time."""
        amounts = (one.delivered for one in self.channels if one.kind is ChannelKind.STIMULATION)
        return sum(amounts) // 10

    @property
    def modalities(self) -> frozenset[Modality]:
        """The treatments that were really delivered."""
        return frozenset(MODALITY[one.kind] for one in self.channels if one.delivered)


def record_of(snapshot: Snapshot, started: datetime, programme: str, planned: Duration) -> SessionRecord:
    """The record of a session from the picture at its end; pain and note are added by who asks."""
    kinds = {view.name: view.kind for view in snapshot.channels}
    exposure = snapshot.exposure
    return SessionRecord(
        started=started.astimezone(UTC),
        programme=programme[:80],
        device=snapshot.links[0].device[:80] if snapshot.links else "",
        planned_s=planned // SECOND,
        energised_s=exposure.energised // SECOND,
        ended=snapshot.ended.code if snapshot.ended else "unknown",
        trips=tuple(trip.reason.code for trip in snapshot.trips)[:64],
        channels=tuple(
            ChannelRecord(one.channel, kinds[one.channel], one.planned, one.delivered, one.peak)
            for one in snapshot.tally
        ),
        cem43_micro_minutes=exposure.cem43_micro_minutes,
        hottest_pad_tenth_c=exposure.hottest_pad_tenth_c,
    )


class PainPoint(NamedTuple):
    """Pain around one session (0 to 10; None: not said)."""

    on: date
    before: int | None
    after: int | None


def pain_over_time(records: Iterable[SessionRecord]) -> tuple[PainPoint, ...]:
    """The curve people look for: every session in which pain was said, in the order of time."""
    points = (
        PainPoint(record.started.date(), record.pain_before, record.pain_after)
        for record in sorted(records, key=lambda record: record.started)
    )
    return tuple(point for point in points if point.before is not None or point.after is not None)
