"""The station as a screen knows it: connection to its host, newest picture, what was asked and answered."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chairctl.domain.back import BackMap
from chairctl.domain.safety import Outcome, Receipt
from chairctl.domain.time import SECOND, Instant
from chairctl.frontends.attach.picture import Picture, read_back_map, read_receipt
from chairctl.frontends.cli import words
from chairctl.frontends.tui.line import HostLine, StopLine
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_device
from chairctl.profiles.problems import ProfileErrors
from chairctl.safety.states import LIVE
from chairctl.texts import Texts

REMEMBERED_S = 300
"""How far back the small plots reach."""


class Memory(deque[tuple[Instant, dict[str, int]]]):
    """What was put out lately, once a second."""

    def __init__(self) -> None:
        super().__init__(maxlen=REMEMBERED_S)

    def note(self, picture: Picture) -> None:
        """Remember a picture, if the last one that is remembered is a second old."""
        at = picture.snapshot.at
        if not self or at - self[-1][0] >= SECOND:
            self.append((at, {view.name: view.applied for view in picture.snapshot.channels}))

    def of(self, channel: str) -> list[int | None]:
        """The levels of a channel, the newest last."""
        return [levels.get(channel) for _, levels in self]


class Station:
    """What is known, and the ways to ask.

    `changed` is called with the picture before, when another has come or the host is gone; `told` when the
    host has answered or said something else.
    """

    def __init__(
        self, texts: Texts, changed: Callable[[Picture | None], None], told: Callable[[], None]
    ) -> None:
        self.texts = texts
        self._changed = changed
        self._told = told
        self.line: HostLine | None = None
        self.stop_line: StopLine | None = None
        self.path: Path | None = None
        """The socket of the host that is shown."""
        self.picture: Picture | None = None
        self.memory = Memory()
        self.stopped = False
        """A stop was asked for here, and nothing was started since."""
        self.gone = False
        """The host was there and is not any more."""
        self.attends = False
        """The session was started here, so this screen has to be there."""
        self.starting = False
        self.said: list[str] = []
        """Why the last wish was refused, for who reads it on the screen."""
        self.kept: int | None = None
        """Number under which the last session was kept."""
        self.back: BackMap | None = None
        """What the last body scan has found."""
        self.scan_said: list[str] = []
        """What became of that scan: where its map is, or why there is none."""
        self.began = False
        """The host has begun what was asked for here; whoever shows it takes this back."""
        self._profiles: dict[str, DeviceProfile | None] = {}

    # --- the connection -------------------------------------------------------------------------

    async def connect(self, path: Path) -> None:
        """Show this host from now on."""
        self.close()
        self.path = path
        self.stop_line = StopLine(path)
        self.stop_line.open()
        self.line = HostLine(self._on_picture, self._on_news, self._on_gone)
        self.picture, self.gone, self.attends, self.stopped = None, False, False, False
        self.memory.clear()
        try:
            await self.line.open(path)
        except OSError:
            self._on_gone()

    def close(self) -> None:
        """Hang up; a session that this screen attends then ends by itself."""
        if self.line:
            self.line.close()
        if self.stop_line:
            self.stop_line.close()

    def _on_picture(self, picture: Picture) -> None:
        before, was_live = self.picture, self.is_live
        self.picture = picture
        self.memory.note(picture)
        if self.is_live and not was_live:
            self.stopped, self.starting = False, False
        elif was_live and not self.is_live:
            self.attends = False
        self._changed(before)

    def _on_news(self, news: dict[str, Any]) -> None:
        if "started" in news:
            receipt = read_receipt({"receipt": news["started"]})
            refused = receipt.outcome is Outcome.REFUSED
            self.starting, self.attends = False, self.attends and not refused
            self.began, self.kept = not refused, None if not refused else self.kept
            self.note(receipt)
        elif "not_started" in news:
            self.starting, self.attends = False, False
            busy = news["not_started"] == "busy"
            self.said = [self.texts.say("tui.begin.busy") if busy else str(news["not_started"])]
        elif "agreed" in news:
            self.began = True  # or refused: the session's screen then says why
            self.note(read_receipt({"receipt": news["agreed"]}))
        elif news.get("confirmed") is False or news.get("declined") is False:
            self.said = [self.texts.say("tui.asked.late")]
        elif "kept" in news:
            self.kept = news["kept"] or None
        elif "not_kept" in news:
            self.said = [str(news["not_kept"])]
        elif "scanned" in news:
            self.back, self.scan_said = read_back_map(news), [str(news["said"])]
        elif "not_scanned" in news:
            self.back, self.scan_said = None, [str(line) for line in news["not_scanned"]]
        self._told()

    def _on_gone(self) -> None:
        self.gone, self.attends, self.starting = True, False, False
        self._changed(self.picture)

    # --- what is the case -----------------------------------------------------------------------

    @property
    def is_live(self) -> bool:
        """Whether something is put out, or may be at any moment."""
        return self.picture is not None and self.picture.snapshot.state in LIVE

    @property
    def trips(self) -> int:
        """How many alarms are latched."""
        return len(self.picture.snapshot.trips) if self.picture else 0

    @property
    def kinds(self) -> words.Kinds:
        """The kind of every channel."""
        return {view.name: view.kind for view in self.picture.snapshot.channels} if self.picture else {}

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the devices of this host are."""
        return self.picture.addresses if self.picture else ()

    def profile(self, device: str | None = None) -> DeviceProfile | None:
        """The profile of a device, or of the first one; None: this computer has no such file."""
        if device is None:
            if self.picture is None:
                return None
            device = self.picture.snapshot.links[0].device
        if device not in self._profiles:
            try:
                self._profiles[device] = load_device(device)
            except ProfileErrors:
                self._profiles[device] = None
        return self._profiles[device]

    # --- what is asked --------------------------------------------------------------------------

    def fire_stop(self) -> bool:
        """Send STOP, from any thread, and nothing else; whether it could be handed over."""
        return self.stop_line is not None and self.stop_line.fire()

    def stop(self, *, is_sent: bool) -> None:
        """STOP, unless it `is_sent`; on the other line too, if its own is gone or a wish goes ahead of it."""
        is_handed_over = is_sent or self.fire_stop()
        if self.line and (self.starting or not is_handed_over):
            self.line.ask("stop")  # behind the wish, which the other one may have overtaken
        self.starting = False

    def ask(self, action: str, **fields: object) -> None:
        """Ask for an action; what the answer says is kept in `said`."""
        if self.line:
            self.line.ask(action, self.note, **fields)

    def hand(self, word: str, device: str) -> None:
        """`release` a device, which stops all, or `take` it back; pictures tell what becomes of it."""
        if self.line:
            self.line.send({word: device})

    def answer(self, wish: int, *, yes: bool) -> None:
        """Agree to the wish of a remote that has this number, or decline it."""
        if self.line:
            self.line.send({"confirm": yes, "wish": wish})

    def attend(self) -> None:
        """Say that this screen is there, if it has to be."""
        if self.attends and self.is_live and self.line:
            self.line.ask("attend")

    def begin(self, programme: str, person: str, course: str | None = None, pain: int | None = None) -> None:
        """Ask the host to take somebody in; without a programme, by hand. Not while something is on."""
        if self.line is None or self.is_live:
            self.said = [self.texts.say("tui.home.running" if self.is_live else "tui.home.no_device")]
            return
        if self.starting:
            return
        self.said, self.starting, self.attends, self.stopped = [], True, True, False
        self.back, self.scan_said = None, []
        request = {"start": programme, "person": person, "course": course, "pain": pain}
        self.line.send({**request, "language": self.texts.language, "attended": True})

    def note(self, receipt: Receipt) -> None:
        """Keep what a receipt says."""
        self.said = words.reasons(receipt.reasons, self.kinds, self.texts)
        self._told()
