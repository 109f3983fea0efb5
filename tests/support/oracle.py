"""The physical judge beside a chair in real time: on while the block runs, and silent at its end."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.chair_process import ChairProcess, chair_process


@contextmanager
def oracle_on(truth_file: Path) -> Iterator[None]:
    """Run the judge as a process of its own; AssertionError at the end if it had anything to complain of."""
    truth_file.touch()
    command = [sys.executable, "-m", "chairctl_proof.oracle", "--truth", str(truth_file), "--follow"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as judge:
        try:
            yield
        finally:
            complaints, _ = judge.communicate(timeout=20)
    assert judge.returncode == 0, f"the oracle complains: {complaints or 'it has seen nothing'}"


@contextmanager
def judged_chair_process(folder: Path, *options: str, over: str = "--pty") -> Iterator[ChairProcess]:
    """A chair as `chair_process` starts it, under the eyes of the judge."""
    with oracle_on(folder / "truth.jsonl"), chair_process(folder, *options, over=over) as chair:
        yield chair
