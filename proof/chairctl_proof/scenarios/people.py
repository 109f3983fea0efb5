"""Hazards of data and people, as far as the core meets them: wrong wishes, wrong devices, nobody awake."""

from dataclasses import replace
from random import Random

from chairctl.control import assembly, orders
from chairctl.domain.channels import Output, RollerMode, StimulationMode, Technique
from chairctl.profiles.device import DeviceProfile
from chairctl.safety import gate, limits
from chairctl.safety.attendance import Attendance
from chairctl.safety.governor import Governor
from chairctl.safety.presence import Presence
from chairctl_proof.injection import Fault
from chairctl_proof.scenarios.patches import all_of, replaced, without_permissive
from chairctl_proof.scenarios.scenario import MS, S, Scenario, always, at
from chairctl_simulators.devices.chairlink import ChairSetup

_LAST_GATE = gate.objection
_NAN = float("nan")
_BAD = (_NAN, float("inf"), True, "40", -1, 10**12, 39.5, None)


def _tenfold(profile: DeviceProfile) -> DeviceProfile:
    """A typo that nobody has refused: every limit ten times too high."""
    channels = tuple(replace(channel, max_level=channel.max_level * 10) for channel in profile.channels)
    return replace(profile, channels=channels)


def _all_greedy(_chance: Random) -> list[Fault]:
    outputs = {
        "roller": Output(5_000, RollerMode(Technique.ROLLING, 0, 800, 500)),
        "air": Output(5_000),
        "tens": Output(3_000, StimulationMode(50, 100)),
    }
    return [at(0, "hold", outputs=outputs)]


def _malformed(chance: Random) -> list[Fault]:
    bad = [chance.choice(_BAD) for _ in range(4)]
    bad[chance.randrange(4)] = chance.choice([value for value in _BAD if type(value) is not int])
    outputs = {
        "roller": Output(bad[0], RollerMode(Technique.ROLLING, 0, 800, 500)),  # type: ignore[arg-type]
        "seat_heat": Output(bad[1]),  # type: ignore[arg-type]
        "tens": Output(100, StimulationMode(bad[2], 1000)),  # type: ignore[arg-type]
        "air": Output(bad[3]),  # type: ignore[arg-type]
    }
    return [at(0, "hold", outputs=outputs)]


def _no_ceiling(*arguments: object) -> str:
    objection = _LAST_GATE(*arguments)  # type: ignore[arg-type]
    return "" if objection == "above_ceiling" else objection


_BELIEVES_ALL = all_of(
    replaced(orders, "well_formed", lambda *_: True),
    replaced(limits, "well_formed", lambda *_: True),
)

SCENARIOS = (
    Scenario(
        "H18", "the screen that attends says so four times, then never again", "U",
        lambda chance: [at(number * 500 + chance.randint(0, 99), "attend") for number in range(4)],
        replaced(Attendance, "is_over", lambda _attendance, _now: False), 4_100 * MS,
        reactions=("nobody_watches",), watch=3 * S,
    ),
    Scenario(
        "H30", "another chair stands at the end of the line after a replug", "K",
        lambda chance: [
            at(0, "unplug"), at(300, "swap", seed=chance.randint(1_000, 9_000)), at(400, "plug"),
            at(900, "acknowledge"), at(950, "arm"), at(960, "hold"),
        ],
        without_permissive("device_is_the_same"), 300 * MS, reactions=("different_device",), watch=3 * S,
    ),
    Scenario(
        "H61", "a profile with limits ten times too high has got past the loader", "K", _all_greedy,
        replaced(gate, "objection", _no_ceiling), None, watch=20 * S, profile=_tenfold,
        given=replaced(assembly, "_flaw", lambda *_: ""), stop_within=300 * MS,
    ),
    Scenario(
        "H63", "somebody asks for NaN, infinity, true, text, or far too much", "K", _malformed, _BELIEVES_ALL,
        None, watch=20 * S, goes_on=True, reactions=("malformed",),
    ),
    Scenario(
        "H72", "nobody answers for five and a half minutes", "K", always(),
        replaced(Presence, "is_overdue", property(lambda _presence: False)), 331 * S,
        reactions=("nobody_answered",), long=True,
    ),
    Scenario(
        "H78", "the chair has other channels than its profile says", "K", always(),
        without_permissive("device_is_known"), 0, reactions=("wrong_channels",),
        setup=ChairSetup(channels=ChairSetup().channels[:3]),
    ),
    Scenario(
        "H80", "a person lowers a limit in mid-session", "K",
        lambda chance: [at(0, "lower_limit", channel="roller", index=0, max_level=chance.randint(0, 150))],
        replaced(Governor, "limit_to", lambda *_arguments, **_words: 0), None, watch=2 * S,
    ),
)  # fmt: skip
