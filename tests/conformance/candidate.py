"""One device family as the conformance suite drives it: ours, or that of a package outside of the tree."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from random import Random

from tests.support.line_session import LineSession, Simulated

from chairctl.control.families import Family
from chairctl.domain.channels import ChannelKind, Output
from chairctl.domain.commands import SetOutput
from chairctl.domain.evidence import Evidence
from chairctl.domain.time import Duration
from chairctl.profiles.device import ChannelProfile, DeviceProfile
from chairctl.profiles.loader import find_device, load_device
from chairctl.protocols.family import Device
from chairctl.runtime import evidence, families
from chairctl_proof.bench.wishes import mode


@dataclass(frozen=True)
class Candidate:
    """What the suite has to know of a family; `chairctl.protocols.family` is what it tests."""

    profile_name: str | Path
    """A device profile that is shipped, by its name, or the file of another."""
    simulate: Callable[[], Simulated]
    """Makes a new device that is switched on and well."""
    boot: Duration
    """From the open line to a device that can be armed."""
    rise: Duration
    """From the wish to outputs that are on, for certain."""
    zero_within: Duration
    """From the stop to true zero."""
    package: Path | None = None
    """Folder of the package that brings the family; its pyproject.toml names the entry points. None: ours.

    It has to be importable, but need not be installed.
    """

    @property
    def profile(self) -> DeviceProfile:
        return load_device(find_device(self.profile_name))

    @property
    def families(self) -> Mapping[str, Family]:
        return families.families_for(self.profile.family, self._offered(families.GROUP))

    @property
    def evidence(self) -> Evidence:
        name = self.profile.family
        found = evidence.evidence_for(name, self._offered(evidence.GROUP))
        assert found, f"{self.package}: nothing for `{name}` in [project.entry-points.{evidence.GROUP!r}]"
        return found

    def device(self) -> Device:
        """One on a line that is open."""
        profile = self.profile
        assert profile.family in self.families, (
            f"{self.package}: nothing for `{profile.family}` in [project.entry-points.{families.GROUP!r}]"
        )
        device = self.families[profile.family](profile)
        device.line_up(0)
        return device

    def session(self) -> LineSession:
        return LineSession(self.profile, self.simulate(), self.families)

    def _offered(self, group: str) -> list[EntryPoint]:
        if self.package is None:
            return []
        project = tomllib.loads((self.package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        named = project.get("entry-points", {}).get(group, {})
        return [EntryPoint(name, value, group) for name, value in named.items()]


def least(channel: ChannelProfile) -> int:
    """The lowest level that is not rounded down to nothing."""
    return channel.grid[0] if channel.grid else 1


def wishes(profile: DeviceProfile, chance: Random) -> list[SetOutput]:
    """Some level for every channel, its greatest among them; posture stays where it is."""
    return [
        SetOutput(
            channel.channel.name,
            Output(chance.randint(least(channel), channel.max_level), mode(channel, profile)),
        )
        for channel in profile.channels
        if channel.channel.kind is not ChannelKind.POSTURE
    ]
