"""What a channel is permitted, as the pulses that a ScienceMode 4 device makes of it, and back."""

from chairctl.domain.channels import Output, OutputImage, StimulationMode
from chairctl.domain.telemetry import ContactSeen, Readback
from chairctl.protocols.sciencemode4.frames import Block, ChannelError, CurrentData, Point

TENTH_MA = 5
"""The finest step of current (0.1 mA)."""


def block_of(output: Output) -> Block | None:
    """Pulses of two phases of the same length, the second taking back the charge of the first.

    The period is rounded up to the next half millisecond, so that the rate is never above the permitted one.
    The device's own ramp is not used: the kernel makes a better one.
    """
    half_ma, mode = output.level // TENTH_MA, output.mode
    if half_ma == 0 or not isinstance(mode, StimulationMode):
        return None
    period_half_ms = -(-20_000 // mode.rate_tenth_hz)
    width = mode.pulse_width_us
    return Block(0, period_half_ms, (Point(width, half_ma), Point(width, -half_ma)))


def blocks_of(image: OutputImage) -> list[Block | None]:
    """One for each channel."""
    return [block_of(output) for output in image]


def readbacks_of(taken: OutputImage, found: CurrentData | None) -> tuple[Readback, ...]:
    """What is applied: the levels that the device took last, on the channels that it says are running.

    Without `found` nothing is known but those levels. No current is measured.
    """
    levels = [output.level // TENTH_MA * TENTH_MA for output in taken]
    if found is None or not found.errors:
        return tuple(Readback(level, None) for level in levels)
    return tuple(
        Readback(level if running else 0, ContactSeen(error is ChannelError.ELECTRODE))
        for level, running, error in zip(levels, found.running, found.errors, strict=False)
    )
