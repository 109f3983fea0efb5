"""A host or a simulator that does not start: said in words, in both languages, and by nobody's traceback."""

from pathlib import Path

import pytest

from chairctl.frontends.cli import demo, simulators
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.tui import private_host
from chairctl.frontends.tui.frame import key_name
from chairctl.frontends.tui.private_host import HostError, PrivateHost
from chairctl.texts import Texts


@pytest.mark.parametrize(("language", "said"), [("en", "busy with other things"), ("de", "beschäftigt")])
def test_a_simulator_that_is_not_ready_in_time_is_named_by_the_demonstration(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    monkeypatch.setattr(simulators, "START_S", 0.0)
    monkeypatch.setattr(simulators, "END_S", 0.0)
    assert demo.serve(Texts(language)) == ExitCode.UNEXPECTED
    assert said in capsys.readouterr().err


def test_a_host_that_is_not_ready_in_time_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_host, "START_S", 0.0)
    with pytest.raises(HostError, match="busy with other things"):
        PrivateHost(["chairctl.frontends.cli.demo"], "en")


def test_what_a_host_refuses_is_told_without_the_name_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(HostError, match=r"^nowhere: this is no address"):
        PrivateHost(private_host.for_device("nowhere", ""), "en")


@pytest.mark.parametrize(
    ("key", "language", "printed"),
    [
        ("equals_sign", "en", "="),
        ("ctrl+p", "en", "Ctrl-P"),
        ("ctrl+p", "de", "Strg-P"),
        ("space", "de", "Leertaste"),
    ],
)
def test_the_help_names_keys_as_a_keyboard_does(key: str, language: str, printed: str) -> None:
    assert key_name(key, language) == printed
