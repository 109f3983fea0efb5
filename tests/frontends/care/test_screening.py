"""Screening at the terminal of the chair."""

import json
import os

import pytest
from tests.support.said import Said, store

from chairctl.care.facts import screening_facts
from chairctl.frontends.cli.screening import screening
from chairctl.runtime import care_files
from chairctl.texts import Texts


def asked(name: str | None, answers: dict[str, list[str]], language: str = "en") -> int:
    """Screening with these answers by question; everything else is no."""
    texts = Texts(language)
    begun: list[str] = []
    waiting: list[str] = []

    def ask(prompt: str) -> str:
        for question in screening_facts().questions:
            if question.code not in begun and texts.say(f"question.{question.code}") in prompt:
                begun.append(question.code)
                waiting[:] = list(answers.get(question.code, ["n"]))
        return waiting.pop(0)

    return screening(texts, name, everything=False, as_json=False, ask=ask)


def test_screening_asks_everything_once_and_stores_the_answers(
    chairctl: Said, ada: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(ada, {}) == 0
    out = capsys.readouterr().out
    assert "Nothing of what was asked speaks against a session today." in out
    assert json.loads(chairctl("screening", "--person", ada, "--json").out)["due"] == []
    assert asked(ada, {"pacemaker": ["y"]}) == 0  # nothing is due, so nothing is asked


def test_a_wound_is_asked_for_its_place_in_the_language_of_the_person(
    ada: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"open_wound": ["j", "Knie", "Bein, Fuß"], "pacemaker": ["vielleicht", "j", "n"]}
    assert asked(ada, answers, "de") == 4
    out = capsys.readouterr().out
    assert "Bitte die Namen aus der Liste nehmen." in out
    assert "(Bein, Fuß): Strom, Wärme und Druck gehören nicht auf verletzte Haut." in out
    assert "Reizstrom (TENS) (überall): Strom kann Herzschrittmacher" in out
    with store() as kept:
        assert kept.answers(ada)["open_wound"].places == ("leg", "foot")


def test_who_breaks_off_keeps_what_was_answered(ada: str, capsys: pytest.CaptureFixture[str]) -> None:
    count = 0

    def ask(_: str) -> str:
        nonlocal count
        count += 1
        if count > 3:
            raise KeyboardInterrupt
        return "n"

    assert screening(Texts("en"), ada, everything=False, as_json=False, ask=ask) == 7
    assert "Stopped." in capsys.readouterr().out
    with store() as kept:
        assert len(kept.answers(ada)) == 3


def test_of_a_guest_nothing_is_stored(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(None, {"epilepsy": ["", "y"]}) == 4
    out = capsys.readouterr().out
    assert out.startswith("Please answer with y for yes or n for no.")  # Enter alone is no answer
    assert "a guest is asked each time" in out
    assert not care_files.default_path().exists()


def test_without_a_person_at_a_terminal_nothing_is_asked(
    chairctl: Said, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(os.devnull) as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        refused = chairctl("screening", "--person", ada)
    assert (refused.code, "at the chair" in refused.err) == (4, True)
