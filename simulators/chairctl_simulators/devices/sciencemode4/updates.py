"""What an UPDATE says: which channel runs which pulses."""

from chairctl_simulators.devices.sciencemode4.output import Point, Train

CHANNELS = 8


def read_update(data: bytes) -> list[Train | None] | None:
    """The pulses of every channel; None if a parameter is wrong or missing."""
    if not data:
        return None
    mask, at = data[0], 1
    trains: list[Train | None] = []
    for channel in range(CHANNELS):
        if not mask >> channel & 1:
            trains.append(None)
            continue
        if len(data) < at + 3:
            return None
        count = (data[at] >> 4) + 1
        word = data[at + 1] << 8 | data[at + 2]
        at += 3
        steps = data[at : at + 4 * count]
        at += 4 * count
        if len(steps) < 4 * count or word < 2:
            return None
        points = tuple(_point(steps[place : place + 4]) for place in range(0, len(steps), 4))
        if any(abs(point.tenth_ma) > 1500 for point in points):
            return None
        trains.append(Train(points, (word >> 1) * (250 if word & 1 else 500)))
    return trains if at == len(data) else None


def _point(step: bytes) -> Point:
    value = int.from_bytes(step, "big")
    return Point(value >> 20, ((value >> 10 & 0x3FF) - 300) * 5)
