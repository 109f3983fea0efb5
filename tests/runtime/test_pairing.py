"""The files of named devices: whole, and never one in place of another."""

from pathlib import Path

import pytest

from chairctl.profiles.loader import find_paired, load_paired, paired_names
from chairctl.profiles.paired import Paired
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime.pairing import PairingError, pair, unpair

CHAIR = Paired("my-chair", "/dev/ttyUSB0", "chairlink-reference")


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path


def test_a_named_device_is_found_again_as_it_was_written() -> None:
    odd = Paired("bed", 'ble:My "bed" # 1: ä\\', "/home/me/my bed.yaml")
    for device in (CHAIR, odd):
        assert pair(device) == find_paired(device.name)
        assert load_paired(device.name) == device
    assert paired_names() == ("bed", "my-chair")
    assert [path.name for path in find_paired("bed").parent.iterdir() if path.name.startswith(".")] == []


def test_a_name_that_is_taken_is_refused_and_the_persons_comments_stay() -> None:
    path = pair(CHAIR)
    mine = "# the one upstairs\n" + path.read_text(encoding="utf-8")
    path.write_text(mine, encoding="utf-8")
    pair(Paired("other", "/dev/ttyUSB1", "chairlink-reference"))
    with pytest.raises(PairingError) as refused:
        pair(CHAIR)
    assert refused.value.code == "exists"
    assert path.read_text(encoding="utf-8") == mine
    assert load_paired("my-chair") == CHAIR


@pytest.mark.parametrize(
    "device",
    [
        Paired("My Chair", "/dev/ttyUSB0", "chairlink-reference"),
        Paired("../escape", "/dev/ttyUSB0", "chairlink-reference"),
        Paired("chair", "", "chairlink-reference"),
        Paired("chair", "/dev/tty\nprofile: x", "chairlink-reference"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(device: Paired, config: Path) -> None:
    with pytest.raises(ProfileErrors):
        pair(device)
    assert list(config.rglob("*.yaml")) == []


def test_a_folder_that_cannot_be_written_is_told(config: Path) -> None:
    (config / "chairctl").write_text("in the way")
    with pytest.raises(PairingError) as refused:
        pair(CHAIR)
    assert refused.value.code == "unwritable"


def test_a_name_is_taken_away_and_only_a_name() -> None:
    path = pair(CHAIR)
    elsewhere = path.parents[1] / "precious.yaml"
    elsewhere.write_text("mine")
    for name in ("nobody", "../precious"):
        with pytest.raises(PairingError) as refused:
            unpair(name)
        assert refused.value.code == "unknown"
    assert elsewhere.exists()
    assert unpair("my-chair") == path
    assert paired_names() == ()


def test_a_mistyped_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(ProfileErrors, match="no device has a name yet"):
        load_paired("my-chir")
    pair(CHAIR)
    with pytest.raises(ProfileErrors, match="did you mean `my-chair`"):
        load_paired("my-chir")
