"""All that can happen next, from any state: the parts put together. The inner loop of the search."""

from chairctl_proof.model.device import ZERO
from chairctl_proof.model.host import FRESH
from chairctl_proof.model.parts import PAIR, Bounds, Parts
from chairctl_proof.model.rules import Rules
from chairctl_proof.model.tables import (
    ARMED,
    DEVICE_AT,
    DEVICE_MASK,
    FRAMES_AT,
    FRAMES_MASK,
    HOST_AT,
    ON,
    REPORTS_MASK,
    WATCH_AT,
    WATCH_MASK,
)
from chairctl_proof.model.watch import Happening, Watch

_TICK = Happening.TICK.value
_STOP_TAKEN = Happening.STOP_TAKEN.value
_REBOOT = Happening.REBOOT.value
_BELOW_WATCH = (1 << WATCH_AT) - 1


class Steps:
    """The step relation under a set of rules."""

    def __init__(self, rules: Rules, bounds: Bounds) -> None:
        self.parts = parts = Parts(rules, bounds)
        self.start = (
            parts.hosts.number(FRESH) << HOST_AT
            | parts.watches.number(Watch(unarmed=rules.lease)) << WATCH_AT
            | parts.new_device(ZERO) << DEVICE_AT
            | parts.lines_out.number(()) << FRAMES_AT
            | parts.lines_in.number(())
        )

    def fault(self, state: int) -> str:
        """Which promise this state breaks; empty: none."""
        device = state >> DEVICE_AT & DEVICE_MASK
        own = self.parts.devices.values[device][1]
        if own or not device & ON:
            return own
        return self.parts.forbids[state >> WATCH_AT & WATCH_MASK]

    def after(self, state: int, words: list[str] | None = None) -> list[int]:
        """The states that one step leads to; `words` gets as many names of steps."""
        found = self._of_device(state, words)
        self._of_line(state, found, words)
        self._of_host(state, found, words)
        return found

    def _of_device(self, state: int, words: list[str] | None) -> list[int]:
        """STOP, a fault, a reboot; and time, in which the lease may end and telemetry is sent."""
        parts = self.parts
        host = state >> HOST_AT
        watch = state >> WATCH_AT & WATCH_MASK
        device = state >> DEVICE_AT & DEVICE_MASK
        frames = state >> FRAMES_AT & FRAMES_MASK
        reports = state & REPORTS_MASK
        found: list[int] = []

        # STOP from host, warden or any hand, as often as the line likes; a fault of the device's own
        noted = parts.watch[watch << PAIR | _STOP_TAKEN]
        void = (
            parts.host_void[host] << HOST_AT
            | parts.frames_void[frames] << FRAMES_AT
            | parts.reports_void[reports]
        )
        found.append(void | noted << WATCH_AT | parts.device_stop[device] << DEVICE_AT)
        found.append(void | watch << WATCH_AT | parts.zeroed << DEVICE_AT)

        # a reboot of the device
        found.append(
            parts.host_boot[host] << HOST_AT
            | parts.watch[watch << PAIR | _REBOOT] << WATCH_AT
            | parts.device_boot[device] << DEVICE_AT
            | parts.frames_boot[frames] << FRAMES_AT
            | parts.reports_boot[reports]
        )

        # time; the lease may end; the device reports
        later = parts.device_tick[device]
        host_later = parts.host_tick[host]
        frames_later = parts.frames_age[frames]
        reports_later = parts.reports_age[reports]
        if device & ARMED and not later & ARMED:
            host_later = parts.host_void[host_later]
            frames_later = parts.frames_void[frames_later]
            reports_later = parts.reports_void[reports_later]
        rest = (
            host_later << HOST_AT
            | parts.watch[watch << PAIR | _TICK] << WATCH_AT
            | later << DEVICE_AT
            | frames_later << FRAMES_AT
        )
        ways = parts.report[reports_later << PAIR | later]
        found += [rest | way for way in ways]
        if words is not None:
            words += ["device receives STOP", "device has a fault", "device reboots"]
            words += [parts.time_passes] * len(ways)
        return found

    def _of_line(self, state: int, found: list[int], words: list[str] | None) -> None:
        """A frame reaches the device and is accepted."""
        parts = self.parts
        device = state >> DEVICE_AT & DEVICE_MASK
        frames = state >> FRAMES_AT & FRAMES_MASK
        watch = state & (WATCH_MASK << WATCH_AT)
        for frame in parts.frames_of[frames]:
            taken = parts.take[device << PAIR | frame]
            if taken is None:
                continue
            to, by = taken
            if by:
                found.append(
                    parts.host_shift[state >> HOST_AT << PAIR | by] << HOST_AT
                    | watch
                    | to << DEVICE_AT
                    | parts.frames_shift[frames << PAIR | by] << FRAMES_AT
                    | parts.reports_shift[(state & REPORTS_MASK) << PAIR | by]
                )
            else:
                found.append(state & ~(DEVICE_MASK << DEVICE_AT) | to << DEVICE_AT)
            if words is not None:
                words.append(f"device takes {parts.frames.values[frame].told()}")

    def _of_host(self, state: int, found: list[int], words: list[str] | None) -> None:
        """Telemetry reaches the host; what person, process and warden do."""
        parts = self.parts
        host = state >> HOST_AT
        watch = state >> WATCH_AT & WATCH_MASK
        frames = state >> FRAMES_AT & FRAMES_MASK
        beyond_host = state & _BELOW_WATCH
        turns = parts.host_turns[host]
        for report in parts.reports_of[state & REPORTS_MASK]:
            heard = parts.hear[host << PAIR | report]
            if heard is not None:
                turns = (*turns, heard)
        for told, to, frame, happening in turns:
            noted = parts.watch[watch << PAIR | happening] if happening else watch
            head = to << HOST_AT | noted << WATCH_AT
            if frame < 0:
                found.append(head | beyond_host)
                if words is not None:
                    words.append(told)
                continue
            head |= beyond_host & ~(FRAMES_MASK << FRAMES_AT)
            for way in parts.send[frames << PAIR | frame]:
                found.append(head | way << FRAMES_AT)
                if words is not None:
                    words.append(told)
