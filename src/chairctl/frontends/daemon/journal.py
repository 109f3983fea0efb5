"""What the daemon's log says of one chair: its line, alarms, ends of sessions, questions from afar."""

import logging

from chairctl.domain.safety import Reason, Trip
from chairctl.frontends.cli import words
from chairctl.runtime.host import StationHost
from chairctl.texts import Texts

log = logging.getLogger("chairctl.daemon")


class Journal:
    """Says each thing once."""

    def __init__(self, host: StationHost, address: str, texts: Texts) -> None:
        self._host = host
        self._address = address
        self._texts = texts
        channels = [channel.channel for profile in host.station.profiles for channel in profile.channels]
        self._kinds = {channel.name: channel.kind for channel in channels}
        self._line = ""
        """The code of its trouble, `up`, or nothing yet."""
        self._trips: tuple[Trip, ...] = ()
        self._ended: Reason | None = None
        self._asked: str | None = None

    def note(self, asked: str | None) -> None:
        """Log what is new since the last time; `asked`: what a remote waits for."""
        self._note_line()
        kernel = self._host.station.kernel
        if kernel.trips is not self._trips:
            known = {trip.reason.code for trip in self._trips}
            self._trips = kernel.trips
            for trip in kernel.trips:
                if trip.reason.code not in known:
                    self._say(words.reason(trip.reason, self._kinds, self._texts))
        if kernel.ended != self._ended:
            self._ended = kernel.ended
            if kernel.ended:
                self._say(words.reason(kernel.ended, self._kinds, self._texts))
        if asked != self._asked:
            self._asked = asked
            if asked:
                self._say(self._texts.say("status.asks", what=asked))

    def _say(self, what: str) -> None:
        log.warning("%s: %s", self._host.station.name, what)

    def _note_line(self) -> None:
        problem = self._host.line_problem()
        is_up = all(link.up for link in self._host.links.values())
        stands = problem.code if problem else "up" if is_up else self._line
        if stands == self._line:
            return
        self._line = stands
        said = {"station": self._host.station.name, "address": self._address}
        if problem:
            reason = self._texts.say(f"line.{problem.code}")
            log.warning(self._texts.say("daemon.line_trouble", reason=reason, **said))
        else:
            log.info(self._texts.say("daemon.line_up", **said))
