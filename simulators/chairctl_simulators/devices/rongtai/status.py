"""The seventeen bytes by which a chair says how it is."""

from chairctl_simulators.devices.rongtai import board as chair
from chairctl_simulators.devices.rongtai.board import Board
from chairctl_simulators.devices.rongtai.frames import close

_AIR_BITS = (0, 2, 1, 3, 4)
"""Bit of b12, from its bit 2 on, of each air zone key: leg, arm and shoulder, back and waist, seat, full."""


def status(board: Board) -> bytes:
    """The status frame of a board as it stands."""
    state = board.state
    back, legs = board.plant.ways["back"], board.plant.ways["legs"]
    awake = state != chair.STANDBY
    left_s = -(-board.left_ns // 1_000_000_000)
    low = left_s & 0x7F if state != chair.FAULT else board.faults.error_code or 0
    high = left_s >> 7 & 0x1F if state != chair.FAULT else 0
    acting = board.air != 0 and left_s % 4 < 2
    selected = sum(1 << bit for zone, bit in enumerate(_AIR_BITS) if board.air >> zone & 1)
    return close(
        [
            board.setup.has_3d | 4 | board.technique << 3 | awake << 6,
            board.width | board.speed << 2 | (board.wheel > 0) << 5 | board.plant.heat_on << 6,
            (board.air_memory if board.air else 0) | board.ioniser << 6,
            high | board.scope << 5,
            low,
            (0b11 if acting else 0) | board.wheel << 5,
            state | acting << 5,
            0x20 | min(12, int(board.plant.roller.position_mm * 12 // 800)),
            board.scanning << 6 | (0 if board.scanned is None else 0x10 | board.scanned),
            back | legs << 2 | board.zero_gravity << 6,
            board.music << 4,
            board.preset | selected << 2,
            (1 if board.wheel else 0) | board.program << 2,
            board.strength if board.setup.has_3d else 0,
        ]
    )
