"""How the screen looks and sounds; everything at once, nothing to save."""

from collections.abc import Sequence

from textual.content import Content

from chairctl.frontends.tui.listing import Listing, Row
from chairctl.frontends.tui.settings import BLANK_CHOICES


class Preferences(Listing):
    """Each row changes one thing."""

    CODE = "settings"

    def text(self) -> Sequence[Content]:
        """What to do."""
        return [Content(""), Content(self.say("settings.ask")), Content("")]

    def rows(self) -> Sequence[Row]:
        """What can be changed, with what it is now."""
        now = self.chair.settings
        values = {
            "language": self.say(f"settings.language_{now.language}"),
            "theme": self.say(f"settings.theme_{now.theme}"),
            "large": self.say(f"settings.{'yes' if now.large else 'no'}"),
            "bell": self.say(f"settings.{'yes' if now.bell else 'no'}"),
            "blank": self.say("settings.minutes", minutes=now.blank_minutes)
            if now.blank_minutes
            else self.say("settings.never"),
        }
        return [(name, f"{self.say(f'settings.{name}'):28} {value}") for name, value in values.items()]

    def chosen(self, code: str) -> None:
        """The next value."""
        now = self.chair.settings
        if code == "language":
            self.chair.action_language()
        elif code == "theme":
            self.chair.action_theme()
        elif code == "large":
            self.chair.change(large=not now.large)
        elif code == "bell":
            self.chair.change(bell=not now.bell)
        else:
            place = BLANK_CHOICES.index(now.blank_minutes)
            self.chair.change(blank_minutes=BLANK_CHOICES[(place + 1) % len(BLANK_CHOICES)])
