"""Roles by the ready-made ACL, and TLS with client certificates, on a real Mosquitto."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from chairctl_proof.broker.mosquitto import MISSING, MOSQUITTO, Broker
from chairctl_proof.broker.remote import CHAIR, DAEMON, Remote
from chairctl_proof.broker.scene import Scene, scene

ACL = Path(__file__).parents[2] / "docs/mqtt/mosquitto.acl"
needs_tools = pytest.mark.skipif(
    not (shutil.which("mosquitto_passwd") and shutil.which("openssl")),
    reason="mosquitto_passwd or openssl is missing; on Debian: apt install mosquitto openssl",
)
pytestmark = [pytest.mark.skipif(MOSQUITTO is None, reason=MISSING), needs_tools]
USERS = ("pi", "viewer", "operator", "admin", "homeassistant")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("roles")
    passwords = folder / "passwords"
    passwords.touch(mode=0o600)
    for user in USERS:
        subprocess.run(["mosquitto_passwd", "-b", passwords, user, f"secret of {user}"], check=True)
    acl = folder / "acl"
    shutil.copy(ACL, acl)
    acl.chmod(0o600)
    (folder / "pi-password").write_text("secret of pi\n", encoding="utf-8")
    extra = "  user: pi\n  password_file: pi-password\n  home_assistant: {}\n"
    broker = Broker(folder, [f"password_file {passwords}", f"acl_file {acl}"], anonymous=False)
    with scene(folder, extra, broker) as made:
        yield made


def person(stage: Scene, role: str) -> Remote:
    remote = Remote(stage.broker.port, user=role, password=f"secret of {role}")
    remote.wait_for(f"{DAEMON}/availability", "online")
    return remote


def is_heard(remote: Remote, door: str, **order: object) -> bool:
    """Whether the daemon answers at all."""
    sent = {"id": f"i{time.monotonic_ns()}", "at": time.time(), **order}
    since = len(remote.heard)
    remote.say(f"{CHAIR}/{door}", sent)
    try:
        remote.wait(
            lambda one: one[0] == f"{CHAIR}/answer" and json.loads(one[1])["id"] == sent["id"],
            since=since,
            seconds=1,
        )
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize(
    ("role", "command", "admin"),
    [
        ("viewer", False, False),
        ("operator", True, False),
        ("admin", True, True),
        ("homeassistant", True, True),
    ],
)
def test_a_role_is_heard_where_its_acl_lets_it_speak_and_may_always_stop(
    stage: Scene, role: str, command: bool, admin: bool
) -> None:
    with person(stage, role) as remote:
        assert is_heard(remote, "command", action="pause") is command
        assert is_heard(remote, "admin", action="pause") is admin
        stage.sit()
        remote.state(state="ready")
        remote.say(f"{CHAIR}/stop", "")
        remote.rests()
        since = len(remote.heard)
        remote.say(f"{CHAIR}/state", '{"forged": true}')
        time.sleep(0.2)
        assert not [one for one in remote.heard[since:] if b"forged" in one[1]]


def test_the_daemon_gets_along_with_the_rights_that_its_acl_gives_it(stage: Scene) -> None:
    config = "homeassistant/device/chairctl_home_lounge/config"
    with Remote(
        stage.broker.port, config, f"{CHAIR}/#", user="homeassistant", password="secret of homeassistant"
    ) as home:
        home.wait(lambda one: one[0] == config)
        home.wait_for(f"{CHAIR}/link/chairlink-reference/availability", "online")
        home.wait_for(f"{CHAIR}/channel/air/availability", "online")
    _, log = stage.end()
    stage.start()
    assert "does not let" not in log


def test_a_wrong_password_is_said_once_and_tried_again_and_again(stage: Scene) -> None:
    stage.end()
    password = stage.place.folder / "pi-password"
    password.write_text("wrong", encoding="utf-8")
    stage.start()
    time.sleep(1)
    password.write_text("secret of pi", encoding="utf-8")
    with person(stage, "viewer"):
        pass
    _, log = stage.end()
    stage.start()
    assert log.count("No broker") == 1
    assert "secret" not in log


EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def certificates(folder: Path) -> None:
    """An authority, a broker on 127.0.0.1, the daemon `pi`, and an operator."""

    def run(words: str, *more: str) -> None:
        command = ["openssl", *words.split(), *more]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)

    run("req -x509 -days 2 -subj /CN=authority -keyout ca.key -out ca.crt", *EC)
    (folder / "san").write_text("subjectAltName=IP:127.0.0.1", encoding="utf-8")
    for name in ("broker", "pi", "operator"):
        run(f"req -subj /CN={name} -keyout {name}.key -out {name}.csr", *EC)
        run(f"x509 -req -in {name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile san -out {name}.crt")


def test_over_tls_a_certificate_is_the_user_and_without_one_nobody_gets_in(tmp_path: Path) -> None:
    certificates(tmp_path)
    acl = tmp_path / "acl"
    shutil.copy(ACL, acl)
    acl.chmod(0o600)
    lines = [f"cafile {tmp_path}/ca.crt", f"certfile {tmp_path}/broker.crt", f"keyfile {tmp_path}/broker.key"]
    lines += ["require_certificate true", "use_identity_as_username true", f"acl_file {acl}"]
    broker = Broker(tmp_path, lines, anonymous=False)
    extra = "  tls:\n    ca: ca.crt\n    certificate: pi.crt\n    key: pi.key\n"

    def with_certificate(client: mqtt.Client) -> None:
        ca, certificate, key = (str(tmp_path / name) for name in ("ca.crt", "operator.crt", "operator.key"))
        client.tls_set(ca, certificate, key)

    with scene(tmp_path, extra, broker) as stage:
        with Remote(stage.broker.port, set_up=with_certificate) as remote:
            remote.wait_for(f"{DAEMON}/availability", "online")
            assert remote.ask(action="pause")["reasons"][0]["code"] == "not_armed"
        with pytest.raises(AssertionError, match="nobody answered"):
            Remote(
                stage.broker.port,
                set_up=lambda client: client.tls_set(str(tmp_path / "ca.crt")),
                patience_s=1,
            )
