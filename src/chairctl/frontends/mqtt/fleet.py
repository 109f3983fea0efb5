"""All chairs of a broker, from what their daemons say; pure. What comes may be anybody's: read warily."""

import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chairctl.frontends.mqtt.topics import ONLINE
from chairctl.profiles.problems import shown

MOST_CHAIRS = 200_000
KEYS = ("site", "chair", "daemon", "online", "state", "session", "remaining_s", "alarms", "links")


class Row(NamedTuple):
    """One chair."""

    site: str
    chair: str
    daemon: str
    online: bool
    """Its daemon is; otherwise the rest is what it said last."""
    state: str
    session: str
    remaining_s: int
    alarms: str
    links: str

    @property
    def name(self) -> str:
        """By which it is stopped."""
        return f"{self.site}/{self.chair}"

    def fits(self, wanted: dict[str, str]) -> bool:
        """Whether every key has the value wanted; of a text, a part is enough."""
        return all(value.lower() in str(getattr(self, key)).lower() for key, value in wanted.items())


@dataclass(slots=True)
class Fleet:
    """What has been heard below one prefix."""

    prefix: str
    _states: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _online: dict[tuple[str, str], bool] = field(default_factory=dict)

    def subscriptions(self) -> tuple[str, str]:
        """What to listen to."""
        return f"{self.prefix}/+/+/state", f"{self.prefix}/+/_daemon/+/availability"

    def hear(self, topic: str, payload: bytes) -> None:
        """Take a message; never raises."""
        match topic.removeprefix(f"{self.prefix}/").split("/"):
            case [site, "_daemon", daemon, "availability"]:
                if len(self._online) < MOST_CHAIRS:
                    self._online[site, daemon] = payload == ONLINE.encode()
            case [site, chair, "state"] if not payload:
                self._states.pop((site, chair), None)
            case [site, chair, "state"] if len(self._states) < MOST_CHAIRS:
                try:
                    document = json.loads(payload)
                except (ValueError, RecursionError):
                    return
                if isinstance(document, dict):
                    self._states[site, chair] = document

    def rows(self, wanted: dict[str, str] | None = None) -> list[Row]:
        """Every chair that fits, by site and name."""
        rows = [self._row(*key) for key in sorted(self._states)]
        return [row for row in rows if row.fits(wanted or {})]

    def _row(self, site: str, chair: str) -> Row:
        said = self._states[site, chair]
        daemon = shown(str(said.get("daemon", "")))
        session, alarms, links = (_part(said, key) for key in ("session", "alarms", "links"))
        remaining = session.get("remaining_s") if isinstance(session, dict) else None
        codes = [one.get("code", "?") for one in alarms if isinstance(one, dict)] if alarms else []
        lost = [
            name
            for name, link in (links.items() if isinstance(links, dict) else ())
            if not (isinstance(link, dict) and link.get("connected") is True)
        ]
        return Row(
            site=shown(site),
            chair=shown(chair),
            daemon=daemon,
            online=self._online.get((site, str(said.get("daemon", ""))), False),
            state=shown(str(said.get("state", ""))),
            session=shown(str(session.get("title", ""))) if isinstance(session, dict) else "",
            remaining_s=remaining if type(remaining) is int else 0,
            alarms=shown(", ".join(str(code) for code in codes)),
            links=shown(", ".join(str(name) for name in lost)),
        )


def _part(said: dict[str, Any], key: str) -> Any:
    value = said.get(key)
    return value if isinstance(value, dict | list) else None
