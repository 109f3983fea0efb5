"""Words that more than one screen says of a device."""

from chairctl.domain.safety import SafetyState
from chairctl.domain.snapshot import LinkView
from chairctl.frontends.attach.picture import Picture
from chairctl.profiles.device import DeviceProfile
from chairctl.texts import Texts


def link_state(link: LinkView, texts: Texts) -> str:
    """Connected, let go, on the way to one of them, or away."""
    if link.released:
        return texts.say("tui.devices.letting_go" if link.connected else "tui.devices.let_go")
    return texts.say("tui.devices.connected" if link.connected else "tui.devices.away")


def station_state(picture: Picture, texts: Texts) -> str:
    """How the station stands; what is not heard is not said to be at rest."""
    state = picture.snapshot.state
    is_unheard = state is SafetyState.SAFE and picture.at_rest is None
    return texts.say(f"tui.state.{'unheard' if is_unheard else state}")


def device_line(picture: Picture, profile: DeviceProfile | None, texts: Texts) -> str:
    """The first device, its class, and how the station stands."""
    link = picture.snapshot.links[0]
    title = getattr(profile.title, texts.language) if profile else link.device
    name = f"{title} {link.device_class.upper()}" if link.device_class else title
    is_away = (link.released or not link.connected) and not picture.snapshot.trips
    return f"{name} · {link_state(link, texts) if is_away else station_state(picture, texts)}"
