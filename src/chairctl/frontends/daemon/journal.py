"""What the daemon's log says of one chair: its line, alarms, ends of sessions, questions from afar."""

import logging
from typing import Final

from chairctl.frontends.mqtt.desk import Desk
from chairctl.frontends.mqtt.happenings import happened
from chairctl.frontends.mqtt.payloads import ChairState
from chairctl.frontends.mqtt.topics import Topics
from chairctl.texts import Texts

_NOWHERE: Final = Topics("", "", "")
"""A log needs no broker."""

log = logging.getLogger("chairctl.daemon")


class Journal:
    """Says each thing once."""

    def __init__(self, desk: Desk, address: str, texts: Texts) -> None:
        self._desk = desk
        self._address = address
        self._texts = texts
        self._line = ""
        """The code of its trouble, `up`, or nothing yet."""
        self._before: ChairState | None = None

    def note(self) -> None:
        """Log what is new since the last time."""
        self._note_line()
        state = self._desk.state(_NOWHERE)
        for one in happened(self._before, state, ""):
            said = self._texts.say("status.asks", what=one.text) if one.event_type == "asks" else one.text
            log.warning("%s: %s", self._station, said)
        self._before = state

    @property
    def _station(self) -> str:
        return self._desk.host.station.name

    def _note_line(self) -> None:
        problem = self._desk.host.line_problem()
        is_up = all(link.up for link in self._desk.host.links.values())
        stands = problem.code if problem else "up" if is_up else self._line
        if stands == self._line:
            return
        self._line = stands
        said = {"station": self._station, "address": self._address}
        if problem:
            reason = self._texts.say(f"line.{problem.code}")
            log.warning(self._texts.say("daemon.line_trouble", reason=reason, **said))
        else:
            log.info(self._texts.say("daemon.line_up", **said))
