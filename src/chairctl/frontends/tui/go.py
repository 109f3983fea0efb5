"""The button that begins: the second of the two steps that a beginning takes."""

from textual import events
from textual.widgets import Static


class Go(Static):
    """A click asks its screen to begin; the second half of a double click does not."""

    can_focus = False

    async def on_click(self, event: events.Click) -> None:
        """Begin."""
        if event.chain == 1:
            await self.screen.run_action("begin")
