"""A family of another package in this suite: the example passes, and whoever breaks a law is found out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.conformance import test_families as suite
from tests.conformance.candidate import Candidate
from tests.conformance.candidates import EXAMPLE, candidate_in

from chairctl.domain.packet import Packet
from chairctl.domain.telemetry import Report
from chairctl.domain.time import Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.safety.permit import Permit
from chairctl_toy.device import Cushion
from chairctl_toy.frames import Kind, encode

TOY = candidate_in(EXAMPLE)


class Moody(Cushion):
    """Its bytes depend on how many of it there were before (law 1)."""

    made = 0

    def line_up(self, now: Instant) -> None:
        super().line_up(now)
        Moody.made += 1

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        packets = super().transmit(permit, now)
        return [replace(packet, data=packet.data * (1 + Moody.made % 2)) for packet in packets]


class Hoarder(Cushion):
    """Sends at each call what was due at the last one (law 2)."""

    kept: tuple[Packet, ...] = ()

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        before, self.kept = self.kept, tuple(super().transmit(permit, now))
        return list(before)


class Nervous(Cushion):
    """Raises at bytes that it does not expect (law 3)."""

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        assert b"\xff" not in data
        return super().receive(data, now)


class Glutton(Cushion):
    """Keeps all that it has heard (law 3)."""

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        self.heard = getattr(self, "heard", b"") + data
        return super().receive(data, now)


class Whole(Cushion):
    """Hears nothing but whole frames (law 3)."""

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        return [] if len(data) % 4 else super().receive(data, now)


class Eager(Cushion):
    """Runs without an arming (law 4)."""

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        packets = super().transmit(permit, now)
        return [replace(packet, data=packet.data + encode(Kind.SET, 1)) for packet in packets]


class Stubborn(Cushion):
    """Never says stop: the lease has to end it, and that takes too long."""

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        packets = super().transmit(permit, now)
        return [one for one in packets if self._told != (False, 0) or self._next_at < 10**9]


def made_by(family: type[Cushion]) -> Callable[[DeviceProfile], Cushion]:
    return lambda profile: family(profile.name, profile.channels)


moody, hoarder, nervous, glutton, whole, eager, stubborn = map(
    made_by, (Moody, Hoarder, Nervous, Glutton, Whole, Eager, Stubborn)
)


def broken(folder: Path, name: str) -> Candidate:
    """The example with another family, offered as the example offers its own."""
    offer = f'[project.entry-points."chairctl.families"]\ntoy = "{__name__}:{name}"\n'
    (folder / "pyproject.toml").write_text("[project]\n" + offer)
    return replace(TOY, package=folder)


STORY = [("arm", 200), ("wish", 5), ("wait", 1300)]
BROKEN: list[tuple[str, Callable[..., Any], tuple[Any, ...]]] = [
    ("moody", suite.test_law_1_the_same_story_gives_the_same_bytes_at_the_same_instants, (STORY,)),
    ("hoarder", suite.test_law_2_no_byte_is_kept_for_later, (STORY,)),
    ("nervous", suite.test_law_3_receive_never_raises_whatever_became_of_sound_bytes, ()),
    ("glutton", suite.test_law_3_a_megabyte_without_sense_or_without_end_takes_no_memory, ()),
    ("whole", suite.test_law_3_however_the_bytes_are_split_they_say_the_same, (1,)),
    ("eager", suite.test_law_4_without_an_arming_nothing_energising_leaves, (STORY,)),
    ("stubborn", suite.test_an_armed_device_puts_out_what_is_wished_and_a_stop_ends_it_in_time, ()),
]


def plain(test: Callable[..., Any]) -> Callable[..., Any]:
    """A test of the suite for one story: without a search for the shortest that fails."""
    return getattr(getattr(test, "hypothesis", None), "inner_test", test)


@pytest.mark.parametrize(("name", "test", "told"), BROKEN, ids=[name for name, _, _ in BROKEN])
def test_a_family_that_breaks_a_law_is_found_out(
    name: str, test: Callable[..., Any], told: tuple[Any, ...], tmp_path: Path
) -> None:
    plain(test)(TOY, *told)
    with pytest.raises(AssertionError):
        plain(test)(broken(tmp_path, name), *told)


def test_a_package_that_does_not_offer_what_its_profile_names_is_told_where_to_say_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    candidate = replace(TOY, package=tmp_path)
    for ask in (candidate.device, lambda: candidate.evidence):
        with pytest.raises(AssertionError, match=r"nothing for `toy` in \[project\.entry-points\."):
            ask()


@pytest.mark.parametrize("text", ["", "CANDIDATE = 1", None])
def test_a_file_without_a_candidate_is_refused_in_words(text: str | None, tmp_path: Path) -> None:
    file = tmp_path / "candidate.py"
    if text is not None:
        file.write_text(text)
    with pytest.raises(LookupError, match=r"CANDIDATE = Candidate"):
        candidate_in(file)
