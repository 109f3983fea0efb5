"""Words that more than one screen says of a device."""

from chairctl.domain.snapshot import LinkView
from chairctl.texts import Texts


def link_state(link: LinkView, texts: Texts) -> str:
    """Connected, let go, on the way to one of them, or away."""
    if link.released:
        return texts.say("tui.devices.letting_go" if link.connected else "tui.devices.let_go")
    return texts.say("tui.devices.connected" if link.connected else "tui.devices.away")
