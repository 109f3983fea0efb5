"""Texts that travel with a programme, in both languages at once."""

from chairctl.domain.programme import Text
from chairctl.texts import Texts


def in_both(code: str) -> Text:
    """The text of a code for whoever looks."""
    return Text(Texts("en").say(code), Texts("de").say(code))
