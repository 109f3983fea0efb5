"""One ScienceMode 4 stimulator: permit -> requests, answers -> reports.

    line_up ──► STOP; who are you? every second ──► id and version answered
                                                     │ its status, every 50 ms
                                                     │ permit armed, image all off
                                                     ▼
                           MID_INIT answered ──► an UPDATE for each new image, CURRENT_DATA every 50 ms

CURRENT_DATA is also what keeps a stimulation alive (the device ends it after 2 s without), so it is sent
under an armed permit only. Whatever the state, a permit that is not armed leads to STOP: when it ceases to
be armed, until that is answered, and whenever the device does not say that it rests.
"""

from collections.abc import Callable

from chairctl.domain.channels import OFF, ChannelKind, OutputImage
from chairctl.domain.packet import Answer, Packet, SerialSettings
from chairctl.domain.telemetry import (
    Capability,
    Garbled,
    Report,
    Telemetry,
)
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.profiles.device import ChannelProfile
from chairctl.protocols.sciencemode4 import frames
from chairctl.protocols.sciencemode4.faults import AGAIN, Faults
from chairctl.protocols.sciencemode4.frames import (
    Command,
    CurrentData,
    Flaw,
    Frame,
    Result,
    Status,
)
from chairctl.protocols.sciencemode4.identity import Introduction
from chairctl.protocols.sciencemode4.pulses import blocks_of, readbacks_of
from chairctl.protocols.sciencemode4.requests import WAIT, Requests
from chairctl.protocols.sciencemode4.stream import FrameStream
from chairctl.safety.permit import Permit

STOP_NUMBER = 0
"""Packet number of every stop, so that its bytes and those of its answer are always the same."""
STOP = frames.encode(Command.MID_STOP, STOP_NUMBER)
STOPPED = frames.encode(frames.MID_STOPPED, STOP_NUMBER, bytes((Result.OK,)))
LOW_STOP = frames.encode(Command.LOW_STOP, STOP_NUMBER)
"""Ends what another program has begun on the lower level."""

POLL_EVERY: Duration = 50 * MILLISECOND
"""As often as chairlink reports: the warden wants to hear of fresh telemetry every 150 ms."""
STOP_EVERY: Duration = 100 * MILLISECOND
BATTERY_EVERY: Duration = 2 * SECOND


class ScienceMode4:
    """The `Device` contract of `protocols/family.py`; `channels` are its mid-level channels from 0 on.

    Raises ValueError for channels that it does not have.
    """

    serial = SerialSettings(115_200)
    """A USB port of its own; the speed means nothing there."""
    gatt = None
    panic = STOP
    """Right in any state."""
    at_rest = Answer(STOPPED)

    def __init__(self, device: str, channels: tuple[ChannelProfile, ...]) -> None:
        kinds = [one.channel.kind for one in channels]
        if not 0 < kinds.count(ChannelKind.STIMULATION) == len(kinds) <= frames.CHANNELS:
            raise ValueError(f"{device}: one to {frames.CHANNELS} stimulation channels, not {kinds}")
        self._device = device
        self._capabilities = tuple(Capability(one.channel.kind, one.max_level) for one in channels)
        self._all_off: OutputImage = (OFF,) * len(channels)
        self._readers: dict[Command, Callable[[Frame, Instant], list[Report] | Flaw]] = {
            Command.MID_INIT: self._read_init,
            Command.MID_UPDATE: self._read_update,
            Command.MID_CURRENT_DATA: self._read_current_data,
            Command.DEVICE_ID: self._read_device_id,
            Command.EXTENDED_VERSION: self._read_version,
            Command.BATTERY: self._read_battery,
            Command.STIM_STATUS: self._read_status,
        }
        self._was_armed = False
        self._is_up = False
        self._begin(0)

    def _begin(self, now: Instant) -> None:
        """Know nothing of the device."""
        self._stream = FrameStream()
        self._requests = Requests()
        self._stop_due = self._low_stop_due = False
        self._who = Introduction(self._device, self._capabilities)
        self._supply_mv: int | None = None
        self._faults = Faults(self._device)
        self._identify_at = self._poll_at = self._stop_at = self._battery_at = now
        self._applied: OutputImage = self._all_off
        self._forget_permit()

    def _forget_permit(self) -> None:
        """Whatever was asked under a permit counts for nothing any more."""
        self._requests.forget()
        self._ready = False
        """INIT has been answered."""
        self._ask_at: Instant = 0
        """When INIT or UPDATE may be asked again, if it was not answered."""
        self._sent: OutputImage = self._all_off
        """The image of the newest UPDATE."""
        self._update_number: int | None = None
        """That of an UPDATE that has not been answered."""

    def line_up(self, now: Instant) -> None:
        """The line is open: STOP, and who are you."""
        self._begin(now)
        self._is_up = self._stop_due = True

    def line_down(self, now: Instant) -> None:
        """The line is gone: forget all, send nothing."""
        self._begin(now)
        self._is_up = False

    def next_deadline(self) -> Instant | None:
        """When something is due to be asked; None while the line is closed."""
        if not self._is_up:
            return None
        due = [self._poll_at, self._battery_at] if self._who.is_known else [self._identify_at]
        return min([*due, self._stop_at]) if self._stop_due else min(due)

    # --- what is asked --------------------------------------------------------------------------

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        """What permit and handshake ask for, and what is due to be asked."""
        if self._was_armed and not permit.armed:
            self._stop_due, self._stop_at = True, now
            self._forget_permit()
        self._was_armed = permit.armed
        if not self._is_up:
            return []
        packets: list[Packet] = []
        if permit.armed and self._who.is_known:
            self._stop_due = False
            packets += self._energise(permit.image, now)
        elif self._stop_due and now >= self._stop_at:
            self._stop_at = now + (STOP_EVERY if self._who.is_known else SECOND)
            packets.append(Packet(self._device, STOP, urgent=True))
            if self._low_stop_due:
                packets.append(Packet(self._device, LOW_STOP))
        return packets + [Packet(self._device, data) for data in self._poll(now)]

    def _poll(self, now: Instant) -> list[bytes]:
        ask = self._requests.ask
        if not self._who.is_known:
            if now < self._identify_at:
                return []
            self._identify_at = now + SECOND
            return [ask(Command.DEVICE_ID, now), ask(Command.EXTENDED_VERSION, now)]
        asked: list[bytes] = []
        if now >= self._poll_at:
            self._poll_at = now + POLL_EVERY
            if self._ready:
                asked.append(ask(Command.MID_CURRENT_DATA, now, b"\x04"))
            else:
                asked.append(ask(Command.STIM_STATUS, now))
        if now >= self._battery_at:
            self._battery_at = now + BATTERY_EVERY
            asked.append(ask(Command.BATTERY, now))
        return asked

    def _energise(self, image: OutputImage, now: Instant) -> list[Packet]:
        """INIT or UPDATE under an armed permit."""
        if not self._ready:
            if now < self._ask_at or any(output.level for output in image):
                return []
            self._ask_at = now + WAIT
            return [Packet(self._device, self._requests.ask(Command.MID_INIT, now, b"\x01"))]
        if self._update_number is None:
            if image == self._sent:
                return []
        elif now < self._ask_at and not _falls(self._sent, image):
            return []
        self._ask_at = now + WAIT
        self._sent = image
        self._update_number = self._requests.next_number(Command.MID_UPDATE, now)
        return [Packet(self._device, frames.encode_update(self._update_number, blocks_of(image)))]

    # --- what is answered -----------------------------------------------------------------------

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        """Reports in the bytes that came at `now`; waste is summed up, one report per reason."""
        reports: list[Report] = []
        waste: dict[Flaw, int] = {}
        for item in self._stream.feed(data):
            if isinstance(item, Frame):
                found, size = self._read(item, now), len(item.data) + frames.SHORTEST
            else:
                found, size = item.flaw, item.byte_count
            if isinstance(found, Flaw):
                waste[found] = waste.get(found, 0) + size
            else:
                reports += found
        return reports + [Garbled(self._device, count, flaw.value) for flaw, count in waste.items()]

    def _read(self, frame: Frame, now: Instant) -> list[Report] | Flaw:
        if not frame.data:
            return Flaw.LENGTH
        match frame.command:
            case frames.GENERAL_ERROR:
                return self._faults.take_result(frame)
            case frames.UNKNOWN_COMMAND:
                return self._faults.refuse(frame.number, "unknown_kind")
            case frames.MID_STOPPED if frame.number == STOP_NUMBER:
                return self._read_stopped(frame, now)
            case frames.LOW_STOPPED if frame.number == STOP_NUMBER:
                return []  # the status that is asked next tells
        command = self._requests.answered(frame, now)
        if isinstance(command, Flaw):
            return command if self._was_armed else []  # what was asked before a stop may still be answered
        return self._readers[command](frame, now)

    def _read_stopped(self, frame: Frame, now: Instant) -> list[Report]:
        """The answer to STOP, ours or the warden's. A device may refuse it at rest: then its status tells."""
        if not (self._stop_due or self._ready):
            return []
        self._stop_due = self._low_stop_due = False
        self._poll_at = now
        if frame.data[0] != Result.OK:
            return []
        self._ready = False
        self._applied = self._all_off
        return [self._telemetry(now, armed=False)]

    def _read_init(self, frame: Frame, now: Instant) -> list[Report]:
        if frame.data[0] != Result.OK:
            return self._faults.take_result(frame)
        self._ready = True
        self._faults.heal()
        self._sent = self._applied = self._all_off
        self._poll_at = now
        return []

    def _read_update(self, frame: Frame, _now: Instant) -> list[Report]:
        if frame.data[0] != Result.OK:
            return self._faults.take_result(frame)
        if frame.number == self._update_number:
            self._update_number, self._applied = None, self._sent
        return []

    def _read_current_data(self, frame: Frame, now: Instant) -> list[Report] | Flaw:
        found = frames.decode_current_data(frame.data)
        if isinstance(found, Flaw):
            return found
        if found.result in AGAIN:
            return self._faults.take_result(frame)
        if found.result == Result.NOT_INITIALISED:
            self._ready = False
            self._applied = self._all_off
            return [self._telemetry(now, armed=False)]
        self._faults.take_current_data(found)
        return [self._telemetry(now, armed=True, found=found)]

    def _read_status(self, frame: Frame, now: Instant) -> list[Report] | Flaw:
        status = frames.decode_status(frame.data)
        if isinstance(status, Flaw):
            return status
        if status is not Status.MID_RUNNING:
            self._applied = self._all_off
        if status is not Status.NONE and not self._was_armed:
            self._stop_due = True
            self._low_stop_due = status is Status.LOW_READY
        return [self._telemetry(now, armed=status is not Status.NONE)]

    def _read_battery(self, frame: Frame, _now: Instant) -> list[Report] | Flaw:
        supply_mv = frames.decode_battery(frame.data)
        if isinstance(supply_mv, Flaw):
            return supply_mv
        self._supply_mv = supply_mv
        return []

    def _read_device_id(self, frame: Frame, now: Instant) -> list[Report] | Flaw:
        self._poll_at = self._stop_at = self._battery_at = now
        return self._who.take_id(frame.data)

    def _read_version(self, frame: Frame, now: Instant) -> list[Report] | Flaw:
        self._poll_at = self._stop_at = self._battery_at = now
        return self._who.take_version(frame.data)

    def _telemetry(self, now: Instant, *, armed: bool, found: CurrentData | None = None) -> Telemetry:
        """A report; without `found` nothing is known but the levels that were taken last."""
        readbacks = readbacks_of(self._applied, found)
        names, refused = self._faults.names, self._faults.refused
        return Telemetry(
            self._device, now, None, armed, None, None, names, self._supply_mv, refused, readbacks
        )


def _falls(before: OutputImage, image: OutputImage) -> bool:
    """Whether any channel shall do less than before."""
    return any(new.level < old.level for new, old in zip(image, before, strict=True))
