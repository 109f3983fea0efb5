"""The systemd unit, the supervisor's protocol, and a supervisor that starts the daemon anew."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from tests.frontends.processes import Place

from chairctl.frontends.attach.client import HostClient
from chairctl.frontends.daemon.notify import Supervisor
from chairctl.frontends.daemon.unit import WATCHDOG_S, unit
from chairctl.frontends.daemon.unit import Place as Owner
from chairctl_proof.broker.home import wait_for
from chairctl_proof.broker.scene import FILE
from chairctl_proof.realtime.chair import RealChair, boot_clock

COMMAND = ("/opt/chairctl/bin/python", "-m", "chairctl", "daemon")
needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze is missing; on Debian: apt install systemd"
)


def written(folder: Path, text: str) -> Path:
    path = folder / "chairctl.service"
    path.write_text(text.replace(COMMAND[0], "/bin/true"), encoding="utf-8")
    return path


@needs_systemd
@pytest.mark.parametrize("owner", [None, Owner("root", 0, Path("/root"))])
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path, owner: Owner | None) -> None:
    path = written(tmp_path, unit(COMMAND, owner))
    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_systemd_calls_the_unit_of_the_system_well_shut_off(tmp_path: Path) -> None:
    path = written(tmp_path, unit(COMMAND, Owner("daemon", 1, Path("/home/daemon"))))
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=30", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2_000:]


def test_the_unit_waits_for_the_daemon_and_watches_it() -> None:
    text = unit(COMMAND)
    assert "Type=notify" in text
    assert f"WatchdogSec={WATCHDOG_S}" in text
    assert "Restart=on-failure" in text
    assert "User=" not in text
    assert "WantedBy=default.target" in text


def test_a_unit_of_the_system_sees_the_environment_and_its_python_where_they_are_in_the_home() -> None:
    anna = Owner("anna", 1_000, Path("/home/anna"))
    command = ("/home/anna/.local/share/uv/tools/chairctl/bin/python", "-m", "chairctl", "daemon")
    python = Path("/home/anna/.local/share/uv/python/cpython-3.13")
    bound = [
        line for line in unit(command, anna, python).splitlines() if line.startswith("BindReadOnlyPaths=/")
    ]
    assert bound == [f"BindReadOnlyPaths={Path(command[0]).parents[1]}", f"BindReadOnlyPaths={python}"]
    assert "BindReadOnlyPaths=/" not in unit(COMMAND, anna, Path("/usr"))


def test_a_unit_of_the_system_has_a_folder_for_its_sockets_though_nobody_is_logged_in() -> None:
    text = unit(COMMAND, Owner("anna", 1_000, Path("/home/anna")))
    assert "Requires=user-runtime-dir@1000.service\nAfter=user-runtime-dir@1000.service\n" in text
    made = "ExecStartPre=+/usr/bin/install -d -m 0700 -o anna /run/user/1000/chairctl"
    assert text.index(made) < text.index("ExecStart=") < text.index("BindPaths=/run/user/1000/chairctl")
    assert "user-runtime-dir" not in unit(COMMAND)


def test_words_of_the_command_are_escaped() -> None:
    assert 'ExecStart=/a "/b c/$$x%%" "q\\"" ""' in unit(("/a", "/b c/$x%", 'q"', ""))


def test_without_a_supervisor_nothing_is_said() -> None:
    supervisor = Supervisor({})
    assert supervisor.watchdog_s is None
    supervisor.say("READY=1")
    Supervisor({"NOTIFY_SOCKET": "/nowhere/at/all"}).say("READY=1")


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"WATCHDOG_USEC": "5000000"}, 5.0),
        ({"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": str(os.getpid())}, 5.0),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdog_is_for_the_process_that_it_names(env: dict[str, str], expected: float | None) -> None:
    assert Supervisor(env).watchdog_s == expected


def test_an_abstract_socket_is_reached_as_well() -> None:
    name = f"chairctl-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(f"\0{name}")
        Supervisor({"NOTIFY_SOCKET": f"@{name}"}).say("READY=1", "STATUS=up")
        assert line.recv(100) == b"READY=1\nSTATUS=up"


class Systemd:
    """Stands in for systemd: listens, kills what falls silent, starts it anew."""

    def __init__(self, folder: Path, watchdog_s: float) -> None:
        self.path = str(folder / "notify")
        self.watchdog_s = watchdog_s
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.line.bind(self.path)

    @property
    def env(self) -> dict[str, str]:
        return {"NOTIFY_SOCKET": self.path, "WATCHDOG_USEC": str(int(self.watchdog_s * 1e6))}

    def hear(self, word: bytes, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.line.settimeout(left)
            try:
                if word in self.line.recv(4_096).split(b"\n"):
                    return True
            except TimeoutError:
                break
        return False

    def forget(self) -> None:
        """What was said until now."""
        self.line.settimeout(0)
        try:
            while True:
                self.line.recv(4_096)
        except BlockingIOError:
            pass


def test_a_daemon_that_hangs_is_started_anew_with_zero_and_nobody_armed(tmp_path: Path) -> None:
    place = Place(tmp_path)
    systemd = Systemd(tmp_path, 1.0)
    with RealChair(tmp_path) as chair:
        file = tmp_path / "daemon.yaml"
        text = FILE.format(url=chair.url, port=1, host="nowhere", others="")
        file.write_text(text[: text.index("mqtt:")], encoding="utf-8")
        daemon = place.start("daemon", "--config", str(file), **systemd.env)
        assert systemd.hear(b"READY=1", 20)
        assert systemd.hear(b"WATCHDOG=1", 2)
        ask(place, daemon.pid, {"id": "1", "action": "arm"}, until="accepted")
        ask(place, daemon.pid, {"id": "2", "action": "run", "programme": "relax"}, until="accepted")
        assert chair.energised_at(8) is not None
        daemon.send_signal(signal.SIGSTOP)
        stopped_at = boot_clock()
        assert chair.zero_at(stopped_at, 1) is not None  # the warden did not wait for any supervisor
        systemd.forget()
        assert not systemd.hear(b"WATCHDOG=1", systemd.watchdog_s)
        daemon.kill()  # what systemd does with a service that has fallen silent
        daemon.communicate()
        again = place.start("daemon", "--config", str(file), **systemd.env)
        try:
            assert systemd.hear(b"READY=1", 20)
            seen = ask(place, again.pid, {"snapshot": True})
            assert seen["snapshot"]["state"] in {"safe", "tripped"}  # type: ignore[index]
            assert systemd.hear(b"WATCHDOG=1", 2)
            assert chair.stayed_zero(stopped_at + 1_000_000_000)
        finally:
            again.terminate()
            again.communicate(timeout=20)
        assert systemd.hear(b"STOPPING=1", 1)
        systemd.line.close()


def ask(place: Place, pid: int, request: dict[str, object], until: str = "") -> dict[str, object]:
    """Ask the daemon; again and again until a command is accepted."""
    found: dict[str, object] = {}

    def is_done() -> bool:
        nonlocal found
        (path,) = [path for path in place.sockets if str(pid) in path.name]
        with HostClient(path) as client:
            found = client.ask(request)
        receipt = found.get("receipt")
        return not until or (isinstance(receipt, dict) and receipt["outcome"] in {until, "limited"})

    wait_for(is_done)
    return found
