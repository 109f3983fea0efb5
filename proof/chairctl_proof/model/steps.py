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
from chairctl_proof.model.watch import START, Happening

_TICK = Happening.TICK.value
_STOP_TAKEN = Happening.STOP_TAKEN.value
_REBOOT = Happening.REBOOT.value


class Steps:
    """The step relation under a set of rules."""

    def __init__(self, rules: Rules, bounds: Bounds) -> None:
        self.parts = parts = Parts(rules, bounds)
        self.start = (
            parts.hosts.number(FRESH) << HOST_AT
            | parts.watches.number(START) << WATCH_AT
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
        parts = self.parts
        host = state >> HOST_AT
        watch = state >> WATCH_AT & WATCH_MASK
        device = state >> DEVICE_AT & DEVICE_MASK
        frames = state >> FRAMES_AT & FRAMES_MASK
        reports = state & REPORTS_MASK
        lines = frames << FRAMES_AT | reports
        device_and_lines = device << DEVICE_AT | lines
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
        step = parts.host_tick[host]
        noted = parts.watch[watch << PAIR | step.happening] if step.happening else watch
        later = parts.device_tick[device]
        host_later, frames_later, reports_later = step.host, parts.frames_age[frames], parts.reports_age[reports]
        if device & ARMED and not later & ARMED:
            host_later = parts.host_void[host_later]
            frames_later = parts.frames_void[frames_later]
            reports_later = parts.reports_void[reports_later]
        rest = (
            host_later << HOST_AT
            | parts.watch[noted << PAIR | _TICK] << WATCH_AT
            | later << DEVICE_AT
            | frames_later << FRAMES_AT
        )
        ways = parts.report[reports_later << PAIR | later]
        found += [rest | way for way in ways]
        if words is not None:
            words += ["device receives STOP", "device has a fault", "device reboots"] + [step.words] * len(ways)

        # a frame reaches the device
        for frame in parts.frames_of[frames]:
            taken = parts.take[device << PAIR | frame]
            if taken is None:
                continue
            to, by = taken
            if by:
                found.append(
                    parts.host_shift[host << PAIR | by] << HOST_AT
                    | watch << WATCH_AT
                    | to << DEVICE_AT
                    | parts.frames_shift[frames << PAIR | by] << FRAMES_AT
                    | parts.reports_shift[reports << PAIR | by]
                )
            else:
                found.append(host << HOST_AT | watch << WATCH_AT | to << DEVICE_AT | lines)
            if words is not None:
                words.append(f"device takes {parts.frames.values[frame].told()}")

        # telemetry reaches the host; what person, process and warden do
        turns = parts.host_turns[host]
        for report in parts.reports_of[reports]:
            heard = parts.hear[host << PAIR | report]
            if heard is not None:
                turns = (*turns, heard)
        for told, to, frame, happening in turns:
            noted = parts.watch[watch << PAIR | happening] if happening else watch
            head = to << HOST_AT | noted << WATCH_AT
            if frame < 0:
                found.append(head | device_and_lines)
                if words is not None:
                    words.append(told)
                continue
            head |= device << DEVICE_AT | reports
            for way in parts.send[frames << PAIR | frame]:
                found.append(head | way << FRAMES_AT)
                if words is not None:
                    words.append(told)
        return found
