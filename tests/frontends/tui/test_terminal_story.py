"""`make demo` as somebody at a terminal of 80 by 24 sees it, in tmux: two keys to a session, stop, leave."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

TMUX = shutil.which("tmux")
CHECKOUT = Path(__file__).parents[3]


class Pane:
    """A terminal in tmux, in folders of its own."""

    def __init__(self, folder: Path, command: str) -> None:
        self._socket = str(folder / "tmux")
        env = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "CHAIRCTL_LANG": "en"}
        env |= {"TERM": "xterm-256color", "XDG_RUNTIME_DIR": str(folder)}
        self._env = env
        size = ("-x", "80", "-y", "24")
        self._tmux("-f", "/dev/null", "new-session", "-d", *size, "-c", str(CHECKOUT), command)

    def keys(self, *keys: str) -> None:
        self._tmux("send-keys", *keys)

    def picture(self) -> str:
        return self._tmux("capture-pane", "-p")

    def wait_for(self, text: str, seconds: float = 60.0) -> str:
        until = time.monotonic() + seconds
        while text not in (picture := self.picture()):
            assert time.monotonic() < until, f"{text!r} never came:\n{picture}"
            time.sleep(0.05)
        return picture

    def close(self) -> None:
        subprocess.run([str(TMUX), "-S", self._socket, "kill-server"], env=self._env, check=False)

    def _tmux(self, *arguments: str) -> str:
        command = [str(TMUX), "-S", self._socket, *arguments]
        return subprocess.run(command, env=self._env, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def pane(tmp_path: Path) -> Iterator[Pane]:
    if TMUX is None:
        pytest.skip("tmux is missing; on Debian: apt install tmux")
    found = Pane(tmp_path, "make --no-print-directory demo; echo the end: $?; sleep 60")
    yield found
    found.close()


def test_two_keys_begin_a_session_space_stops_it_and_q_leaves(pane: Pane) -> None:
    home = pane.wait_for("at rest")
    assert "Short demonstration" in home
    pane.keys("Enter")
    pane.wait_for("At most, for Alex")
    pane.wait_for("Space bar, S, or Esc twice")
    pane.keys("b")
    running = pane.wait_for("running")
    assert "wanted" in running
    pane.wait_for("5/5", 90) if "CHAIRCTL_WHOLE" in os.environ else pane.wait_for("1/5")
    pane.keys("Space")
    stopped = pane.wait_for("STOPPED. All outputs are read back zero.", 5)
    assert "at rest" in stopped
    for line in stopped.splitlines():
        assert len(line) <= 80
    pane.keys("q")
    assert "the end: 0" in pane.wait_for("the end:")
