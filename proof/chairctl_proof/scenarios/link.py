"""Hazards of the line: silence, noise, repetition, delay, strangers."""

from random import Random

from chairctl.domain.channels import OFF
from chairctl_proof import carrier
from chairctl_proof.injection import Fault
from chairctl_proof.line import Direction
from chairctl_proof.scenarios.patches import (
    all_of,
    boots_energised,
    device_believes,
    device_believes_any_crc,
    lease_ignored,
    replaced,
    stop_said_once,
    without,
)
from chairctl_proof.scenarios.scenario import MS, S, Scenario, always, at
from chairctl_simulators.devices.chairlink import REFERENCE_LAYOUT

_NOTHING = {"roller": OFF, "seat_heat": OFF, "air": OFF, "tens": OFF}


def _silence(chance: Random) -> list[Fault]:
    gap_ms = chance.choice((chance.randint(400, 2_000), chance.randint(2_000, 32_000)))
    return [at(0, "line", direction="both", silent=True), at(gap_ms, "mend_line")]


def _noise(direction: str, **how: int) -> list[Fault]:
    return [at(0, "line", direction=direction, **how)]


def _second_master(chance: Random) -> list[Fault]:
    levels = [chance.randint(300, 1000), 0, chance.randint(300, 1000), chance.randint(100, 600)]
    return [
        at(0, "second_master", layout=REFERENCE_LAYOUT, levels=levels),
        at(1_000, "end_second_master"),
    ]


SCENARIOS = (
    Scenario(
        "H21", "the cable is pulled", "D", always(at(0, "unplug")), lease_ignored,
        300 * MS, reactions=("line_lost",),
    ),
    Scenario(
        "H22", "the chair is no longer heard, and has no lease of its own", "K",
        always(at(0, "line", direction="to_host", silent=True)), without("stale_telemetry"),
        400 * MS, reactions=("stale_telemetry",), given=lease_ignored,
    ),
    Scenario(
        "H23", "the chair no longer hears the host", "D",
        always(at(0, "line", direction="to_chair", silent=True)), lease_ignored,
        300 * MS, reactions=("dropped_out", "deaf_device"),
    ),
    Scenario(
        "H24", "every frame to the chair is bent", "D",
        lambda _: _noise("to_chair", corrupt_permille=1000), device_believes_any_crc,
        300 * MS, reactions=("noisy_line", "dropped_out"), stop_within=300 * MS,
    ),
    Scenario(
        "H24", "one frame to the chair in five is bent", "K",
        lambda _: _noise("to_chair", corrupt_permille=200), without("noisy_line"),
        8 * S, reactions=("noisy_line", "dropped_out"), stop_within=300 * MS, variant="some",
    ),
    Scenario(
        "H24", "every frame to the host is bent", "K", lambda _: _noise("to_host", corrupt_permille=1000),
        without("noisy_line"), 400 * MS, reactions=("noisy_line",), variant="heard",
    ),
    Scenario(
        "H25", "after a stop the line brings every frame of the session again", "D",
        always(
            at(0, "stop"), at(300, "arm"), at(310, "hold"), at(500, "stop"),
            at(560, "replay"), at(610, "replay"),
        ),
        device_believes("sequence", "nonce"), 550 * MS,
    ),
    Scenario(
        "H26", "every frame to the chair comes 0.3 to 5 s late, in any order", "D",
        lambda _: _noise("to_chair", late_permille=1000, delay_min=301 * MS, delay_max=5 * S),
        lease_ignored,
        300 * MS, reactions=("deaf_device", "dropped_out"), stop_within=300 * MS, watch=6 * S, variant="all",
    ),
    Scenario(
        "H26", "a third of the frames is late while a person takes all back", "D",
        always(
            at(0, "line", direction="to_chair", late_permille=333, delay_min=301 * MS, delay_max=3 * S),
            at(1_000, "hold", outputs=_NOTHING),
        ),
        device_believes("nonce", "sequence"), None, watch=4 * S, stop_within=300 * MS,
        never=("over_applied",),
    ),
    Scenario(
        "H27", "the chair reboots, and frames of the old session arrive five times over", "D",
        always(at(0, "reboot"), at(100, "replay", times=5), at(400, "replay", times=5)),
        device_believes("epoch", "nonce", "sequence"), 20 * MS,
        reactions=("rebooted", "dropped_out", "noisy_line"),
    ),
    Scenario(
        "H28", "the far end reads at 1200 baud, then a person stops", "K",
        always(at(0, "line", direction="to_chair", bytes_per_s=120), at(200, "stop")),
        all_of(replaced(Direction, "discard", lambda _line: None), replaced(carrier, "BACKLOG_BYTES", 10**9)),
        500 * MS, stop_within=300 * MS, given=lease_ignored,
    ),
    Scenario(
        "H29", "opening the line resets the chair", "D",
        always(at(0, "unplug"), at(1_000, "reboot"), at(1_000, "plug")), boots_energised,
        300 * MS, reactions=("line_lost",),
    ),
    Scenario(
        "H31", "both ends are silent for 0.4 to 32 s, and nobody says that the link is gone", "D",
        _silence, lease_ignored, 300 * MS, reactions=("stale_telemetry", "dropped_out"), watch=3 * S,
    ),
    Scenario(
        "H32", "reports stop, the link says it is connected", "K",
        lambda chance: [
            at(0, "line", direction="to_host", silent=True), at(chance.randint(500, 5_000), "mend_line"),
        ],
        without("stale_telemetry"), 400 * MS, reactions=("stale_telemetry",), given=lease_ignored,
        watch=6 * S,
    ),
    Scenario(
        "H33", "a person stops, and the write that succeeded never arrives", "K",
        always(at(0, "line", direction="to_chair", silent=True), at(1, "stop"), at(20, "mend_line")),
        stop_said_once, 150 * MS, stop_within=150 * MS, given=lease_ignored,
    ),
    Scenario(
        "H34", "the chair babbles, some 800 KB/s", "K",
        lambda chance: [at(0, "flood", size=4096, pieces=200, every_ms=5, seed=chance.getrandbits(32))],
        without("noisy_line"), 200 * MS, reactions=("noisy_line", "flood"),
    ),
    Scenario(
        "H35", "a second master commands more", "K", _second_master,
        without("second_master", "over_applied", "under_applied", "noisy_line"), 1_300 * MS,
        reactions=("second_master", "over_applied", "noisy_line"), stop_within=300 * MS,
        graces={"current asked": 250 * MS, "force asked": 250 * MS},
    ),
    Scenario(
        "H37", "half frames, cut and joined at random", "K",
        lambda _: _noise("both", splice_permille=900), without("noisy_line"),
        1_500 * MS, reactions=("noisy_line",), stop_within=300 * MS,
    ),
)  # fmt: skip
