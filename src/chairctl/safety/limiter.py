"""Limits and rise of all channels of a station: from the wanted image to the permitted one."""

from chairctl.domain.channels import OFF, ChannelKind, Output, OutputImage, PostureMode
from chairctl.domain.safety import Cut
from chairctl.domain.time import Duration
from chairctl.profiles.device import ChannelProfile, LetUp, PostureBounds
from chairctl.safety.governor import Governor

_TO_LET_UP = {LetUp.UP: PostureMode(1), LetUp.DOWN: PostureMode(-1)}


def lets_up(channel: ChannelProfile) -> PostureMode | None:
    """Which way a channel runs to let somebody up; None: it stays where it is."""
    if channel.channel.kind is not ChannelKind.POSTURE:
        return None
    return _TO_LET_UP.get(channel.bounds.let_up if isinstance(channel.bounds, PostureBounds) else LetUp.UP)


class Limiter:
    """One governor per channel, in the order of the station."""

    def __init__(self, channels: tuple[ChannelProfile, ...]) -> None:
        self._governors = tuple(Governor(channel) for channel in channels)
        self._let_up = tuple(lets_up(channel) for channel in channels)
        self._all_off: OutputImage = (OFF,) * len(channels)
        self._asked: tuple[object, ...] = ()
        """What was asked for when every rise had ended; empty: some rise goes on, or everything fell."""
        self._answer: tuple[OutputImage, tuple[Cut, ...]]
        self.kinds = tuple(channel.channel.kind for channel in channels)

    def permit(
        self,
        wanted: OutputImage,
        elapsed: Duration,
        *,
        in_time: bool,
        heat_is_over: str,
        exhausted: frozenset[str],
    ) -> tuple[OutputImage, tuple[Cut, ...]]:
        """What is permitted `elapsed` after the last turn, and what was cut.

        `in_time`: the wish still counts; `heat_is_over` is the rule that forbids heat (empty: none);
        `exhausted` are the channels that got all they may in a day. Once every rise has ended, the same
        wish gets the same answer, and the very same image.
        """
        asked = self._asked
        if asked and asked[0] is wanted and asked[1:] == (in_time, heat_is_over, exhausted):
            return self._answer
        image, cuts = [], []
        settled = in_time
        for index, governor in enumerate(self._governors):
            wish = wanted[index] if index < len(wanted) else OFF
            if not in_time:
                output, rule = governor.forbid(wish, "step_time")
            elif governor.name in exhausted:
                output, rule = governor.forbid(wish, "part_day")
            elif heat_is_over and governor.kind is ChannelKind.HEAT:
                output, rule = governor.forbid(wish, heat_is_over)
            else:
                output, rule = governor.permit(wish, elapsed)
                settled = settled and governor.settled
            if rule:
                cuts.append(Cut(rule, governor.name, getattr(wish, "level", 0), output.level))
            image.append(output)
        self._asked = (wanted, in_time, heat_is_over, exhausted) if settled else ()
        self._answer = tuple(image), tuple(cuts)
        return self._answer

    def raise_back(self, elapsed: Duration) -> OutputImage:
        """What lets a person up runs, as fast as its limit and rise allow; all else is off."""
        self._asked = ()
        image = []
        for governor, mode in zip(self._governors, self._let_up, strict=True):
            if mode:
                image.append(governor.permit(Output(governor.max_level, mode), elapsed)[0])
            else:
                governor.fall()
                image.append(OFF)
        return tuple(image)

    def nothing(self) -> OutputImage:
        """All off, and every rise begins anew."""
        self._asked = ()
        for governor in self._governors:
            governor.fall()
        return self._all_off

    def limit_to(self, index: int, max_level: int, *, at_once: bool) -> int:
        """Lower the limit of a channel now, or raise it later; the limit that is in force."""
        self._asked = ()
        return self._governors[index].limit_to(max_level, at_once=at_once)

    def take_over_limits(self) -> None:
        """What was asked for last is the limit of each channel from now on."""
        self._asked = ()
        for governor in self._governors:
            governor.take_over_limit()

    def limit_of(self, index: int) -> int:
        """The highest level that a channel may have now."""
        return self._governors[index].max_level

    def limited(self, index: int, output: Output) -> tuple[Output, str]:
        """What a wish for this channel comes to, ramps aside, and the rule that cuts it (empty: none)."""
        return self._governors[index].limited(output)
