"""Devices: what is held now, which other hosts run, what can be connected, and what else is here."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from chairctl.domain.snapshot import LinkView
from chairctl.frontends.cli.scan_words import ScanWords, bluetooth_line
from chairctl.frontends.cli.target import place_of
from chairctl.frontends.tui import registry
from chairctl.frontends.tui.finding import Found, Known, get_ready, known, seen
from chairctl.frontends.tui.frame import key
from chairctl.frontends.tui.listing import Listing, Row
from chairctl.frontends.tui.words import link_state
from chairctl.runtime import scanning
from chairctl.runtime.scanning import Sightings

SCAN_S = 8.0
DRAW_EVERY_S = 0.5


class Devices(Listing):
    """The list; choosing a row opens what is known of it, a host is shown at once."""

    CODE = "devices"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("r", "look", "look"),
        key("u", "up", "let_me_up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._known = Known((), ())
        self._sightings = Sightings()
        self._words: ScanWords | None = None
        self._looks = False

    def on_mount(self) -> None:
        """Look at once."""
        super().on_mount()
        self.set_interval(DRAW_EVERY_S, self._draw_news)
        self.action_look()

    def on_screen_resume(self) -> None:
        """A device may have got a name, or lost it."""
        self.run_worker(self._read(), exclusive=True, group="read")
        super().on_screen_resume()

    def action_look(self) -> None:
        """Look, beside everything else. While something is on, ports and radio are left alone."""
        if not self._looks:
            self._looks = True
            self._sightings = Sightings()
            self.run_worker(self._look(), exclusive=True, group="look")
            self.redraw()

    async def _read(self) -> None:
        self._known = await asyncio.to_thread(known)
        self._words = await asyncio.to_thread(get_ready, self.chair.texts)
        self.redraw()

    async def _look(self) -> None:
        try:
            await self._read()
            if not self.station.is_live:
                await scanning.scan(SCAN_S, self._take)
        finally:
            self._looks = False
        self.redraw()

    def _take(self, sightings: Sightings) -> None:
        """What is here now; it is drawn in time."""
        self._sightings = sightings

    def _draw_news(self) -> None:
        if self._looks:
            self.redraw()

    def text(self) -> Sequence[Content]:
        """Whether it looks."""
        return [Content.styled(self.say("devices.looking"), "$dim") if self._looks else Content("")]

    def below(self) -> Sequence[Content]:
        """What was refused, and why Bluetooth can't be listened to."""
        lines = [Content(""), *super().below()]
        if problem := self._sightings.bluetooth_problem:
            lines.append(Content.styled(bluetooth_line(problem.code, self.chair.texts), "$dim"))
        return lines

    def rows(self) -> Sequence[Row]:
        """What is held here, other hosts, what can be connected, and what else is here."""
        groups = {
            "held": [Found("held", link.device, self._held(link)) for link in self._links()],
            "host": [one for one in self._known.hosts if one.where != str(self.station.path)],
            "device": [one for one in self._known.devices if not self._is_held(one)],
            "seen": self._seen(),
        }
        rows: list[Row] = []
        for kind, some in groups.items():
            if some:
                rows.append(("", self.say(f"devices.{kind}")))
                rows += [(f"{kind}:{one.where}", self._line(one)) for one in some]
        return rows or [("", self.say("devices.none"))]

    def _links(self) -> Sequence[LinkView]:
        return self.station.picture.snapshot.links if self.station.picture else ()

    def _is_held(self, one: Found) -> bool:
        """Whether a device is the one that this host holds."""
        held = {place_of(address) for address in self.station.addresses}
        return place_of(one.address or one.where) in held

    def _seen(self) -> Sequence[Found]:
        if self._words is None:
            return ()
        held = [Found("held", address, "") for address in self.station.addresses]
        return seen(self._sightings, self._words, (*self._known.devices, *held))

    def _held(self, link: LinkView) -> str:
        return f"{self._title(link.device)} · {link_state(link, self.chair.texts)}"

    def _line(self, one: Found) -> str:
        """What it is called, what it is or may be, where it is."""
        may_be = self.say("device.may_be", families=", ".join(one.signs)) if one.signs else ""
        return " · ".join(filter(None, (one.title, may_be, self._title(one.profile))))

    def _title(self, profile: str) -> str:
        found = self.station.profile(profile) if profile else None
        return getattr(found.title, self.chair.texts.language) if found else profile

    def chosen(self, code: str) -> None:
        """Show this host, or what is known of this device."""
        kind, _, where = code.partition(":")
        self.station.said = []
        some = (*self._known.hosts, *self._known.devices, *self._seen())
        chosen = next((one for one in some if (one.kind, one.where) == (kind, where)), None)
        if kind == "held":
            self.app.push_screen(registry.screen("device", Found("held", where, where)))
        elif chosen and kind == "host":
            if not self.station.is_live:
                self.run_worker(self.chair.hold(chosen), exclusive=True, group="hold")
        elif chosen:
            self.app.push_screen(registry.screen("device", chosen))

    def action_up(self) -> None:
        """Let me up."""
        self.chair.action_let_me_up()
