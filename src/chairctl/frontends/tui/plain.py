"""The screen as lines of text, for screen readers and braille: nothing is drawn and nothing moves.

Enter alone stops. Every other wish is a word and Enter.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chairctl.domain.safety import Outcome, Receipt
from chairctl.domain.time import SECOND, Instant
from chairctl.frontends.attach.picture import Picture, read_back_map, read_receipt
from chairctl.frontends.attach.wish import Wish
from chairctl.frontends.cli import words
from chairctl.frontends.cli.bodyscan_drawing import map_lines
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.tui.due import QUIET_S, due, wish_line
from chairctl.frontends.tui.line import HostLine, StopLine
from chairctl.frontends.tui.standing import standing
from chairctl.profiles.loader import programme_names
from chairctl.safety.account import GUEST
from chairctl.safety.states import LIVE
from chairctl.session.bodyscan.routine import NAME as BODY_SCAN
from chairctl.texts import Texts

SAY_EVERY = 30 * SECOND
ATTEND_S = 0.5
LONGEST = 4096
WISHES = {
    "pause": "pause",
    "resume": "resume",
    "next": "skip_step",
    "yes": "present",
    "read": "acknowledge",
    "up": "let_me_up",
}


def read_aloud(texts: Texts, person: str, path: Path | None) -> int:
    """Say how it goes and take words from the standard input, until `quit` or its end; an exit code."""
    if path is None:
        print(texts.say("tui.home.no_device"))
        return ExitCode.NO_DEVICE
    return asyncio.run(Reader(texts, person or GUEST, path, print).run())


def known_names() -> tuple[str, ...]:
    """What can be begun."""
    return (*programme_names(), BODY_SCAN)


class Reader:
    """One conversation; `say` prints a line."""

    def __init__(self, texts: Texts, person: str, path: Path, say: Callable[[str], None]) -> None:
        self.texts = texts
        self._person = person
        self._path = path
        self._say = say
        self._stop = StopLine(path)
        self._line = HostLine(self._on_picture, self._on_news, self._on_gone)
        self._picture: Picture | None = None
        self._told = False
        self._attends = False
        self._asked = ""
        """A programme that waits for its second step."""
        self._standing = ""
        self._wish = 0
        """What a remote asks for and was said here; 0: nothing."""
        self._wish_at = 0.0
        """When, in seconds of the loop's clock."""
        self._step = 0
        self._said_at: Instant = 0
        self._typed = b""
        self._over = asyncio.Event()

    async def run(self) -> int:
        """From the connection to the end of the input."""
        self._stop.open()
        try:
            await self._line.open(self._path)
        except OSError:
            self._on_gone()
            return ExitCode.NO_DEVICE
        self._say(self.texts.say("tui.plain.hello"))
        loop = asyncio.get_running_loop()
        try:
            loop.add_reader(sys.stdin.fileno(), self._read)
        except PermissionError:  # a file, or /dev/null: it never lets anybody wait, so it is read to its end
            while not self._over.is_set():
                self._read()
                await asyncio.sleep(0)
        beat = asyncio.create_task(self._beat())
        await self._over.wait()
        beat.cancel()
        loop.remove_reader(sys.stdin.fileno())
        if self._is_live or self._attends:  # what it has asked to begin may not have begun yet
            self._stop.fire()
            self._line.ask("stop")  # behind the wish to begin, which the other one may have overtaken
        self._line.close()
        return ExitCode.FINISHED

    @property
    def _is_live(self) -> bool:
        return self._picture is not None and self._picture.snapshot.state in LIVE

    async def _beat(self) -> None:
        while True:
            if self._attends and self._is_live:
                self._line.ask("attend")
            await asyncio.sleep(ATTEND_S)

    # --- what comes -----------------------------------------------------------------------------

    def _on_picture(self, picture: Picture) -> None:
        self._picture = picture
        now = standing(picture._replace(wish=None), told=self._told, gone=False, texts=self.texts)
        said = now.text.split(" (")[0] if now else ""
        code = "presence" if due(picture) == "presence" else said  # its seconds are no news
        if code != self._standing:
            self._standing = code
            if said:
                self._say(said)
        self._say_wish(picture.wish if due(picture) == "asked" else None)
        session = picture.snapshot.session
        if session and session.step != self._step:
            self._step = session.step
            self.status()
        elif session is None:
            self._step = 0
        elif picture.snapshot.at - self._said_at >= SAY_EVERY:
            self.status()

    def _say_wish(self, wish: Wish | None) -> None:
        """What a remote asks for, once, and how to answer."""
        if wish and wish.number != self._wish:
            self._wish_at = asyncio.get_running_loop().time()
            self._say(f"{wish_line(wish, self.texts)} {self.texts.say('tui.asked.words')}")
        self._wish = wish.number if wish else 0

    def _on_news(self, news: dict[str, Any]) -> None:
        if "started" in news or "agreed" in news:
            self._on_receipt(read_receipt({"receipt": news.get("started") or news["agreed"]}))
        elif news.get("confirmed") is False or news.get("declined") is False:
            self._say(self.texts.say("tui.asked.late"))
        elif news.get("declined") is True:
            self._say(self.texts.say("tui.plain.done"))
        elif "not_started" in news:
            self._say(
                self.texts.say("tui.begin.busy") if news["not_started"] == "busy" else news["not_started"]
            )

        elif "scanned" in news:
            for line in (*map_lines(read_back_map(news), self.texts), str(news["said"])):
                self._say(line)
        elif "not_scanned" in news:
            for line in news["not_scanned"]:
                self._say(str(line))

    def _on_receipt(self, receipt: Receipt) -> None:
        kinds = {view.name: view.kind for view in self._picture.snapshot.channels} if self._picture else {}
        for line in words.reasons(receipt.reasons, kinds, self.texts):
            self._say(line)
        if receipt.outcome is Outcome.ACCEPTED:
            self._say(self.texts.say("tui.plain.done"))

    def _on_gone(self) -> None:
        self._say(self.texts.say("tui.standing.gone"))
        self._over.set()

    # --- what is asked --------------------------------------------------------------------------

    def _read(self) -> None:
        data = os.read(sys.stdin.fileno(), 4096)
        *lines, self._typed = (self._typed + data).split(b"\n")
        for line in lines:
            self.take(line.decode(errors="replace").strip())
        if not data or len(self._typed) > LONGEST:
            self._over.set()

    def take(self, line: str) -> None:
        """A line that somebody has typed; an empty one is STOP."""
        word, _, rest = line.partition(" ")
        if not line or word in ("stop", "s"):
            self._stop.fire()
            self._told, self._asked, self._standing = True, "", ""
            return
        if word == "begin":
            self._begin(rest.strip())
        elif word in ("agree", "decline"):
            self._answer(agrees=word == "agree")
        elif word in WISHES:
            self._line.ask(WISHES[word], self._on_receipt)
        elif word == "status":
            self.status()
        elif word == "list":
            self._say(", ".join(known_names()))
        elif word == "quit":
            self._over.set()
        else:
            self._say(self.texts.say("tui.plain.hello"))

    def _answer(self, *, agrees: bool) -> None:
        """To what was said here; a word that was being typed when that came is no answer to it."""
        if self._wish and asyncio.get_running_loop().time() - self._wish_at < QUIET_S:
            self._say(self.texts.say("tui.asked.early"))
        else:
            self._line.send({"confirm": agrees, "wish": self._wish})

    def _begin(self, name: str) -> None:
        """Two steps: `begin NAME`, then `begin` alone."""
        if name and name not in known_names():
            self._say(self.texts.say("tui.plain.unknown", name=name))
        elif name:
            self._asked = name
            self._say(self.texts.say("tui.plain.again", name=name))
        elif self._asked:
            self._told, self._attends = False, True
            request = {"start": self._asked, "person": self._person, "language": self.texts.language}
            self._line.send({**request, "attended": True})
            self._asked = ""

    def status(self) -> None:
        """How it stands, in a few lines."""
        if self._picture is None:
            return
        snapshot, say = self._picture.snapshot, self.texts.say
        self._said_at = snapshot.at
        self._say(say(f"state.{snapshot.state}"))
        kinds = {view.name: view.kind for view in snapshot.channels}
        if session := snapshot.session:
            title = getattr(session.step_title, self.texts.language)
            step = say("tui.session.step", step=session.step, steps=session.steps, title=title)
            self._say(f"{step}. {words.clock_time(session.remaining)} {say('tui.session.left')}.")
            if session.prompt:
                self._say(getattr(session.prompt, self.texts.language))
        for view in snapshot.channels:
            if view.applied or view.setpoint.level:
                name = words.channel(view.name, kinds, self.texts)
                why = f", {say(f'cut.{view.cut_by}')}" if view.cut_by else ""
                self._say(f"{name}: {words.level(view.kind, view.applied, self.texts)}{why}")
