import copy
import dataclasses
import pickle

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


@pytest.mark.parametrize("seal", [None, object(), True, "seal"])
def test_the_constructor_makes_no_permit_for_anybody_but_the_issuer(seal: object) -> None:
    with pytest.raises(ForgedPermitError):
        Permit(1, 10, 20, armed=True, image=IMAGE, stops=0, seal=seal)


def test_replace_cannot_make_one_permit_from_another() -> None:
    with pytest.raises((ValueError, TypeError), match="seal"):  # Python 3.13 changed the kind
        dataclasses.replace(genuine(), image=(Output(999),))  # type: ignore[call-arg]
    with pytest.raises(ForgedPermitError):
        dataclasses.replace(genuine(), seal=None, image=(Output(999),))


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Permit)])
def test_no_field_of_a_permit_is_a_seal_for_another(name: str) -> None:
    permit = genuine()
    with pytest.raises(ForgedPermitError):
        dataclasses.replace(permit, seal=getattr(permit, name), image=(Output(999),))


def test_a_permit_cannot_be_copied_or_pickled() -> None:
    permit = genuine()
    for forge in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(ForgedPermitError):
            forge(permit)


def test_a_permit_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        genuine().image = (Output(999),)  # type: ignore[misc]


def test_a_permit_has_room_for_nothing_else_and_shows_nothing_of_its_mark() -> None:
    with pytest.raises(AttributeError):
        object.__setattr__(genuine(), "extra", 1)
    assert "mark" not in repr(genuine())


def test_the_gate_refuses_an_object_that_skipped_the_constructor() -> None:
    empty = object.__new__(Permit)
    assert gate(empty) == "forged"
    filled = object.__new__(Permit)
    for name in ("number", "issued_at", "expires_at", "armed", "image"):
        object.__setattr__(filled, name, getattr(genuine(), name))
    assert gate(filled) == "forged"


def test_the_gate_refuses_a_subclass_that_makes_itself() -> None:
    class Mine(Permit):
        def __post_init__(self, seal: object) -> None:
            pass

    assert gate(Mine(1, 10, 20, armed=True, image=IMAGE, stops=0, seal=None)) == "forged"


def test_the_issuer_numbers_upwards_from_one() -> None:
    issuer = Issuer()
    numbers = [issuer.issue(IMAGE, armed=False, now=0, expires_at=1).number for _ in range(5)]
    assert numbers == [1, 2, 3, 4, 5]


def test_the_issuer_seals_just_what_it_is_given() -> None:
    permit = genuine()
    assert (permit.issued_at, permit.expires_at, permit.armed, permit.image) == (10, 20, True, IMAGE)


def test_nobody_has_stopped_unless_the_kernel_says_so() -> None:
    assert genuine().stops == 0
