"""The app: holds the connection to a host, knows who sits there, and shows one screen at a time."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.actions import SkipAction
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.widgets import Input

from chairctl.domain.time import MINUTE, SECOND
from chairctl.frontends.attach.picture import Picture
from chairctl.frontends.tui import registry
from chairctl.frontends.tui.driver import StopKeys, stop_first, was_sent
from chairctl.frontends.tui.due import due
from chairctl.frontends.tui.finding import Found
from chairctl.frontends.tui.frame import Frame, key
from chairctl.frontends.tui.looks import THEMES
from chairctl.frontends.tui.private_host import HostError, PrivateHost, for_device
from chairctl.frontends.tui.settings import Settings, keep_settings
from chairctl.frontends.tui.standing import Standing, standing
from chairctl.frontends.tui.station import Station
from chairctl.frontends.tui.terminal import DrawnOn
from chairctl.frontends.tui.words import device_line
from chairctl.runtime import clock
from chairctl.safety.account import GUEST
from chairctl.safety.states import LIVE
from chairctl.texts import Texts

BEAT_S = 0.5
STOP_SEEN = 3 * SECOND
"""For so long what a stop has brought stays, wherever somebody goes."""
FIRST = 2
"""Screens below which nothing goes: Textual's own and home."""


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
        self.texts = Texts(settings.language)
        self.station = Station(self.texts, self._on_change, self.redraw)
        driver = stop_first(driver_class or self.get_driver_class(), self.station.fire_stop)
        super().__init__(driver_class=driver)
        self.settings = settings
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = settings.theme
        self._settings_file = settings_file
        self._path = path
        self.person = settings.person or GUEST
        self.unlocked: set[str] = set()
        """Who has given their PIN at this screen."""
        self.private = private
        self._stop_keys = StopKeys()
        self._key_at = clock.now()
        self._stopped_at = 0
        self._due = ""
        """The screen whose question is open; it comes by itself."""
        self._terminal = DrawnOn()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of ours, for a theme that has none of them."""
        return THEMES["calm"].variables

    async def on_mount(self) -> None:
        """Connect, and open the first screen."""
        self.set_class(self.settings.large, "-large")
        await self.push_screen(registry.screen("home"))
        self.set_interval(BEAT_S, self._beat)
        if self._path:
            await self.station.connect(self._path)

    def on_unmount(self) -> None:
        """Hang up."""
        self.station.close()

    async def hold(self, found: Found) -> bool:
        """Show a host that runs, or start one of our own for a device; whether that worked."""
        if found.kind == "host":
            await self.station.connect(Path(found.where))
            return not self.station.gone
        self.station.said = [self.texts.say("tui.devices.starting")]
        self.redraw()
        command = for_device(found.where, found.profile)
        try:
            if before := self.private:
                self.private = None
                await asyncio.to_thread(before.end)
            self.private = await asyncio.to_thread(PrivateHost, command, self.settings.language)
        except HostError as error:
            self.station.said = [str(error)]
            self.redraw()
            return False
        self.station.said = []
        await self.station.connect(self.private.socket)
        return not self.station.gone

    def _beat(self) -> None:
        """Say that this screen is alive: only the loop that draws and hears keys says it, never a thread."""
        if self._terminal.is_gone():
            self.exit()
            return
        self.station.attend()
        limit = self.settings.blank_minutes * MINUTE
        if limit and clock.now() - self._key_at >= limit and not self.station.trips and not self._due:
            self.darken()

    # --- what has changed -----------------------------------------------------------------------

    def _on_change(self, before: Picture | None) -> None:
        station = self.station
        trips = len(before.snapshot.trips) if before else 0
        was, self._due = self._due, due(station.picture, gone=station.gone)
        is_new = self._due not in ("", was)
        if self.settings.bell and (station.trips > trips or is_new or station.gone):
            self.bell()
        if station.trips or self._due:
            self.wake()
        if self._due != was and self._is_on(was):
            self.pop_screen()
        is_locked = self._due == "asked" and self._is_on("lock")
        if self._due and not self._is_on(self._due) and not is_locked:
            self.action_open(self._due)
        was_live = before is not None and before.snapshot.state in LIVE
        if station.is_live and not was_live:  # there are no text fields while something may be on
            if isinstance(self.focused, Input):
                self.screen.set_focus(None)
            if self._is_on("home"):
                self.action_open("session")
        self.redraw()

    def _is_on(self, code: str) -> bool:
        return isinstance(self.screen, Frame) and code == self.screen.CODE

    def standing(self) -> Standing | None:
        """What every screen says at its top."""
        station = self.station
        return standing(station.picture, told=station.stopped, gone=station.gone, texts=self.texts)

    def who(self) -> str:
        """Who sits there."""
        return self.texts.say("tui.guest") if self.person == GUEST else self.person

    def device_line(self) -> str:
        """The first device, its class, and how the station stands."""
        picture = self.station.picture
        if picture is None:
            return self.texts.say("tui.no_device")
        return device_line(picture, self.station.profile(), self.texts)

    def redraw(self) -> None:
        """Everything that is to be seen, where it has changed; what was begun here is shown."""
        if self.station.began:
            self.station.began = False
            if not (isinstance(self.screen, Frame) and self.screen.STAYS):
                self.show_only("session")
        if isinstance(self.screen, Frame):
            self.screen.redraw()

    # --- STOP -----------------------------------------------------------------------------------

    def stop_now(self, *, is_sent: bool = False) -> None:
        """STOP first, unless it `is_sent` already; then the rest."""
        self.station.stop(is_sent=is_sent)
        if not isinstance(self.focused, Input) or self.station.is_live:
            self.station.stopped = True
            self._stopped_at = self._key_at = clock.now()
            self.wake()
            self.redraw()

    def action_stop(self) -> None:
        """STOP, which `on_event` has sent; in a text field, while nothing is on, the key is a letter too."""
        if isinstance(self.focused, Input) and not self.station.is_live:
            raise SkipAction

    async def action_back(self) -> None:
        """Esc: back, but not from a lock or an open question. Twice it is STOP, which `on_event` has sent."""
        if isinstance(self.screen, Frame) and self.screen.IS_CALM:
            self.wake()
        elif len(self.screen_stack) > FIRST and not self._is_on("lock") and not self._is_on(self._due):
            self._move_on()
            self.pop_screen()

    def _move_on(self) -> None:
        """Forget what was refused, and a stop of before that was seen to have worked."""
        self.station.said = []
        seen = clock.now() - self._stopped_at > STOP_SEEN
        if seen and self.station.picture and self.station.picture.at_rest:
            self.station.stopped = False

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
        """Open a screen; the one that is open already stays, and what was refused before is forgotten."""
        self._move_on()
        if code == "home":
            self.show_only(code)
        elif not self._is_on(code):
            self.push_screen(registry.screen(code))

    def show_only(self, code: str) -> None:
        """Open a screen above the first one, in place of all others."""
        while len(self.screen_stack) > FIRST:
            self.pop_screen()
        if code != "home":
            self.push_screen(registry.screen(code))

    def action_let_me_up(self) -> None:
        """Raise the back for as long as the key goes on to be held."""
        self.station.ask("let_me_up")

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
        self.texts = self.station.texts = Texts(self.settings.language)
        self.theme = self.settings.theme
        self.set_class(self.settings.large, "-large")
        if self._settings_file:
            keep_settings(self._settings_file, self.settings)
        self.redraw()

    def action_leave(self) -> None:
        """Leave; while something is on, the first press stops it."""
        if self.station.is_live or self.station.starting:
            self.stop_now()
            self.station.said = [self.texts.say("tui.leave_again")]
            self.redraw()
        else:
            self.station.close()  # no picture may come to a screen that is being taken down
            self.exit(0)

    def sit(self, person: str) -> None:
        """Somebody sits down."""
        self.person = person
        self.station.said, self.station.scan_said = [], []
        self.station.back = None  # whose back that was is nobody else's business
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
