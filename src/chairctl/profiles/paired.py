"""The devices that a person has given a name: where each is and what it is (`schema: chairctl/paired/1`).

One file to a device, so that writing one never touches what a person wrote into another.
"""

from dataclasses import dataclass
from typing import Annotated

from chairctl.profiles.file_model import FileModel, read_model
from chairctl.profiles.values import Name, text
from chairctl.profiles.yaml_source import Source

PAIRED_SCHEMA = "chairctl/paired/1"
LONGEST = 1_000
"""Characters of an address or of the path of a profile."""


@dataclass(frozen=True, slots=True)
class Paired:
    """A device with a name."""

    name: str
    address: str
    """As `chairctl run --device` takes it."""
    profile: str
    """Name or path of its device profile."""


class PairedFile(FileModel):
    """The file of one named device."""

    name: Name
    address: Annotated[str, text(LONGEST)]
    profile: Annotated[str, text(LONGEST)]


def read_paired(source: Source) -> Paired:
    """The named device that a parsed file describes. Raises ProfileErrors."""
    file = read_model(PairedFile, source, PAIRED_SCHEMA)
    return Paired(file.name, file.address, file.profile)
