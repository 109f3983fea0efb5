import pytest

from chairctl.domain.channels import ChannelKind, Output
from chairctl.domain.time import MILLISECOND
from chairctl.safety.gate import objection
from chairctl.safety.issuer import Issuer
from chairctl.safety.permit import Permit

KINDS = tuple(ChannelKind)
CEILINGS = {"roller": 1000, "heat": 410, "air": 1000, "vibration": 1000, "stimulation": 600, "posture": 1000}


def permit(
    *levels: int, armed: bool = True, now: int = 1_000, lease: int = 300 * MILLISECOND, count: int = 1
) -> Permit:
    issuer = Issuer()
    for _ in range(count - 1):
        issuer.issue((), armed=False, now=now, expires_at=now)
    image = tuple(Output(level) for level in levels)
    return issuer.issue(image, armed=armed, now=now, expires_at=now + lease)


def at_the_ceilings(change: str = "", by: int = 0) -> tuple[int, ...]:
    return tuple(CEILINGS[kind] + (by if kind == change else 0) for kind in KINDS)


def test_a_permit_at_all_ceilings_may_go_out() -> None:
    assert objection(permit(*at_the_ceilings()), KINDS, 0, 1_000) == ""


@pytest.mark.parametrize("kind", ChannelKind)
def test_a_level_one_above_its_ceiling_may_not(kind: ChannelKind) -> None:
    assert objection(permit(*at_the_ceilings(kind, 1)), KINDS, 0, 1_000) == "above_ceiling"


@pytest.mark.parametrize("kind", ChannelKind)
def test_a_level_below_zero_may_not(kind: ChannelKind) -> None:
    assert objection(permit(-1), (kind,), 0, 1_000) == "above_ceiling"


def test_a_level_that_is_no_number_may_not() -> None:
    bad = Issuer().issue((Output(float("nan")),), armed=True, now=0, expires_at=1)  # type: ignore[arg-type]
    assert objection(bad, (ChannelKind.AIR,), 0, 0) == "above_ceiling"


def test_a_permit_holds_from_its_issue_up_to_but_not_at_its_expiry() -> None:
    air = (ChannelKind.AIR,)
    short = permit(1, lease=100)
    assert [objection(short, air, 0, now) for now in (999, 1_000, 1_099, 1_100)] == [
        "expired",
        "",
        "",
        "expired",
    ]


def test_no_lease_may_be_longer_than_its_ceiling() -> None:
    assert objection(permit(1, lease=300 * MILLISECOND + 1), (ChannelKind.AIR,), 0, 1_000) == "lease_too_long"


def test_an_older_permit_may_not_follow_a_newer_one() -> None:
    second = permit(1, count=2)
    assert second.number == 2
    assert [objection(second, (ChannelKind.AIR,), last, 1_000) for last in (1, 2, 3)] == [
        "",
        "",
        "superseded",
    ]


def test_a_permit_for_another_device_may_not() -> None:
    assert objection(permit(1, 1), (ChannelKind.AIR,), 0, 1_000) == "wrong_device"


def test_a_stop_is_never_held_back_however_old_or_late() -> None:
    stop = permit(0, 0, armed=False)
    assert objection(stop, (ChannelKind.AIR,), 99, 10**18) == ""


def test_a_permit_that_is_not_armed_yet_has_a_level_is_refused() -> None:
    assert objection(permit(0, 1, armed=False), (ChannelKind.AIR,) * 2, 0, 1_000) == "unarmed"


@pytest.mark.parametrize("thing", [None, 1, "permit", (1, 2, 3), object()])
def test_what_is_no_permit_at_all_is_refused(thing: object) -> None:
    assert objection(thing, (ChannelKind.AIR,), 0, 0) == "forged"  # type: ignore[arg-type]
