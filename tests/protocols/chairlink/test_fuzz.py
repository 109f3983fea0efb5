"""Broken frames: CHAIRCTL_FUZZ_FRAMES says how many (50,000)."""

import json
import os
import random
from pathlib import Path

from crccheck.crc import Crc32

from chairctl.domain.channels import Channel, ChannelKind
from chairctl.domain.telemetry import Garbled
from chairctl.profiles.device import ChannelProfile
from chairctl.protocols.chairlink.device import Chairlink

FRAMES = int(os.environ.get("CHAIRCTL_FUZZ_FRAMES", "50000"))
SEED = int(os.environ.get("CHAIRCTL_FUZZ_SEED", "1"))
VECTORS = json.loads((Path(__file__).parents[3] / "docs/protocols/chairlink-vectors.json").read_text())
KINDS = (ChannelKind.ROLLER, ChannelKind.HEAT, ChannelKind.AIR, ChannelKind.STIMULATION)


def unstuff(piece: bytes) -> bytes:
    """COBS as its paper says it, written for this test alone."""
    body = b""
    while piece:
        length = piece[0]
        body += piece[1:length]
        piece = piece[length:]
        if length < 255 and piece:
            body += b"\0"
    return body


def mutate(rng: random.Random, wire: bytes) -> bytes:
    broken = bytearray(wire)
    for _ in range(rng.randrange(1, 4)):
        place = rng.randrange(len(broken))
        match rng.randrange(5):
            case 0:
                broken[place] ^= 1 << rng.randrange(8)
            case 1:
                broken[place] = rng.randrange(256)
            case 2:
                del broken[place:]
                broken += b"\x01"
            case 3:
                del broken[place : place + rng.randrange(1, 4)]
                broken += b"\x01"
            case _:
                broken[place:place] = rng.randbytes(rng.randrange(1, 6))
    return bytes(broken)


def test_a_broken_frame_is_garbled_and_says_nothing_unless_its_crc_is_right() -> None:
    rng = random.Random(SEED)
    good = [bytes.fromhex(vector["wire"])[:-1] for vector in VECTORS if vector["direction"] == "device"]
    channels = tuple(ChannelProfile(Channel(kind.value, kind, "chair"), 1000, 1000) for kind in KINDS)
    chair = Chairlink("chair", channels)
    said = 0
    for number in range(FRAMES):
        chair.line_up(number)
        pieces = mutate(rng, rng.choice(good))
        for piece in pieces.split(b"\0"):
            reports = chair.receive(piece + b"\0", number)
            if not piece:
                assert reports == []
                continue
            (report,) = reports
            if not isinstance(report, Garbled):
                said += 1
                body = unstuff(piece)
                assert int.from_bytes(body[-4:], "little") == Crc32.calc(body[:-4])
            else:
                assert report.byte_count == len(piece)
    assert said < FRAMES // 10
