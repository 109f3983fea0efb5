"""The command line speaks one language at a time."""

import re
from pathlib import Path

import pytest
from release.man import commands
from tests.frontends.processes import Place
from typer import Context
from typer.main import get_command

from chairctl.frontends.cli.app import build, run_app
from chairctl.frontends.cli.language import language_option
from chairctl.texts import Texts

COMMANDS = [
    "demo",
    "run",
    "bodyscan",
    "stop",
    "devices",
    "programmes",
    "programme",
    "limits",
    "prove",
    "check",
    "replay",
    "decode",
    "encode",
    "sim",
    "ledger",
    "scan",
    "identify",
    "pair",
    "unpair",
    "doctor",
    "capture",
    "people",
    "screening",
    "finder",
    "evidence",
    "aftercare",
    "course",
    "history",
    "note",
    "report",
]
SUBCOMMANDS = [
    "people list",
    "people add",
    "people show",
    "people export",
    "people erase",
    "people pin",
    "course start",
    "course today",
    "course show",
    "course done",
]
ENGLISH = [
    "usage",
    "options",
    "no option",
    "arguments",
    "commands",
    "command ",
    "error",
    "show ",
    "exit",
    "default",
    "required",
    "missing",
    "try ",
    "invalid",
    "no such",
    "the ",
    "this ",
    "integer",
    " is ",
    " of ",
]


def page(capsys: pytest.CaptureFixture[str], language: str, *arguments: str) -> str:
    code = run_app(Texts(language), list(arguments))
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    return out


@pytest.mark.parametrize("command", ["", *COMMANDS, *SUBCOMMANDS])
def test_german_help_has_no_english_words(capsys: pytest.CaptureFixture[str], command: str) -> None:
    out = page(capsys, "de", *command.split(), "--help")
    assert out.startswith("Aufruf: chairctl")
    assert "Optionen:" in out
    below = re.sub(r"^  [a-z]+ ", "", out.partition("\n")[2], flags=re.MULTILINE)  # verbs stay as they are
    words = below.lower()
    assert [word for word in ENGLISH if word in words] == []


@pytest.mark.parametrize(("language", "usage"), [("en", "Usage"), ("de", "Aufruf")])
def test_every_command_that_there_is_has_a_page(language: str, usage: str) -> None:
    texts = Texts(language)
    top = get_command(build(texts))
    found = list(commands(top, Context(top, info_name="chairctl", obj=texts)))
    assert len(found) > 60
    for name, one, context in found:
        assert one.get_help(context).startswith(f"{usage}: {name} [")


def test_english_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    out = page(capsys, "en")
    assert out.startswith("Usage: chairctl [OPTIONS] COMMAND\n")
    assert [command for command in COMMANDS if f"\n  {command} " not in out] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rn"], "den Befehl `rn` gibt es nicht. War `run` gemeint?"),
        (["run"], "PROGRAMM fehlt."),
        (["run", "demo", "--devise", "x"], "die Option `--devise` gibt es nicht. War `--device` gemeint?"),
        (["run", "demo", "--device"], "die Option --device braucht einen Wert"),
        (["--version=3"], "die Option --version braucht einen Wert oder nimmt keinen."),
        (["run", "demo", "relax"], "zu viele Wörter: relax."),
        (["sim", "--count", "many"], "--count nimmt eine Zahl von 1 bis 64."),
        (["note", "many", "--person", "x"], "der Wert von NUMMER passt nicht."),
        (["sim", "--count", "65"], "--count nimmt eine Zahl von 1 bis 64."),
        (["sim", "--tcp", "70000"], "--tcp nimmt eine Zahl von 0 bis 65535."),
        (["check"], "DATEI… fehlt."),
    ],
)
def test_a_wrong_command_line_is_explained_in_german_only(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run_app(Texts("de"), arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"chairctl: {said}")
    assert [word for word in ENGLISH if word in err.lower()] == []


def test_the_language_may_stand_anywhere_before_a_double_dash() -> None:
    assert language_option(["run", "--lang", "de", "x"]) == ("de", ["run", "x"])
    assert language_option(["--lang=en", "stop"]) == ("en", ["stop"])
    assert language_option(["check", "--", "--lang", "de"]) == (None, ["check", "--", "--lang", "de"])
    assert language_option(["--lang"]) == ("", [])


def test_the_language_comes_from_the_environment_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert (
        place.chairctl("stop", CHAIRCTL_LANG="", LC_ALL="de_AT.UTF-8", LANG="en").stdout
        == "Es läuft nichts.\n"
    )
    wrong = place.chairctl("--lang", "fr", "stop")
    assert wrong.returncode == 2
    assert "no language `fr`" in wrong.stderr


def test_a_plain_stop_and_the_version_import_nothing_heavy(tmp_path: Path) -> None:
    place = Place(tmp_path)
    for argument in ("stop", "--version"):
        done = place.chairctl(argument, PYTHONPROFILEIMPORTTIME="1")
        imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
        assert "chairctl.texts" in imported
        assert (
            imported & {"typer", "pydantic", "rich", "asyncio", "serial", "ruamel", "platformdirs"} == set()
        )


def test_the_shell_completes_commands_and_programme_names(tmp_path: Path) -> None:
    place = Place(tmp_path)
    asked = {"_CHAIRCTL_COMPLETE": "complete_bash"}
    commands = place.chairctl(COMP_WORDS="chairctl re", COMP_CWORD="1", **asked)
    assert commands.stdout.split() == ["release", "replay", "report"]
    names = place.chairctl(COMP_WORDS="chairctl run re", COMP_CWORD="2", **asked)
    assert names.stdout.split() == ["relax"]
