"""Every `chairctl …` that a document shows exists: its verbs, and each of its options."""

import re
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from chairctl.frontends.cli.app import build
from chairctl.texts import Texts

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md"))
    if path.name != "CHANGELOG.md"  # it speaks of what there was, too
)
LINE = re.compile(r"^    (?:\$ )?(.*chairctl .*)$", re.MULTILINE)
SPAN = re.compile(r"`([^`]*\bchairctl [^`]+)`")
BLOCK = re.compile(r"^    .*$|^```[\s\S]*?^```$", re.MULTILINE)
CALL = re.compile(
    r"(?:^|&& |\| |sudo |exec … |= )chairctl (?!\()(?:--lang \w+ )?(.*?)(?= && |; | \| chairctl|  |\s#|$)"
)
VERB = re.compile(r"[a-z]+")
OPTION = re.compile(r"(?<![\w-])--[a-z-]+")
COMMAND = get_command(build(Texts("en")))


def calls(text: str) -> set[str]:
    """What follows `chairctl` in every line of a block and in every span of a text."""
    shown = [*LINE.findall(text), *(" ".join(span.split()) for span in SPAN.findall(BLOCK.sub("", text)))]
    return {call.strip() for one in shown for call in CALL.findall(one)}


def faults(call: str) -> list[str]:
    """The words of a call that the command line does not know."""
    words, unknown = call.split(), []
    known = [COMMAND]
    while isinstance(known[0], TyperGroup) and words and VERB.fullmatch(words[0]):
        group, names = known[0], [words.pop(0)]
        while len(words) > 1 and words[0] == "|" and VERB.fullmatch(words[1]):
            names.append(words[1])
            del words[:2]
        unknown += [name for name in names if name not in group.commands]
        known = [group.commands[name] for name in names if name in group.commands]
        if not known:
            return unknown
    options = {name for one in known for param in one.params for name in (*param.opts, *param.secondary_opts)}
    given = OPTION.findall(" ".join(words))
    return unknown + [option for option in given if option not in options | {"--help", "--lang"}]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_shows_exists_with_its_options(document: str) -> None:
    found = calls((ROOT / document).read_text(encoding="utf-8"))
    assert {call: wrong for call in sorted(found) if (wrong := faults(call))} == {}


def test_the_commands_of_the_documents_are_found() -> None:
    found = set().union(*(calls((ROOT / document).read_text(encoding="utf-8")) for document in DOCUMENTS))
    assert {"people add Ada --limit heat=38.5 --limit roller=50", "decode keeson", "doctor", "stop"} <= found
    assert len(found) > 150


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        ("run relax --devise x", ["--devise"]),
        ("hil tidy", ["tidy"]),
        ("service install | destroy", ["destroy"]),
        ("programme check evening --svg x", ["--svg"]),
        ("run relax [--device ADDRESS|NAME] [--json]", []),
    ],
)
def test_a_command_that_does_not_exist_is_found_out(call: str, wrong: list[str]) -> None:
    assert faults(call) == wrong
