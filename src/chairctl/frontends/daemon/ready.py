"""What is done before anything is armed, because later it would hold up a control turn.

A warden fires after 150 ms of silence. Reading a YAML file, building a validator or loading a catalogue
of texts takes long enough for that on a busy computer, so nothing of it happens in the event loop later.
"""

from importlib import import_module
from types import MappingProxyType

from chairctl.domain.programme import Programme
from chairctl.profiles.loader import load_programme, programme_names
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime import command_json
from chairctl.texts import CARE, DAEMON, MAIN, Texts, catalogue


def programmes() -> MappingProxyType[str, Programme]:
    """Every programme that can be read, by its name; `chairctl check` says what is wrong with the others."""
    found = {}
    for name in programme_names():
        try:
            found[name] = load_programme(name)
        except ProfileErrors:
            continue
    return MappingProxyType(found)


def load_bridge() -> None:
    """Import what a daemon needs for a broker; one without a broker carries nothing of it."""
    import_module("chairctl.frontends.mqtt.bridge")


def make_ready(texts: Texts, *, has_broker: bool) -> None:
    """Load what is otherwise loaded when it is first needed."""
    if has_broker:
        load_bridge()
    for part in (MAIN, CARE, DAEMON):
        catalogue(texts.language, part)
    command_json.prepare()
