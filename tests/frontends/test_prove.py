"""`chairctl prove`: what it runs really runs, what it does not run it never calls held, and red is red."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

import chairctl_proof.prove as proof
from chairctl.frontends.cli.prove import ProgressLine, prove, table_lines
from chairctl.texts import LANGUAGES, Texts, catalogue
from chairctl_proof.prove.latency import holds
from chairctl_proof.prove.mutants import row_of
from chairctl_proof.prove.row import ALL, QUICK, Row
from chairctl_proof.realtime.trials import Latencies

TINY = replace(
    QUICK, figures=frozenset({"F1", "F2", "F9"}), stops=2, kills=2, ledger_kills=2, states=2_000, soak_s=1
)


@pytest.fixture
def as_rows(monkeypatch: pytest.MonkeyPatch) -> list[Row]:
    """The rows that the next proof gives."""
    given: list[Row] = []
    monkeypatch.setattr(proof, "rows", lambda *_: iter(given))
    return given


def test_a_tiny_proof_on_real_processes_holds_and_says_what_was_not_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "QUICK", TINY)
    assert prove(Texts("en"), as_json=True, full=False) == 0
    *figures, end = map(json.loads, capsys.readouterr().out.splitlines())
    assert end["held"] is True
    found = {figure["id"]: figure for figure in figures}
    assert found.keys() == ALL
    for name in TINY.figures:
        assert (found[name]["held"], found[name]["twin_failed"]) == (True, True)
        assert found[name]["safe"] == found[name]["trials"] > 0
    assert [name for name in ALL - TINY.figures if found[name]["held"] is not None] == []


def measured(*, held: bool, safe: int = 5, twin_failed: bool = True) -> Row:
    return Row("F1", held=held, trials=5, safe=safe, twin_failed=twin_failed)


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        (measured(held=True), 0, ("holds", "5/5", "failed")),
        (
            replace(measured(held=False, safe=4), failures=("repeat H99 --seed 3: not zero",)),
            1,
            ("FAILS", "4/5", "NOT all of them held", "Not safe: repeat H99 --seed 3: not zero"),
        ),
        (measured(held=True, twin_failed=False), 1, ("FAILS", "NOT SEEN TO FAIL")),
        (Row("F1", None), 0, ("not run", "0 of 1 figures were run")),
    ],
)
def test_the_exit_code_and_the_words_follow_from_what_was_seen(
    capsys: pytest.CaptureFixture[str], as_rows: list[Row], row: Row, code: int, words: tuple[str, ...]
) -> None:
    as_rows.append(row)
    assert prove(Texts("en"), as_json=False, full=True) == code
    out = capsys.readouterr().out
    assert [word for word in words if word not in out] == []
    assert "simulated chairs" in out


def test_an_interrupted_proof_shows_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> Iterator[Row]:
        yield measured(held=True)
        raise KeyboardInterrupt

    monkeypatch.setattr(proof, "rows", interrupted)
    assert prove(Texts("en"), as_json=False, full=False) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_figure_that_cannot_be_measured_has_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Row:
        raise RuntimeError("the chair was never energised")

    monkeypatch.setattr(proof, "ledger_row", broken)
    row = next(row for row in proof.rows(replace(TINY, figures=frozenset({"F9"}))) if row.id == "F9")
    assert row.held is False
    assert "never energised" in str(row.figures["error"])


def test_a_trial_that_never_ends_or_comes_late_or_did_not_happen_is_no_success() -> None:
    assert holds("F2", [Latencies("sigkill", [10.0, 60.0])], busy=False)
    assert not holds("F2", [Latencies("sigkill", [10.0, 60.1])], busy=False)
    assert not holds("F2", [Latencies("sigkill", [10.0], never=1)], busy=False)
    assert not holds("F2", [Latencies("sigkill")], busy=False)
    assert not holds("F2", [Latencies("sigkill", [10.0]), Latencies("sigkill", [61.0])], busy=False)
    assert holds("F2", [Latencies("sigkill", [99.0])], busy=True)


def test_of_a_hundred_trials_the_99th_percentile_counts_as_well() -> None:
    assert holds("F1", [Latencies("stop", [1.0] * 98 + [20.0, 50.0])], busy=False) is False
    assert holds("F1", [Latencies("stop", [1.0] * 99 + [20.0])], busy=False)
    assert holds("F1", [Latencies("stop", [1.0] * 9 + [49.0])], busy=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_said_with_its_target(language: str) -> None:
    known = catalogue(language)
    assert [name for name in ALL if {f"prove.figure.{name}", f"prove.target.{name}"} - known.keys()] == []
    lines = list(table_lines([Row(name, None) for name in sorted(ALL)], Texts(language)))
    assert all(any(line.startswith(f"{name} ") for line in lines) for name in ALL)


def test_progress_is_shown_on_a_terminal_only(capsys: pytest.CaptureFixture[str]) -> None:
    class Terminal:
        said = ""

        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            self.said += text
            return len(text)

        def flush(self) -> None:
            pass

    terminal = Terminal()
    line = ProgressLine(Texts("en"), terminal)  # type: ignore[arg-type]
    line.show("F1", 3, 7)
    assert "F1 A person's stop until true zero: 3/7" in terminal.said
    ProgressLine(Texts("en"), sys.stderr).show("F1", 3, 7)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("unnoticed", "in_vain", "unchanged", "held", "twin"),
    [(0, 0, 3, True, True), (1, 0, 3, False, True), (0, 1, 3, False, True), (0, 0, 0, True, False)],
)
def test_mutants_hold_when_each_was_noticed_or_argued_and_the_unchanged_survived(
    unnoticed: int, in_vain: int, unchanged: int, held: bool, twin: bool
) -> None:
    row = row_of(
        {
            "mutants": 10 + unnoticed,
            "killed": 7,
            "timed_out": 1,
            "equivalent": 2,
            "unnoticed": unnoticed,
            "argued_in_vain": in_vain,
            "unchanged_survive": unchanged,
        }
    )
    assert (row.held, row.twin_failed, row.trials, row.safe) == (held, twin, 10 + unnoticed, 10)
    for language in LANGUAGES:
        assert "8" in Texts(language).say(f"prove.measured.{row.measured}", **row.figures)
