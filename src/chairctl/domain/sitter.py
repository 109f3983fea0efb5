"""Who sits there, as far as a programme has to know it."""

from dataclasses import dataclass

from chairctl.domain.channels import ChannelKind
from chairctl.domain.spine import SpineMap

_WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Sitter:
    """A person's spine, and what part of a programme's levels they want; never more than all of it."""

    spine: SpineMap | None = None
    """None: nobody has measured it; the zones of the device stand in."""
    shares: tuple[tuple[ChannelKind, int], ...] = ()
    """Per mille, for each kind of channel that is not named: all of it."""

    def share_of(self, kind: ChannelKind) -> int:
        """From 0 to 1000 ‰; the least, where a kind is named twice."""
        wished = [share for named, share in self.shares if named is kind]
        return max(0, min([_WHOLE, *wished]))


ANYBODY = Sitter()
"""Somebody of whom nothing is known."""
