"""Words for the numbers of a status: codes of the text catalogue for `decode`, by firmware variant.

On a swapped firmware knock and tap are exchanged, as keys and as codes. Nothing on the wire tells which
one a chair has: a person finds out by feeling, and the profile pins it.
"""

from collections.abc import Mapping

from chairctl.profiles.device import Variant
from chairctl.protocols.rongtai.frames import Motor, Scope, State, Status, Technique
from chairctl.protocols.rongtai.keys import Key

_TO_SWAPPED = {
    Technique.KNOCK: Technique.TAP,
    Technique.TAP: Technique.KNOCK,
}
TECHNIQUE_KEYS = {
    Technique.KNEAD: Key.KNEAD,
    Technique.KNOCK: Key.KNOCK,
    Technique.SHIATSU: Key.SHIATSU,
    Technique.TAP: Key.TAP,
    Technique.KNEAD_AND_KNOCK: Key.KNEAD_AND_KNOCK,
    Technique.RHYTHM: Key.RHYTHM,
}
"""The key of each technique on a standard firmware."""


def code_of(technique: Technique, variant: Variant) -> int:
    """The number by which a status of this firmware names a technique."""
    return _TO_SWAPPED.get(technique, technique) if variant is Variant.SWAPPED else technique


def key_of(technique: Technique, variant: Variant) -> Key:
    """The key that starts a technique on this firmware; KeyError for one without a key."""
    return TECHNIQUE_KEYS[Technique(code_of(technique, variant))]


def technique_of(code: int, variant: Variant) -> Technique:
    """The technique that a status names by this number (0 to 7)."""
    return Technique(code_of(Technique(code), variant))


_WIDTHS = ("not_known", "narrow", "medium", "wide")
_DIRECTIONS = ("stopped", "clockwise", "counter_clockwise", "in_turn")
_PRESETS = ("none", "10_min", "20_min", "30_min")
_BUZZER = ("silent", "short", "long", "single")
_PROGRAMS = (
    "none", "recover", "stretch", "relax", "pain_relief", "upper_body", "lower_body", "manual",
    "cloud_1", "cloud_2", "cloud_3", "cloud_4_or_3d", "3d",
)  # fmt: skip


def words(status: Status, variant: Variant) -> Mapping[str, str]:
    """A word for every field whose number stands for something; the others speak for themselves."""
    state, program = status.state, status.program
    return {
        "technique": technique_of(status.technique, variant).name.lower(),
        "width": _WIDTHS[status.width],
        "scope": Scope(status.scope).name.lower(),
        "state": State(state).name.lower() if state in tuple(State) else "not_known",
        "back_motor": Motor(status.back_motor).name.lower(),
        "legs_motor": Motor(status.legs_motor).name.lower(),
        "buzzer": _BUZZER[status.buzzer],
        "preset_time": _PRESETS[status.preset_time],
        "wheel_direction": _DIRECTIONS[status.wheel_direction],
        "program": _PROGRAMS[program] if program < len(_PROGRAMS) else "not_known",
    }
