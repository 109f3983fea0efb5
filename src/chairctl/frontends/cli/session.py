"""Runs one programme in the foreground: arms, shows, and stops the chair before anything else ends."""

import asyncio
import os
import signal
import sys

from chairctl.domain.commands import Origin, Present
from chairctl.domain.safety import Outcome, Receipt
from chairctl.frontends.attach.folder import UnsafeFolderError
from chairctl.frontends.attach.server import AttachServer
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.presence import PresenceKey
from chairctl.frontends.cli.screen import Ending, Plan, ScreenThread
from chairctl.runtime.host import StationHost
from chairctl.runtime.steady import keep_what_is_loaded
from chairctl.safety.states import LIVE
from chairctl.texts import Texts

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
POLL_S = 0.05
ZERO_WAIT_S = 4.0
TAKE_WAIT_S = 20.0
TAKEN_FOR_S = 1.0
"""Whoever took a device back looks every 50 ms whether it is there, and is to see it before this ends."""

NO_DEVICE_CODES = {"not_connected", "not_identified", "no_telemetry"}


class ForegroundSession:
    """One run of `plan`, drawn by `screen`."""

    def __init__(self, plan: Plan, host: StationHost, screen: ScreenThread, texts: Texts) -> None:
        self._plan = plan
        self._host = host
        self._screen = screen
        self._texts = texts
        self._signal: signal.Signals | None = None
        self._at_rest: bool | None = None

    async def run(self) -> Ending:
        """From opening the line to the read-back zero."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._stop, number)
        server = AttachServer(self._host)
        keep_what_is_loaded()
        async with self._host:
            try:
                await self._listen(server)
                receipt = await self._start()
                known = self._host.snapshot()
                self._screen.show(lambda: self._screen.screen.connected(known))
                if receipt.outcome is not Outcome.REFUSED:
                    self._screen.show(lambda: self._screen.screen.receipt(receipt))
                    await self._watch()
            finally:
                self._host.stop()
                await self._settle()
                await server.close()
        return self._ending(receipt)

    def _stop(self, number: signal.Signals) -> None:
        self._host.stop(Origin.CHAIR)
        self._signal = self._signal or number

    async def _listen(self, server: AttachServer) -> None:
        """Let `chairctl stop` in. Without it Ctrl-C still stops the chair, so a failure is only said."""
        try:
            await server.open()
        except (OSError, UnsafeFolderError) as error:
            print(self._texts.say("run.no_socket", error=error), file=sys.stderr)

    async def _start(self) -> Receipt:
        """Arm and start within the person's limits, or give up when the line can't be opened."""
        for lower in self._plan.limits:
            self._host.ask(lower)
        starting = asyncio.create_task(self._host.run(self._plan.programme, sitter=self._plan.sitter))
        while not starting.done():
            if self._host.line_problem():
                self._host.stop()
            await asyncio.wait({starting}, timeout=POLL_S)
        return starting.result()

    async def _watch(self) -> None:
        """Show the session until it has ended, and a device that was let go until it is taken back.

        Enter answers whether all is well.
        """
        key, was_released = PresenceKey(), False
        async for picture in self._host.subscribe(POLL_S):
            self._screen.picture(picture)
            if any(link.released for link in picture.links) and not self._signal:
                was_released = True
            elif picture.state not in LIVE:
                if was_released and not self._signal:
                    await self._until_heard()
                return
            if self._plan.companion and (action := self._plan.companion.attend(picture)):
                self._host.ask(action)
            if key.pressed(due=picture.answer_within is not None):
                self._host.ask(Present())
            if self._screen.gone:  # nobody sees any more what happens
                self._host.stop()

    async def _until_heard(self) -> None:
        """Wait for a device that was taken back; nobody can arm it here, so this only tells how it is."""
        loop = asyncio.get_running_loop()
        until, heard = loop.time() + TAKE_WAIT_S, self._host.at_rest()
        while heard is None and not self._signal and loop.time() < until:
            await asyncio.sleep(POLL_S)
            heard = self._host.at_rest()
        if heard is not None:
            await asyncio.sleep(TAKEN_FOR_S)

    async def _settle(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + ZERO_WAIT_S
        self._at_rest = self._host.at_rest()
        while self._at_rest is False and loop.time() < until:
            await asyncio.sleep(POLL_S / 5)
            self._at_rest = self._host.at_rest()

    def _ending(self, receipt: Receipt) -> Ending:
        snapshot = self._host.snapshot()
        refused = receipt.outcome is Outcome.REFUSED and not self._signal
        problem = self._host.line_problem() if refused else None
        ended = snapshot.ended.code if snapshot.ended else ""
        code: ExitCode | int
        if snapshot.trips:
            code = ExitCode.TRIPPED
        elif self._signal:
            code = 128 + self._signal
        elif self._host.failure:
            code = ExitCode.UNEXPECTED
        elif refused:
            codes = {reason.code for reason in receipt.reasons}
            code = ExitCode.NO_DEVICE if problem or codes & NO_DEVICE_CODES else ExitCode.REFUSED
            code = ExitCode.ENDED_EARLY if codes == {"stopped"} and not problem else code
        else:
            code = ExitCode.FINISHED if ended == "finished" else ExitCode.ENDED_EARLY
        return Ending(
            code=code,
            snapshot=snapshot,
            at_rest=self._at_rest,
            refusal=receipt if refused and not problem else None,
            line_problem=(problem.code, problem.address) if problem else None,
            signal=self._signal.name if self._signal else "",
        )


def leave(code: int, screen: ScreenThread) -> int:
    """Close the screen; where it hangs or is gone, what is left to be written is given up."""
    if screen.close():
        return code
    if screen.error:
        raise screen.error
    if screen.gone:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return code
    os._exit(code)
