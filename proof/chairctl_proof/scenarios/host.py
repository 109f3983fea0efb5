"""Hazards of the host and its computer, in virtual time. Real processes meet them in tests/runtime."""

from random import Random

from chairctl.safety.allowance import Allowance
from chairctl_proof.injection import Fault
from chairctl_proof.scenarios.patches import arms_itself, device_believes, lease_ignored, replaced
from chairctl_proof.scenarios.scenario import MS, S, Scenario, always, at
from chairctl_proof.virtual_warden import VirtualWarden

_NO_WARDEN = replaced(VirtualWarden, "due", lambda _warden: None)


def _gap(chance: Random) -> list[Fault]:
    gap_ms = chance.choice((chance.randint(1_000, 3_000), chance.randint(3_000, 40_000)))
    return [at(0, "suspend_host"), at(gap_ms, "resume_host")]


SCENARIOS = (
    Scenario(
        "H01", "the host dies; the chair has no lease, a warden watches", "W", always(at(0, "kill_host")),
        _NO_WARDEN, 25 * MS, variant="warden", given=lease_ignored, warden=True,
    ),
    Scenario(
        "H02", "the host stands still for two seconds, then goes on; no lease, a warden watches", "W",
        always(at(0, "suspend_host"), at(2_000, "resume_host")), _NO_WARDEN, 200 * MS, variant="warden",
        given=lease_ignored, warden=True, watch=4 * S, reactions=("warden_fired",),
    ),
    Scenario(
        "H05", "the host is dead, and something else repeats its last packet", "D",
        always(at(0, "kill_host"), at(20, "beat", times=40)), device_believes("nonce", "sequence"),
        300 * MS,
    ),
    Scenario(
        "H09", "host and warden are gone at once", "D", always(at(0, "kill_host")), lease_ignored, 300 * MS,
    ),
    Scenario(
        "H10", "the computer sleeps for 1 to 40 s", "D", _gap, lease_ignored, 300 * MS,
        reactions=("dropped_out", "stale_telemetry", "clock_gap"), watch=42 * S,
    ),
    Scenario(
        "H14", "the host dies and is started anew", "K",
        lambda chance: [at(0, "kill_host"), at(chance.randint(300, 3_000), "start_host")],
        arms_itself, 300 * MS, watch=5 * S,
    ),
    Scenario(
        "H16", "the ledger's disk hangs, and nothing more is prepaid", "L", always(at(0, "hang_ledger")),
        replaced(Allowance, "permits", lambda _allowance, _now: True), 10_500 * MS,
        reactions=("ledger_late",),
    ),
)  # fmt: skip
