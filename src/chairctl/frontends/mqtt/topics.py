"""Where everything lies on the broker; a stable API, written down in docs/mqtt.md.

    PREFIX/SITE/_daemon/DAEMON/availability    online, offline (retained, Last Will)
    PREFIX/SITE/_daemon/DAEMON/pulse           the daemon hears itself: proof that the line is alive
    PREFIX/SITE/CHAIR/state                    one JSON document (retained)
    PREFIX/SITE/CHAIR/link/DEVICE/availability, PREFIX/SITE/CHAIR/channel/CHANNEL/availability (retained)
    PREFIX/SITE/CHAIR/event                    alarms, ends of sessions
    PREFIX/SITE/CHAIR/answer                   answers to commands that name no topic for them
    PREFIX/SITE/CHAIR/command, .../admin       what may be asked
    PREFIX/SITE/CHAIR/stop, PREFIX/SITE/stop, PREFIX/stop

Names begin with a letter, so that none can be `_daemon`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

ONLINE, OFFLINE = "online", "offline"


class Door(StrEnum):
    """What kind of topic a message came in by."""

    STOP = "stop"
    COMMAND = "command"
    ADMIN = "admin"
    PULSE = "pulse"
    BIRTH = "birth"


class Aim(NamedTuple):
    """What a topic means for this daemon."""

    door: Door
    chair: str | None = None
    """None: every chair of this daemon."""


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one daemon."""

    prefix: str
    site: str
    daemon: str
    discovery: str = "homeassistant"
    """Under which Home Assistant looks for devices."""

    @property
    def _own(self) -> str:
        return f"{self.prefix}/{self.site}/_daemon/{self.daemon}"

    @property
    def availability(self) -> str:
        """Whether the daemon is there."""
        return f"{self._own}/availability"

    @property
    def pulse(self) -> str:
        """The daemon's message to itself."""
        return f"{self._own}/pulse"

    @property
    def birth(self) -> str:
        """Home Assistant says here that it has started."""
        return f"{self.discovery}/status"

    def chair(self, chair: str, *parts: str) -> str:
        """A topic of one chair, such as `chair("lounge", "state")`."""
        return "/".join((self.prefix, self.site, chair, *parts))

    def state(self, chair: str) -> str:
        """The retained document of a chair."""
        return self.chair(chair, "state")

    def link(self, chair: str, device: str) -> str:
        """Whether a device of the chair is connected."""
        return self.chair(chair, "link", device, "availability")

    def channel(self, chair: str, channel: str) -> str:
        """Whether a channel can be used."""
        return self.chair(chair, "channel", channel, "availability")

    def config(self, chair: str) -> str:
        """Where Home Assistant reads what the chair has."""
        return f"{self.discovery}/device/{self.object_id(chair)}/config"

    def object_id(self, chair: str) -> str:
        """The chair's name among all devices of Home Assistant."""
        return f"chairctl_{self.site}_{chair}"

    def stops(self) -> tuple[str, ...]:
        """What to subscribe to for a stop: of everything, of the site, of each chair."""
        return (
            f"{self.prefix}/stop",
            f"{self.prefix}/{self.site}/stop",
            f"{self.prefix}/{self.site}/+/stop",
        )

    def aim(self, topic: str) -> Aim | None:
        """What a message on a topic is meant for; None: nothing of ours."""
        if topic in {f"{self.prefix}/stop", f"{self.prefix}/{self.site}/stop"}:
            return Aim(Door.STOP)
        if topic == self.pulse:
            return Aim(Door.PULSE)
        if topic == self.birth:
            return Aim(Door.BIRTH)
        chair, _, door = topic.removeprefix(f"{self.prefix}/{self.site}/").rpartition("/")
        if topic != self.chair(chair, door) or "/" in chair:
            return None
        doors = (Door.STOP, Door.COMMAND, Door.ADMIN)
        return Aim(Door(door), chair) if chair and door in doors else None
