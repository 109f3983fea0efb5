"""Red twins of the real-time trials: a layer is taken out of the host's process by patching it there."""

from collections.abc import Callable
from unittest.mock import patch

from chairctl.control.station import Station
from chairctl.domain.safety import Outcome, Receipt, WardenWord
from chairctl.domain.snapshot import Snapshot
from chairctl.domain.time import Instant
from chairctl.runtime.host import StationHost
from chairctl.runtime.link import Link


def no_warden() -> None:
    """The line counts as one that can't have a warden."""

    def post_nobody(link: Link) -> None:
        link._on_warden(link.name, WardenWord.NONE)  # noqa: SLF001

    patch.object(Link, "_post_warden", post_nobody).start()


def stop_dropped() -> None:
    """A person's stop is lost on its way to the kernel."""
    patch.object(StationHost, "stop", lambda *_: Receipt("", Outcome.ACCEPTED)).start()


def alarm_mute() -> None:
    """Nobody who looks at the station sees why it has stopped."""
    look = Station.snapshot

    def blind(station: Station, now: Instant) -> Snapshot:
        trips, station.kernel.trips = station.kernel.trips, ()
        try:
            return look(station, now)
        finally:
            station.kernel.trips = trips

    patch.object(Station, "snapshot", blind).start()


TWINS: dict[str, Callable[[], None]] = {twin.__name__: twin for twin in (no_warden, stop_dropped, alarm_mute)}
