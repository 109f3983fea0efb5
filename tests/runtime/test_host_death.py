"""The host dies in mid-session: the device's own lease ends every output (H01, H09, H14)."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import host_process
from tests.support.chair_process import ChairProcess, boot_clock
from tests.support.oracle import judged_chair_process

LEASE_LIMIT_MS = 300


@contextmanager
def host_on(url: str, folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, str(Path(host_process.__file__)), url, str(folder), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline().strip() in {"accepted", "connecting"}
            yield process
        finally:
            process.kill()


@contextmanager
def energised_host(chair: ChairProcess, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    with host_on(chair.url, folder, "run") as host:
        chair.wait_for_truth(lambda truth: truth["rollers"][0]["force_n"] > 1)
        yield host


def test_kill_9_of_the_host_leaves_true_outputs_zero_within_300_ms(tmp_path: Path) -> None:
    with judged_chair_process(tmp_path) as chair, energised_host(chair, tmp_path) as host:
        killed_at = boot_clock()
        host.kill()
        took_ms = (chair.zero_since(killed_at) - killed_at) / 1e6
        print(f"true zero {took_ms:.1f} ms after SIGKILL")
        assert took_ms <= LEASE_LIMIT_MS


def test_a_host_that_hangs_leaves_true_outputs_zero_within_300_ms_and_brings_nothing_back(
    tmp_path: Path,
) -> None:
    with judged_chair_process(tmp_path) as chair, energised_host(chair, tmp_path) as host:
        stopped_at = boot_clock()
        host.send_signal(signal.SIGSTOP)
        zero_at = chair.zero_since(stopped_at)
        assert (zero_at - stopped_at) / 1e6 <= LEASE_LIMIT_MS
        host.send_signal(signal.SIGCONT)  # what was queued meanwhile must not bring anything back
        time.sleep(0.5)
        assert all(truth["outputs_zero"] for truth in chair.truth() if truth["t"] >= zero_at)


def test_a_host_that_starts_again_energises_nothing(tmp_path: Path) -> None:
    with judged_chair_process(tmp_path) as chair:
        with energised_host(chair, tmp_path) as host:
            host.kill()
        again_at = boot_clock()
        with host_on(chair.url, tmp_path):
            time.sleep(1.5)
            after = [truth for truth in chair.truth() if truth["t"] > again_at + LEASE_LIMIT_MS * 1_000_000]
            assert len(after) > 10
            assert all(truth["outputs_zero"] and not truth["armed"] for truth in after)
