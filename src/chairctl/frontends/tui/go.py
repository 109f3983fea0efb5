"""The button that begins: the second of the two steps that a beginning takes."""

from textual import events
from textual.widgets import Static

from chairctl.frontends.tui.frame import Frame


class Go(Static):
    """A click asks its screen to begin; the second half of a double click does not."""

    can_focus = False

    async def on_click(self, event: events.Click) -> None:
        """Begin."""
        if event.chain == 1:
            await self.screen.run_action("begin")


def go_text(screen: Frame, code: str) -> str:
    """What the button says: what it begins (`code`), that it begins, or what is in the way."""
    if screen.station.trips:
        return screen.say("manual.tripped")
    return f"B   {screen.say('begin.starting' if screen.station.starting else code)}"
