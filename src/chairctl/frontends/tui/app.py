"""The app: holds the connection to a host, knows who sits there, and shows one screen at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.actions import SkipAction
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.widgets import Input

from chairctl.domain.safety import Outcome, Receipt
from chairctl.domain.time import MINUTE, SECOND, Instant
from chairctl.frontends.attach.picture import Picture, read_receipt
from chairctl.frontends.cli import words
from chairctl.frontends.tui import registry
from chairctl.frontends.tui.driver import StopKeys, stop_first, was_sent
from chairctl.frontends.tui.finding import Found
from chairctl.frontends.tui.frame import Frame, key
from chairctl.frontends.tui.line import HostLine, StopLine
from chairctl.frontends.tui.looks import THEMES
from chairctl.frontends.tui.private_host import HostError, PrivateHost, for_device
from chairctl.frontends.tui.settings import Settings, keep_settings
from chairctl.frontends.tui.standing import Standing, is_tripped, standing
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_device
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime import clock
from chairctl.safety.account import GUEST
from chairctl.safety.states import LIVE
from chairctl.texts import Texts

ATTEND_S = 0.5
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


class ChairApp(App[int]):
    """The screen at the chair."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "looks.tcss"
    TITLE = "chairctl"
    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("space,s,S,alt+space,alt+s", "stop", "stop", show=False, priority=True),
        Binding("escape", "back", "back", show=False, priority=True),
        key("question_mark,f1", "open('help')", "help"),
        key("m,ctrl+p", "open('menu')", "menu"),
        key("a", "open('alarms')", "alarms", show=False),
        key("l", "open('lock')", "lock", show=False),
        key("u", "let_me_up", "let_me_up", show=False),
        key("f2", "language", "language", show=False),
        key("f3", "theme", "theme", show=False),
        key("q,ctrl+q", "leave", "leave"),
    ]

    def __init__(
        self,
        settings: Settings,
        path: Path | None,
        settings_file: Path | None = None,
        *,
        private: PrivateHost | None = None,
        driver_class: type[Driver] | None = None,
    ) -> None:
        self.stop_line = StopLine(path) if path else None
        super().__init__(driver_class=stop_first(driver_class or self.get_driver_class(), self.fire_stop))
        self.settings = settings
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = settings.theme
        self.texts = Texts(settings.language)
        self._settings_file = settings_file
        self._path = path
        self.line: HostLine | None = None
        self.picture: Picture | None = None
        self.memory = Memory()
        self.person = settings.person or GUEST
        self.told = False
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
        self.private: PrivateHost | None = private
        self._profiles: dict[str, DeviceProfile | None] = {}
        self._trips = 0
        self._stop_keys = StopKeys()
        self._key_at = clock.now()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of ours, for a theme that has none of them."""
        return THEMES["calm"].variables

    # --- life -----------------------------------------------------------------------------------

    async def on_mount(self) -> None:
        """Connect, and open the first screen."""
        self.set_class(self.settings.large, "-large")
        await self.push_screen(registry.screen("home"))
        self.set_interval(ATTEND_S, self._beat)
        if self._path:
            await self.connect(self._path)

    def on_unmount(self) -> None:
        """Hang up; a session that this screen attends then ends by itself."""
        if self.line:
            self.line.close()
        if self.stop_line:
            self.stop_line.close()

    async def connect(self, path: Path) -> None:
        """Show this host from now on."""
        if self.line:
            self.line.close()
        if self.stop_line:
            self.stop_line.close()
        self.stop_line = StopLine(path)
        self.stop_line.open()
        self.line = HostLine(self._on_picture, self._on_news, self._on_gone)
        self.picture, self.gone, self.attends, self.told = None, False, False, False
        self.memory.clear()
        try:
            await self.line.open(path)
        except OSError:
            self._on_gone()
        self.redraw()

    async def hold(self, found: Found) -> None:
        """Show a host that runs, or start one of our own for a device, beside everything else."""
        if found.kind == "host":
            await self.connect(Path(found.where))
            return
        self.said = [self.texts.say("tui.devices.starting")]
        self.redraw()
        command = for_device(found.where, found.profile)
        try:
            if self.private:
                await asyncio.to_thread(self.private.end)
            self.private = await asyncio.to_thread(PrivateHost, command, self.settings.language)
        except HostError as error:
            self.said = [str(error)]
            self.redraw()
            return
        self.said = []
        await self.connect(self.private.socket)

    def _on_picture(self, picture: Picture) -> None:
        was_live, before = self.is_live, self.picture
        self.picture = picture
        self.memory.note(picture)
        trips = len(picture.snapshot.trips)
        if trips > self._trips and self.settings.bell:
            self.bell()
        self._trips = trips
        asks = picture.snapshot.answer_within is not None
        if asks and self.settings.bell and (before is None or before.snapshot.answer_within is None):
            self.bell()
        if asks or trips:
            self.wake()
        self._ask_presence(asks=asks)
        if self.is_live and not was_live:
            self._begin()
        if was_live and not self.is_live:
            self.attends = False
        self.redraw()

    def _ask_presence(self, *, asks: bool) -> None:
        """The question comes by itself, above everything, and goes when it is answered."""
        is_there = isinstance(self.screen, Frame) and self.screen.CODE == "presence"
        if asks and not is_there:
            self.action_open("presence")
        elif is_there and not asks:
            self.pop_screen()

    def _begin(self) -> None:
        """A session has begun, here or elsewhere: there are no text fields while something may be on."""
        self.told, self.starting = False, False
        if isinstance(self.focused, Input):
            self.screen.set_focus(None)
        if not self.attends and isinstance(self.screen, Frame) and self.screen.CODE == "home":
            self.action_open("session")

    def _on_news(self, news: dict[str, Any]) -> None:
        if "started" in news:
            receipt = read_receipt({"receipt": news["started"]})
            self.starting = False
            if receipt.outcome is Outcome.REFUSED:
                self.attends = False
            self.note(receipt)
            if receipt.outcome is not Outcome.REFUSED:
                self.kept = None
                self.show_only("session")
        elif "not_started" in news:
            self.starting, self.attends = False, False
            self.said = [
                self.texts.say("tui.begin.busy") if news["not_started"] == "busy" else news["not_started"]
            ]
        elif "kept" in news:
            self.kept = news["kept"] or None
        elif "not_kept" in news:
            self.said = [news["not_kept"]]
        self.redraw()

    def _on_gone(self) -> None:
        self.gone, self.attends, self.starting = True, False, False
        if self.settings.bell:
            self.bell()
        self.redraw()

    def _beat(self) -> None:
        """Say that this screen is alive: only the loop that draws and hears keys says it, never a thread."""
        if self.attends and self.is_live and self.line:
            self.line.ask("attend")
        limit = self.settings.blank_minutes * MINUTE
        if limit and clock.now() - self._key_at >= limit and not is_tripped(self.picture):
            self.darken()

    # --- what is the case -----------------------------------------------------------------------

    @property
    def is_live(self) -> bool:
        """Whether something is put out, or may be at any moment."""
        return self.picture is not None and self.picture.snapshot.state in LIVE

    def standing(self) -> Standing | None:
        """What every screen says at its top."""
        return standing(self.picture, told=self.told, gone=self.gone, texts=self.texts)

    def who(self) -> str:
        """Who sits there."""
        return self.texts.say("tui.guest") if self.person == GUEST else self.person

    def device_line(self) -> str:
        """The first device, its class, and how the station stands."""
        if self.picture is None:
            return self.texts.say("tui.no_device")
        link = self.picture.snapshot.links[0]
        profile = self.profile(link.device)
        title = getattr(profile.title, self.texts.language) if profile else link.device
        name = f"{title} {link.device_class.upper()}" if link.device_class else title
        return f"{name} · {self.texts.say(f'tui.state.{self.picture.snapshot.state}')}"

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

    @property
    def kinds(self) -> words.Kinds:
        """The kind of every channel."""
        return {view.name: view.kind for view in self.picture.snapshot.channels} if self.picture else {}

    def note(self, receipt: Receipt) -> None:
        """Keep what a receipt says, for the screen that shows it."""
        self.said = words.reasons(receipt.reasons, self.kinds, self.texts)
        self.redraw()

    def redraw(self) -> None:
        """Everything that is to be seen, where it has changed."""
        if isinstance(self.screen, Frame):
            self.screen.redraw()

    # --- STOP -----------------------------------------------------------------------------------

    def fire_stop(self) -> bool:
        """Send STOP, from any thread, and nothing else; whether it could be handed over."""
        return self.stop_line is not None and self.stop_line.fire()

    def stop_now(self, *, is_sent: bool = False) -> None:
        """STOP first, unless it `is_sent` already; where its own line is gone, on the other; then the rest."""
        if not is_sent and not self.fire_stop() and self.line:
            self.line.ask("stop")
        typing = isinstance(self.focused, Input) and not self.is_live
        self.starting = False
        if not typing:
            self.told = True
            self._key_at = clock.now()
            self.wake()
            self.redraw()

    def action_stop(self) -> None:
        """STOP, which `on_event` has sent; in a text field, while nothing is on, the key is a letter too."""
        if isinstance(self.focused, Input) and not self.is_live:
            raise SkipAction

    async def action_back(self) -> None:
        """Esc: back. Pressed twice it is STOP, which `on_event` has sent."""
        if isinstance(self.screen, Frame) and self.screen.IS_CALM:
            self.wake()
        else:
            self.back()

    def back(self) -> None:
        """One screen back, but never out of the first."""
        if len(self.screen_stack) > 2 and isinstance(self.screen, Frame) and self.screen.CODE != "lock":
            self.pop_screen()

    # --- keys of every screen -------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """STOP first; then note when somebody was here last."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._stop_keys.is_stop(event.key, int(event.time * SECOND)):
                self.stop_now(is_sent=was_sent(event))
            self._key_at = clock.now()
        elif isinstance(event, events.MouseDown):
            self._key_at = clock.now()
        await super().on_event(event)

    def action_open(self, code: str) -> None:
        """Open a screen; the one that is open already stays."""
        if isinstance(self.screen, Frame) and code == self.screen.CODE:
            return
        self.push_screen(registry.screen(code))

    def show_only(self, code: str) -> None:
        """Open a screen above the first one, in place of all others."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if code != "home":
            self.push_screen(registry.screen(code))

    def action_let_me_up(self) -> None:
        """Raise the back for as long as the key goes on to be held."""
        if self.line:
            self.line.ask("let_me_up", self.note)

    def action_language(self) -> None:
        """The other language, at once."""
        self.change(language="de" if self.settings.language == "en" else "en")

    def action_theme(self) -> None:
        """The next theme, at once."""
        names = list(THEMES)
        self.change(theme=names[(names.index(self.settings.theme) + 1) % len(names)])

    def change(self, **changes: Any) -> None:
        """Change settings, at once and for good."""
        self.settings = replace(self.settings, **changes)
        self.texts = Texts(self.settings.language)
        self.theme = self.settings.theme
        self.set_class(self.settings.large, "-large")
        if self._settings_file:
            keep_settings(self._settings_file, self.settings)
        self.redraw()

    def action_leave(self) -> None:
        """Leave; while something is on, the first press stops it."""
        if self.is_live or self.starting:
            self.stop_now()
            self.said = [self.texts.say("tui.leave_again")]
            self.redraw()
        else:
            self.exit(0)

    def sit(self, person: str) -> None:
        """Somebody sits down."""
        self.person = person
        self.said = []
        self.change(person="" if person == GUEST else person)

    # --- dark -----------------------------------------------------------------------------------

    def darken(self) -> None:
        """Go dark until a key is pressed."""
        if isinstance(self.screen, Frame) and not self.screen.IS_CALM:
            self.push_screen(registry.screen("dark"))

    def wake(self) -> None:
        """Be seen again."""
        if isinstance(self.screen, Frame) and self.screen.IS_CALM:
            self._key_at = clock.now()
            self.pop_screen()
