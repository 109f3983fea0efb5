import copy
import pickle
from typing import Self

import pytest

from chairctl.domain.channels import ChannelKind, Output
from chairctl.safety.gate import objection
from chairctl.safety.issuer import Issuer
from chairctl.safety.permit import ForgedPermitError, Permit

IMAGE = (Output(5),)


def genuine() -> Permit:
    return Issuer().issue(IMAGE, armed=True, now=10, expires_at=20)


def gate(permit: Permit) -> str:
    return objection(permit, (ChannelKind.AIR,), 0, 15)


def test_a_permit_of_the_issuer_passes_the_gate() -> None:
    assert gate(genuine()) == ""


VALUES = (1, 10, 20, True, (Output(999),), 0)


@pytest.mark.parametrize("seal", [None, object(), True, "seal"])
def test_the_constructor_makes_no_permit_for_anybody_but_the_issuer(seal: object) -> None:
    with pytest.raises(ForgedPermitError):
        Permit(VALUES, seal)


@pytest.mark.parametrize("name", Permit._fields)
def test_no_field_of_a_permit_is_a_seal_for_another(name: str) -> None:
    with pytest.raises(ForgedPermitError):
        Permit(VALUES, getattr(genuine(), name))


def test_one_permit_cannot_be_made_from_another() -> None:
    permit = genuine()
    with pytest.raises(ForgedPermitError):
        permit._replace(image=(Output(999),))
    with pytest.raises(ForgedPermitError):
        Permit._make(permit)
    with pytest.raises(ForgedPermitError):
        permit.__replace__(image=(Output(999),))


def test_a_permit_cannot_be_copied_or_pickled() -> None:
    permit = genuine()
    for forge in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(ForgedPermitError):
            forge(permit)


def test_a_permit_cannot_be_changed_not_even_past_its_class() -> None:
    permit = genuine()
    for change in (setattr, object.__setattr__):
        with pytest.raises(AttributeError):
            change(permit, "image", (Output(999),))
    with pytest.raises(TypeError):
        permit[4] = (Output(999),)  # type: ignore[index]
    assert permit.image == IMAGE


def test_a_permit_has_room_for_nothing_else_and_shows_nothing_of_its_mark() -> None:
    with pytest.raises(AttributeError):
        object.__setattr__(genuine(), "extra", 1)
    assert repr(genuine()) == "Permit(1, 10, 20, True, (Output(level=5, mode=None),), 0)"


@pytest.mark.parametrize("values", [(), VALUES, (*VALUES, object()), (*VALUES, None), (*genuine(), 1)])
def test_the_gate_refuses_a_permit_that_skipped_the_constructor(values: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        object.__new__(Permit)
    assert gate(tuple.__new__(Permit, values)) == "forged"


def test_the_gate_refuses_what_only_looks_like_a_permit() -> None:
    class Mine(Permit):
        def __new__(cls, values: tuple[object, ...]) -> Self:
            return tuple.__new__(cls, values)

    assert gate(Mine(tuple(genuine()))) == "forged"
    assert gate(tuple(genuine())) == "forged"  # type: ignore[arg-type]


def test_the_issuer_numbers_upwards_from_one() -> None:
    issuer = Issuer()
    numbers = [issuer.issue(IMAGE, armed=False, now=0, expires_at=1).number for _ in range(5)]
    assert numbers == [1, 2, 3, 4, 5]


def test_the_issuer_seals_just_what_it_is_given() -> None:
    permit = genuine()
    assert (permit.issued_at, permit.expires_at, permit.armed, permit.image) == (10, 20, True, IMAGE)


def test_nobody_has_stopped_unless_the_kernel_says_so() -> None:
    assert genuine().stops == 0
