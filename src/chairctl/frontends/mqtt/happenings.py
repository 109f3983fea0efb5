"""What is new of a chair between two of its states, and worth an alarm or a line."""

from collections.abc import Iterator

from chairctl.frontends.mqtt.payloads import ChairState, Happening


def happened(before: ChairState | None, state: ChairState, at: str) -> Iterator[Happening]:
    """What is new since the state before and worth an alarm or a line."""
    known = {alarm.code for alarm in before.alarms} if before else set()
    for alarm in state.alarms:
        if alarm.code not in known:
            yield Happening("alarm", alarm.code, alarm.text, at, alarm.hazard, alarm.priority)
    if before is None:
        return
    if state.ended and state.ended != before.ended:
        yield Happening("ended", state.ended.code, state.ended.text, at)
    if state.asks and state.asks != before.asks:
        yield Happening("asks", state.asks.split()[0], state.asks, at)
