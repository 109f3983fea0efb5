"""Every known frame, both ways; the layouts of reports and what makes them implausible."""

import json
from pathlib import Path

import pytest

from chairctl.protocols.keeson.frames import (
    GREATEST_MASK,
    LAYOUTS,
    Flaw,
    Key,
    Layout,
    Status,
    Variant,
    checksum,
    decode,
    decode_status,
    encode,
    layout_of,
    sino_foot_massage,
    sino_head_massage,
    sino_pattern,
)

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text())
FLAT = Status(0, 0, 0, 0, head_moves=False, feet_moves=False, light=False, timer_min=0)
SEEN = {
    "edfe160000000000000000000000ffff": FLAT,
    "edfe1600000000030307bf020000032d": FLAT._replace(head_massage=3, feet_massage=3, timer_min=30),
    "edfe16ac443c2d0000000000004fff57": FLAT._replace(head_position=17_580, feet_position=11_580, light=True),
    "f0fe16000000000000000000000000ff0100fb": FLAT,
    "f0fe1600000000060000b4d00000000101006f": FLAT._replace(head_massage=6, timer_min=10),
}
"""Reports of real beds in the marked layout, as another public client has them in its tests."""
DOCUMENTED = {
    "ed3200190003020000000000000f0000": Status(50, 25, 3, 2, *FLAT[4:]),
    "f0ffff28000000000000000000020300000000": FLAT._replace(
        head_position=None, feet_position=40, feet_moves=True, timer_min=30
    ),
    "f16400000000000000000000000103" + "00" * 5: FLAT._replace(
        head_position=100, head_moves=True, timer_min=30
    ),
}
"""Built from the documented offsets; the first two are published."""


def read(report: bytes) -> Status | Flaw:
    layout = layout_of(report[:3])
    return decode_status(report, layout) if isinstance(layout, Layout) else layout


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['variant']} {vector['name']}")
def test_every_vector_reads_and_writes(vector: dict[str, str]) -> None:
    variant, mask, wire = Variant(vector["variant"]), int(vector["mask"], 16), bytes.fromhex(vector["wire"])
    assert encode(mask, variant) == wire
    assert decode(wire, variant) == mask


def test_keys_that_are_down_together_are_added() -> None:
    assert decode(encode(Key.HEAD_UP | Key.FEET_DOWN)) == 0x9
    assert decode(encode(GREATEST_MASK, Variant.SINO), Variant.SINO) == GREATEST_MASK


def test_a_sino_box_takes_levels_instead_of_steps() -> None:
    assert (sino_head_massage(3), sino_foot_massage(10), sino_pattern(2)) == (
        0x1000_0013,
        0x1100_001A,
        0x1000_0022,
    )


@pytest.mark.parametrize(
    ("wire", "flaw"),
    [
        ("", Flaw.HEADER),
        ("e5fe17010000 0005", Flaw.HEADER),
        ("e5fe1601000000", Flaw.LENGTH),
        ("e5fe16010000000500", Flaw.LENGTH),
        ("e5fe160100000006", Flaw.CHECKSUM),
    ],
)
def test_what_is_wrong_with_a_frame_is_named(wire: str, flaw: Flaw) -> None:
    assert decode(bytes.fromhex(wire)) is flaw


@pytest.mark.parametrize("wire", [*DOCUMENTED, *SEEN])
def test_reports_of_both_layouts_are_read(wire: str) -> None:
    assert read(bytes.fromhex(wire)) == {**DOCUMENTED, **SEEN}[wire]


def test_a_marked_report_with_one_bent_bit_is_refused() -> None:
    for wire in SEEN:
        report = bytes.fromhex(wire)
        for at in range(3, len(report)):
            bent = report[:at] + bytes([report[at] ^ 4]) + report[at + 1 :]
            assert read(bent) is Flaw.CHECKSUM


@pytest.mark.parametrize(
    ("wire", "flaw"),
    [
        ("ed650000000000000000000000000000", Flaw.VALUE),  # head at 101
        ("ed0000650000000000000000000f0000", Flaw.VALUE),  # feet at 101
        ("ed0000000007000000000000000f0000", Flaw.VALUE),  # head massage 7
        ("ed0000000000070000000000000f0000", Flaw.VALUE),  # feet massage 7
        ("ed000000000000000000000000040000", Flaw.VALUE),  # a motion that nobody knows
        ("f1fe1600000000000000000003ff00000c01eb", Flaw.LAYOUT),
        ("ee000000000000000000000000000000", Flaw.HEADER),
    ],
)
def test_an_implausible_report_is_a_flaw(wire: str, flaw: Flaw) -> None:
    assert read(bytes.fromhex(wire)) is flaw


def test_no_plain_report_passes_for_a_marked_one() -> None:
    for head, marked in LAYOUTS:
        if not marked:
            assert layout_of(bytes([head, 100, 0])) == layout_of(bytes([head, 0xFF, 0xFF]))
    assert checksum(b"\xe5\xfe\x16\x01\0\0\0") == 0x05
