"""The host's end of the warden: starts it, feeds it, hears what it says.

Feeding is one small write to a pipe that never waits. The warden's process survives this one on
purpose; it ends by itself as soon as this end of the pipe is gone and the device has been stopped.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Callable

from chairctl.domain.packet import Answer, AtRest
from chairctl.domain.safety import WardenWord
from chairctl.transports.transport import Guard
from chairctl.warden import bluetooth, process

END_S = 1.0
"""One that still fights for a stop after this time is left to it; it ends by itself within seconds."""


_WORDS = {
    process.READY: WardenWord.READY,
    process.FIRED: WardenWord.FIRED,
    process.ZERO: WardenWord.ZERO,
    process.CUT_POWER: WardenWord.CUT_POWER,
}


class WardenClient:
    """One warden on one open line."""

    def __init__(
        self, guard: Guard, at_rest: AtRest | Answer, on_word: Callable[[WardenWord], object]
    ) -> None:
        self._on_word = on_word
        self._number = 0
        self._gone = False
        self._heard = b""
        their_feed, self._feed = os.pipe()
        self._answer, their_answer = os.pipe()
        for end in (self._feed, self._answer):
            os.set_blocking(end, False)
        arguments = [
            str(their_feed),
            str(their_answer),
            str(guard.descriptor),
            guard.stop.hex(),
            *_looks(at_rest),
        ]
        program = str((bluetooth if guard.over_bluetooth else process).__file__)
        self._process = subprocess.Popen(  # noqa: S603  # our own file, our own interpreter
            [sys.executable, "-I", "-S", program, *arguments],
            pass_fds=(their_feed, their_answer, guard.descriptor),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C and a closed terminal are not for it
        )
        os.close(their_feed)
        os.close(their_answer)
        asyncio.get_running_loop().add_reader(self._answer, self.hear)

    @property
    def pid(self) -> int:
        """Process id of the warden."""
        return self._process.pid

    def arm(self) -> None:
        """Begin to watch; names the last firing, so that what was queued before it counts for nothing."""
        self._say(process.ARM)

    def beat(self) -> None:
        """The control turn has just consumed fresh telemetry."""
        self._say(process.BEAT)

    def stand_down(self) -> None:
        """Nothing is armed any more."""
        self._say(process.STAND_DOWN)

    async def close(self) -> None:
        """Let it end: it stops the device once more, then leaves."""
        if self._feed < 0:
            return
        asyncio.get_running_loop().remove_reader(self._answer)
        os.close(self._feed)
        os.close(self._answer)
        self._feed = -1
        with contextlib.suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(self._process.wait, END_S)

    def _say(self, word: bytes) -> None:
        if self._feed >= 0:
            with contextlib.suppress(OSError):  # a full or broken pipe is silence, and silence stops
                os.write(self._feed, process.WORD.pack(word, self._number))

    def hear(self) -> None:
        """Take what it has said; at once if nothing. Called before telemetry counts as proof of life."""
        try:
            data = os.read(self._answer, 4096)
        except BlockingIOError:
            return
        if not data:
            if self._gone:
                return
            self._gone = True
            asyncio.get_running_loop().remove_reader(self._answer)
            self._on_word(WardenWord.GONE)
            return
        self._heard += data
        while len(self._heard) >= process.WORD.size:
            word, self._number = process.WORD.unpack_from(self._heard)
            self._heard = self._heard[process.WORD.size :]
            self._on_word(_WORDS[word])


def _looks(at_rest: AtRest | Answer) -> list[str]:
    """How the warden recognises a device at rest, as its arguments."""
    if isinstance(at_rest, Answer):
        return ["answer", at_rest.data.hex()]
    return ["zeros", str(at_rest.kind), ",".join(str(at) for at in at_rest.zeros)]
