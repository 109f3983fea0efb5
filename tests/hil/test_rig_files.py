"""Rig files: what is wrong is said with file, line, key and remedy; what is shipped is sound."""

from pathlib import Path

import pytest

from chairctl.profiles.problems import ProfileErrors
from chairctl.profiles.yaml_source import parse
from chairctl_hil.command import answers
from chairctl_hil.rig.file import DeviceKind, Role, load_rig, read_rig, rig_names

GOOD = """schema: chairctl/rig/1
name: bench-one
device:
  kind: bench
  profile: chairlink-reference
  address: /dev/ttyUSB0
resources:
  - kind: serial_relay
    name: relay
    address: /dev/ttyUSB1
"""


def test_every_shipped_rig_is_sound_and_simulated() -> None:
    assert rig_names() == ["firmware-pty", "simulator-ble", "simulator-pty"]
    for name in rig_names():
        rig = load_rig(name)
        assert (rig.name, rig.is_real, rig.loads_ohm) == (name, False, [500, 2000, 10000])


def test_a_bench_is_not_marked_for_energising_unless_it_says_so() -> None:
    rig = read_rig(parse(GOOD, "rig.yaml"))
    assert (rig.is_real, rig.may_energise) == (True, False)
    assert rig.resources[0].role is Role.SUPPLY  # type: ignore[union-attr]


WRONG = [
    ("kind: bench", "kind: bensch", "rig.yaml:4:3: device.kind: ", "did you mean `bench`?"),
    ("  address: /dev/ttyUSB0\n", "", "rig.yaml:3:1: device.address: ", "add `address:`"),
    ("kind: bench", "kind: simulator", "rig.yaml:6:3: device.address: ", "has no address"),
    (
        "address: /dev/ttyUSB1",
        "address: simulated",
        "rig.yaml:10:5: resources[0].address: ",
        "real instruments",
    ),
    (
        "address: /dev/ttyUSB1",
        "adress: /dev/ttyUSB1",
        "rig.yaml:10:5: resources[0].",
        "did you mean `address`?",
    ),
    ("kind: serial_relay", "kind: relay", "rig.yaml:8:5: resources[0].kind: ", "write one of"),
    (
        "    address: /dev/ttyUSB1",
        "    address: x\n    channel: 9",
        "rig.yaml:11:5: resources[0].channel: ",
        "8",
    ),
    ("name: bench-one", "name: bench-one\nmay_energise: yes", "rig.yaml:3:1: may_energise: ", "true"),
    ("chairctl/rig/1", "chairctl/rig/2", "rig.yaml:1:1: schema: ", "chairctl/rig/1"),
]


@pytest.mark.parametrize(("old", "new", "where", "remedy"), WRONG, ids=[one[1][:30] for one in WRONG])
def test_what_is_wrong_is_said_with_line_key_and_remedy(old: str, new: str, where: str, remedy: str) -> None:
    assert old in GOOD
    with pytest.raises(ProfileErrors) as caught:
        read_rig(parse(GOOD.replace(old, new), "rig.yaml"))
    said = str(caught.value)
    assert any(line.startswith(where) and remedy in line for line in said.splitlines()), said


def test_two_resources_of_one_name_and_firmware_over_the_air_are_refused() -> None:
    second = "  - kind: load\n    name: relay\n    ohm: 500\n"
    with pytest.raises(ProfileErrors, match=r"resources\[1\].name: there is another"):
        read_rig(parse(GOOD + second, "rig.yaml"))
    firmware = "schema: chairctl/rig/1\nname: x\ndevice:\n  kind: firmware\n  over: ble\n  profile: x\n"
    with pytest.raises(ProfileErrors, match="over: pty"):
        read_rig(parse(firmware, "rig.yaml"))


def test_an_unknown_rig_is_answered_with_the_nearest() -> None:
    with pytest.raises(ProfileErrors, match="did you mean `firmware-pty`"):
        load_rig("firmware-pyt")


@pytest.mark.parametrize("kind", ["bench", "simulator", "firmware"])
def test_what_new_writes_can_be_read(kind: str, tmp_path: Path) -> None:
    given = {"name": "mine", "kind": kind, "over": "pty", "profile": "chairlink-reference", "marked": "yes"}
    given |= {"address": "/dev/ttyUSB0", "relay": "/dev/ttyUSB1" if kind == "bench" else ""}
    rig = read_rig(parse(answers(given), "mine.yaml"))
    assert (rig.device.kind, rig.may_energise) == (DeviceKind(kind), kind == "bench")
    assert len(rig.resources) == (kind == "bench")
