"""What outputs do to a body: which pad counts, what is spent, and when heat is over."""

import pytest
from tests.safety.test_allowance import NOW, granted
from tests.safety.test_watch_heat import pad
from tests.support.profiles import chair

from chairctl.domain.ceilings import HEAT_DOSE
from chairctl.domain.channels import OFF, ChannelKind, Output, OutputImage
from chairctl.domain.time import MINUTE, SECOND
from chairctl.safety.account import REST
from chairctl.safety.allowance import Allowance
from chairctl.safety.burden import Burden
from chairctl.safety.observed import Observed
from chairctl.safety.presence import EVERY
from chairctl.safety.watches.heat import ENERGY, BlindHeat, PadWatch

KINDS = (ChannelKind.HEAT, ChannelKind.AIR, ChannelKind.STIMULATION)
HEAT: OutputImage = (Output(400), OFF, OFF)
AIR: OutputImage = (OFF, Output(5), OFF)
TENS: OutputImage = (OFF, OFF, Output(5))
NOTHING: OutputImage = (OFF, OFF, OFF)


def paid(dose: int = 10**9) -> Allowance:
    allowance = Allowance(("heat", "air", "tens"), ("tens",))
    allowance.begin(NOW)
    request = allowance.request_due(NOW)
    assert request
    allowance.answered(granted(request, dose=dose), NOW)
    return allowance


def with_pads(*temperatures: int, blind: tuple[int | None, ...] = ()) -> Observed:
    device = Observed(chair())
    device.plant.pads = tuple(pad() for _ in temperatures)
    for watch, temperature in zip(device.plant.pads, temperatures, strict=True):
        watch.tenth_c = temperature
    device.plant.blind = [BlindHeat(0) for _ in blind]
    for heater, level in zip(device.plant.blind, blind, strict=True):
        heater.tenth_c = level
    return device


@pytest.mark.parametrize(
    ("devices", "hottest"),
    [
        ((with_pads(410, 400), with_pads(405)), 410),
        ((with_pads(400), with_pads(405, 410)), 410),
        ((with_pads(400, blind=(405, 390)),), 405),
        ((with_pads(blind=(390, None, 405)),), 405),
        ((with_pads(blind=(None,)),), None),
        ((with_pads(410, blind=(405,)),), 410),
        ((with_pads(),), None),
    ],
)
def test_the_hottest_of_all_pads_and_unmeasured_heaters_counts(
    devices: tuple[Observed, ...], hottest: int | None
) -> None:
    burden = Burden(KINDS, paid())
    burden.count(devices, SECOND, NOW, live=True)
    assert burden.exposure.hottest_pad_tenth_c == hottest


def test_heat_is_over_with_its_energy_on_any_pad_until_that_has_rested() -> None:
    burden, device, other = Burden(KINDS, paid()), with_pads(400, 400, blind=(400,)), with_pads(300)
    devices = (device, other)

    def is_over() -> str:
        burden.count(devices, 0, NOW, live=True)
        return burden.heat_is_over()

    assert burden.heat_is_over() == ""
    heaters: list[PadWatch | BlindHeat] = [*device.plant.pads, *device.plant.blind, *other.plant.pads]
    for heater in heaters:
        heater.energy = ENERGY - 1
        assert is_over() == ""
        heater.energy = ENERGY
        assert is_over() == "heat_energy"
        heater.energy = 0
        assert is_over() == ""


def test_heat_is_over_with_the_dose_of_a_session_or_with_what_is_prepaid() -> None:
    burden = Burden(KINDS, paid())
    burden.exposure._dose_nano_ns = HEAT_DOSE.value * 1_000 * MINUTE - 1
    assert burden.heat_is_over() == ""
    burden.exposure._dose_nano_ns += 1
    assert burden.heat_is_over() == "heat_dose"
    assert Burden(KINDS, paid(dose=0)).heat_is_over() == "heat_dose"


@pytest.mark.parametrize(
    ("image", "live", "driven", "spent", "felt"),
    [
        (NOTHING, True, False, 0, 0),
        (HEAT, True, True, SECOND, SECOND),
        (AIR, True, True, SECOND, 0),
        (TENS, True, True, SECOND, SECOND),
        (HEAT, False, True, 0, SECOND),
    ],
)
def test_time_is_spent_while_something_is_driven_and_armed_and_felt_where_it_can_hurt(
    image: OutputImage, live: bool, driven: bool, spent: int, felt: int
) -> None:
    allowance = paid()
    burden = Burden(KINDS, allowance)
    burden.count([with_pads()], SECOND, NOW, live=live)
    assert (allowance.spent, burden.exposure.energised) == (0, 0)
    assert [burden.note(image, live=live) for _ in range(2)] == [driven, driven]
    burden.count([with_pads()], SECOND, NOW, live=live)
    assert (allowance.spent, burden.exposure.energised) == (spent, spent)
    assert burden.presence.due_in == EVERY - felt


def test_the_same_image_counts_otherwise_once_a_person_has_armed_or_stopped() -> None:
    allowance = paid()
    burden = Burden(KINDS, allowance)
    for live, spent in ((False, 0), (True, 1), (True, 2), (False, 2), (True, 3)):
        assert burden.note(HEAT, live=live) is True
        assert burden.note(HEAT, live=live) is True
        burden.count([with_pads()], 1, NOW, live=live)
        assert allowance.spent == spent


def test_a_warm_pad_spends_dose_while_armed_even_if_nothing_is_driven() -> None:
    for live, dose in ((True, 60), (False, 0)):
        allowance = paid()
        burden = Burden(KINDS, allowance)
        burden.note(NOTHING, live=live)
        burden.count([with_pads(430)], 60 * MINUTE // 10**9, NOW, live=live)
        assert (allowance.spent, allowance._dose_nano) == (0, dose)


def test_a_rest_begins_when_nothing_is_driven_any_more() -> None:
    burden = Burden(KINDS, paid())
    burden.note(AIR, live=True)
    burden.count([with_pads()], 5, NOW, live=True)
    burden.count([with_pads()], 0, NOW + 2 * REST, live=True)
    assert burden.exposure.energised == 5
    burden.note(NOTHING, live=True)
    burden.count([with_pads()], 0, NOW + 2 * REST, live=True)
    assert burden.exposure.energised == 5
    burden.count([with_pads()], 0, NOW + 3 * REST, live=True)
    assert burden.exposure.energised == 0
