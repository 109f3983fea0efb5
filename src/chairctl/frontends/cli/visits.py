"""Takes people in who sit at a screen: admits them, arms, starts, and keeps their session when it has ended.

It lives in the process of the host, so a screen that dies takes nothing of the session with it.
"""

import asyncio
from typing import Any

from chairctl.domain.channels import Channel
from chairctl.domain.commands import Attend, LowerLimit, Run
from chairctl.domain.programme import Programme, Step, Target, Text
from chairctl.domain.safety import Outcome, Reason, Receipt
from chairctl.frontends.attach.server import Say
from chairctl.frontends.cli.recordings import HostRecordings
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.sitter import Sitter, admit
from chairctl.frontends.plain import plain
from chairctl.profiles.loader import load_programme, programme_names
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime import clock
from chairctl.runtime.host import StationHost
from chairctl.safety.account import GUEST
from chairctl.safety.states import LIVE
from chairctl.texts import LANGUAGES, Texts

BY_HAND = "by-hand"
SEAT_WAIT_S = 3.0
"""How long the end of a session may take to be written down before the next can begin."""


class DeskVisits:
    """Of one host; one person at a time. `recordings`: what it records (None: nothing)."""

    def __init__(self, host: StationHost, recordings: HostRecordings | None = None) -> None:
        self._host = host
        self._recordings = recordings
        self._task: asyncio.Task[None] | None = None

    def begin(self, request: dict[str, Any], say: Say) -> None:
        """`{"start": programme, "person": name, "course": …, "pain": …, "language": …, "attended": bool}`.

        Without the name of a programme ("") the person is let in to set the outputs by hand.
        Says `{"started": receipt}` or `{"not_started": text}`; after the end `{"kept": number}`.
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
            programme, sitter = await asyncio.to_thread(_admitted, request, self._channels(), texts)
            seated = await asyncio.to_thread(sitter.seated, self._host.station.profiles[0], texts)
        except Refusal as refusal:
            say({"not_started": refusal.said})
            return
        if self._recordings:
            await asyncio.to_thread(self._recordings.make_room)
        attended = request.get("attended") is True
        receipt = await self._start(Run(programme, seated), sitter, stops, attended=attended)
        say({"started": plain(receipt)})
        if receipt.outcome is Outcome.REFUSED:
            return
        started = clock.wall()
        ended = await self._host.wait_until_ended()
        try:
            trace = self._host.station.session_trace()
            number = await asyncio.shield(
                asyncio.to_thread(sitter.keep, ended, started, programme, texts, trace)
            )
            say({"kept": number})
        except Refusal as refusal:
            say({"not_kept": refusal.said})

    async def _start(self, run: Run, sitter: Sitter, stops: int, *, attended: bool) -> Receipt:
        """Seat and arm. A stop since the wish began (`stops` before it) ends the wish."""
        until = asyncio.get_running_loop().time() + SEAT_WAIT_S
        while not self._host.seat(sitter.name):
            if asyncio.get_running_loop().time() >= until:
                return Receipt("", Outcome.REFUSED, (Reason("ledger_pending"),))
            await asyncio.sleep(0.02)
        if self._host.station.kernel.stops != stops:
            return Receipt("", Outcome.REFUSED, (Reason("stopped"),))
        self._limit(sitter)
        armed = await self._host.arm()
        if armed.outcome is Outcome.REFUSED:
            return armed
        if attended:
            self._host.ask(Attend())
        return armed if run.programme.name == BY_HAND else self._host.ask(run)

    def _channels(self) -> list[Channel]:
        return [one.channel for profile in self._host.station.profiles for one in profile.channels]

    def _limit(self, sitter: Sitter) -> None:
        """Every channel to what this person allows; what the last one did not allow is lifted again."""
        for profile in self._host.station.profiles:
            own = {lower.channel: lower.max_level for lower in sitter.limits(profile)}
            for channel in profile.channels:
                name = channel.channel.name
                self._host.ask(LowerLimit(name, own.get(name, channel.max_level)))


def _by_hand(channels: list[Channel]) -> Programme:
    """What a session by hand may come to: something of every channel, for as long as the person likes."""
    title = Text("By hand", "Von Hand")
    targets = tuple(Target(channel.kind, channel.name) for channel in channels)
    return Programme(BY_HAND, title, title, (Step(title, 0, 0, targets),))


def _admitted(request: dict[str, Any], channels: list[Channel], texts: Texts) -> tuple[Programme, Sitter]:
    """The programme and who may have it. Blocking. Raises Refusal."""
    name, person = request["start"], request.get("person") or GUEST
    course, pain = request.get("course") or None, request.get("pain")
    sound = isinstance(person, str) and isinstance(course, str | None) and type(pain) in (int, type(None))
    if not sound or name not in ("", *programme_names()):
        raise Refusal(texts.say("usage.bad"))
    try:
        programme = load_programme(name) if name else _by_hand(channels)
    except ProfileErrors as errors:
        raise Refusal("\n".join(problem.say(texts) for problem in errors.problems)) from errors
    return programme, admit(texts, person, programme, course, pain, unlock=False)
