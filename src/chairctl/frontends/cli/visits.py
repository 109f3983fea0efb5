"""Takes people in who sit at a screen: admits them, arms, starts, and keeps their session when it has ended.

It lives in the process of the host, so a screen that dies takes nothing of the session with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

from chairctl.domain.commands import Attend, LowerLimit, Run
from chairctl.domain.programme import Programme, Step, Target, Text
from chairctl.domain.safety import Outcome, Reason, Receipt
from chairctl.domain.sitter import ANYBODY
from chairctl.domain.sitter import Sitter as Seated
from chairctl.domain.snapshot import Snapshot
from chairctl.frontends.attach.wish import Say
from chairctl.frontends.cli.bodyscan import keep_map, nothing_came, planned_scan
from chairctl.frontends.cli.recordings import HostRecordings
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.sitter import Sitter, admit
from chairctl.frontends.plain import plain
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_programme, programme_names
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime import clock
from chairctl.runtime.host import StationHost
from chairctl.safety.account import GUEST
from chairctl.safety.states import LIVE
from chairctl.session.bodyscan.routine import NAME
from chairctl.session.bodyscan.scanner import Progress, Scanner
from chairctl.texts import LANGUAGES, Texts

BY_HAND = "by-hand"
SEAT_WAIT_S = 3.0
"""How long the end of a session may take to be written down before the next can begin."""
FOLLOW_S = 0.05
"""Between two pictures that a scan reads."""


class _Visit(NamedTuple):
    """Somebody who is let in."""

    programme: Programme
    sitter: Sitter
    scanner: Scanner | None = None
    """Follows a body scan."""

    def seated(self, profile: DeviceProfile, texts: Texts) -> Seated:
        """What the programme has to know of the person; a scan is made for them already. Raises Refusal."""
        return ANYBODY if self.scanner else self.sitter.seated(profile, texts)


class DeskVisits:
    """Of one host; one person at a time. `recordings`: what it records (None: nothing)."""

    def __init__(self, host: StationHost, recordings: HostRecordings | None = None) -> None:
        self._host = host
        self._recordings = recordings
        self._task: asyncio.Task[None] | None = None
        self._scanner: Scanner | None = None

    def begin(self, request: dict[str, Any], say: Say) -> None:
        """`{"start": programme, "person": name, "course": …, "pain": …, "language": …, "attended": bool}`.

        Without the name of a programme ("") the person is let in to set the outputs by hand; `body-scan`
        feels along the back. Says `{"started": receipt}` or `{"not_started": text}`; after the end
        `{"kept": number}`, after a scan also `{"scanned": map, "said": text}` or `{"not_scanned": [text…]}`.
        """
        if self._host.station.kernel.state in LIVE:
            say({"not_started": "busy"})
            return
        stops = self._host.station.kernel.stops  # before anything that could let a stop pass by
        self._task = asyncio.get_running_loop().create_task(self._visit(request, stops, self._task, say))

    async def _visit(
        self, request: dict[str, Any], stops: int, before: asyncio.Task[None] | None, say: Say
    ) -> None:
        if before and not before.done():  # the last session is still being kept, or another arms
            await asyncio.wait({before}, timeout=SEAT_WAIT_S)
            if not before.done():
                say({"not_started": "busy"})
                return
        language = request.get("language")
        texts = Texts(language if language in LANGUAGES else "en")
        try:
            visit = await asyncio.to_thread(_admitted, request, self._host.station.profiles, texts)
            seated = await asyncio.to_thread(visit.seated, self._host.station.profiles[0], texts)
        except Refusal as refusal:
            say({"not_started": refusal.said})
            return
        if self._recordings:
            await asyncio.to_thread(self._recordings.make_room)
        attended = request.get("attended") is True
        receipt = await self._start(Run(visit.programme, seated), visit, stops, attended=attended)
        say({"started": plain(receipt)})
        if receipt.outcome is Outcome.REFUSED:
            return
        started = clock.wall()
        ended = await self._followed(visit.scanner)
        try:
            trace = self._host.station.session_trace()
            number = await asyncio.shield(
                asyncio.to_thread(visit.sitter.keep, ended, started, visit.programme, texts, trace)
            )
            say({"kept": number})
        except Refusal as refusal:
            say({"not_kept": refusal.said})
        if visit.scanner:
            facts = self._host.station.profiles[0]
            say(await asyncio.shield(asyncio.to_thread(_scanned, visit, ended, facts, texts)))

    @property
    def scan(self) -> Progress | None:
        """How far a body scan is; None: none goes on."""
        return self._scanner.progress if self._scanner else None

    async def _followed(self, scanner: Scanner | None) -> Snapshot:
        """The picture of how the session ended; until then a scan asks for its next sweeps."""
        if scanner is None:
            return await self._host.wait_until_ended()
        self._scanner = scanner
        try:
            async for picture in self._host.subscribe(FOLLOW_S):
                if picture.state not in LIVE:
                    return picture
                if action := scanner.attend(picture):
                    self._host.ask(action)
        finally:
            self._scanner = None
        return self._host.snapshot()

    async def _start(self, run: Run, visit: _Visit, stops: int, *, attended: bool) -> Receipt:
        """Seat and arm. A stop since the wish began (`stops` before it) ends the wish."""
        until = asyncio.get_running_loop().time() + SEAT_WAIT_S
        while not self._host.seat(visit.sitter.name):
            if asyncio.get_running_loop().time() >= until:
                return Receipt("", Outcome.REFUSED, (Reason("ledger_pending"),))
            await asyncio.sleep(0.02)
        if self._host.station.kernel.stops != stops:
            return Receipt("", Outcome.REFUSED, (Reason("stopped"),))
        self._limit(visit)
        armed = await self._host.arm()
        if armed.outcome is Outcome.REFUSED:
            return armed
        if attended:
            self._host.ask(Attend())
        return armed if run.programme.name == BY_HAND else self._host.ask(run)

    def _limit(self, visit: _Visit) -> None:
        """Every channel to what this person allows; what the last one did not allow is lifted again.

        A scan presses lightly, whatever its programme asks for.
        """
        for profile in self._host.station.profiles:
            own = {lower.channel: lower.max_level for lower in visit.sitter.limits(profile)}
            if visit.scanner:
                own[visit.scanner.course.channel] = visit.scanner.course.firm_permille
            for channel in profile.channels:
                name = channel.channel.name
                self._host.ask(LowerLimit(name, own.get(name, channel.max_level)))


def _by_hand(profiles: Sequence[DeviceProfile]) -> Programme:
    """What a session by hand may come to: something of every channel, for as long as the person likes."""
    title = Text("By hand", "Von Hand")
    channels = [one.channel for profile in profiles for one in profile.channels]
    targets = tuple(Target(channel.kind, channel.name) for channel in channels)
    return Programme(BY_HAND, title, title, (Step(title, 0, 0, targets),))


def _admitted(request: dict[str, Any], profiles: Sequence[DeviceProfile], texts: Texts) -> _Visit:
    """The programme and who may have it. Blocking. Raises Refusal."""
    name, person = request["start"], request.get("person") or GUEST
    course, pain = request.get("course") or None, request.get("pain")
    sound = isinstance(person, str) and isinstance(course, str | None) and type(pain) in (int, type(None))
    if not sound or name not in ("", NAME, *programme_names()):
        raise Refusal(texts.say("usage.bad"))

    def admitted(programme: Programme) -> Sitter:
        return admit(texts, person, programme, course, pain, unlock=False)

    if name == NAME:
        scan = planned_scan(profiles[0], admitted, texts)
        return _Visit(scan.programme, scan.sitter or Sitter(None), Scanner(scan.course))
    try:
        programme = load_programme(name) if name else _by_hand(profiles)
    except ProfileErrors as errors:
        raise Refusal("\n".join(problem.say(texts) for problem in errors.problems)) from errors
    return _Visit(programme, admitted(programme))


def _scanned(visit: _Visit, ended: Snapshot, facts: DeviceProfile, texts: Texts) -> dict[str, Any]:
    """What came of a scan; the map of a person is stored. Blocking."""
    assert visit.scanner
    found = visit.scanner.result(ended)
    if isinstance(found, Reason):
        return {"not_scanned": nothing_came(found, facts, texts)}
    person = visit.sitter.person
    said = keep_map(person.name, facts, found, texts) if person else texts.say("bodyscan.of_guest")
    return {"scanned": plain(found), "said": said}
