"""The loop of a board, for hardware that has `now_ms`, `read`, `write`, `sense`, `act`, `wait` and `kick`."""

from chairboard.controller import Controller


def run(controller: Controller, hardware) -> None:  # type: ignore[no-untyped-def]
    """Serve for ever. Bytes of the host go first, so that a STOP waits for nothing."""
    hardware.sense(controller.inputs)
    say(controller, hardware, controller.boot(hardware.now_ms()))
    while True:
        turn(controller, hardware)


def turn(controller: Controller, hardware) -> None:  # type: ignore[no-untyped-def]
    """Hear, feel, decide, act, speak, wait."""
    hardware.sense(controller.inputs)
    data = hardware.read()
    if data:
        say(controller, hardware, controller.feed(data, hardware.now_ms()))
    if controller.next_ms() <= hardware.now_ms():
        say(controller, hardware, controller.tick(hardware.now_ms()))
    hardware.kick()
    hardware.wait(max(0, controller.next_ms() - hardware.now_ms()))


def say(controller: Controller, hardware, answer: bytes) -> None:  # type: ignore[no-untyped-def]
    """Pins first, words second."""
    hardware.act(controller)
    if answer:
        hardware.write(answer)
