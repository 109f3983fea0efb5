"""The tables of a report: CSV for everybody, Parquet with types where its extra is installed."""

import csv
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet
import pytest

from chairctl.care.history import ChannelRecord, SessionRecord
from chairctl.care.people import Person
from chairctl.domain.channels import Channel, ChannelKind
from chairctl.domain.time import SECOND
from chairctl.domain.trace import ChannelTrace, Quantity, SessionTrace, Span
from chairctl.frontends.cli.app import run_app
from chairctl.frontends.cli.report import parquet
from chairctl.runtime import care_files
from chairctl.runtime.care_store import CareStore
from chairctl.texts import Texts

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
ROLLER = ChannelRecord("roller", ChannelKind.ROLLER, 300_000, 280_000, 480)
RECORD = SessionRecord(
    START, "relax", "chair", 900, 890, "finished", channels=(ROLLER,), pain_before=6, note="=HYPERLINK(1)"
)
LINE = (Span(1, 4), Span(None, None), Span(2, 2))
TRACE = SessionTrace(
    SECOND, (ChannelTrace(Channel("pad", ChannelKind.HEAT, "chair"), (LINE,) * len(Quantity)),)
)


@pytest.fixture(autouse=True)
def two_sessions(nothing_of_this_computer: None) -> None:
    with CareStore(care_files.default_path()) as store:
        store.keep(Person("Ada"))
        store.add_session("Ada", RECORD, TRACE)
        store.add_session("Ada", replace(RECORD, trips=("pad_hot", "line_lost"), note="", pain_before=None))


def report(path: Path, option: str) -> Path:
    assert run_app(Texts("en"), ["report", "--person", "Ada", option, str(path)]) == 0
    assert path.stat().st_mode & 0o077 == 0
    return path


def test_the_table_has_a_line_for_each_session_and_no_formula(tmp_path: Path) -> None:
    text = report(tmp_path / "report.csv", "--csv").read_text(encoding="utf-8")
    first, second = csv.DictReader(text.splitlines())
    assert first["note"] == "'=HYPERLINK(1)"
    assert first["channels"] == "roller 300000/280000"
    assert second["trips"] == "pad_hot line_lost"


def test_curves_are_one_line_for_each_slice_that_is_known(tmp_path: Path) -> None:
    text = report(tmp_path / "curves.csv", "--curves").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 2 * len(Quantity)
    assert rows[1] == {
        "session": "1",
        "at_ms": "2000",
        "slice_ms": "1000",
        "channel": "pad",
        "kind": "heat",
        "quantity": "wanted",
        "low": "2",
        "high": "2",
        "unit": "0.1 °C",
    }


def test_parquet_has_types_lists_and_instants(tmp_path: Path) -> None:
    table = pyarrow.parquet.read_table(report(tmp_path / "report.parquet", "--parquet"))
    first, second = table.to_pylist()
    assert first["started"] == START
    assert (first["number"], first["pain_before"], second["pain_before"]) == (1, 6, None)
    assert first["note"] == "=HYPERLINK(1)"
    assert second["trips"] == ["pad_hot", "line_lost"]
    assert first["channels"] == [
        {"channel": "roller", "kind": "roller", "planned": 300_000, "delivered": 280_000, "peak": 480}
    ]


def test_curves_go_to_parquet_by_their_ending(tmp_path: Path) -> None:
    table = pyarrow.parquet.read_table(report(tmp_path / "curves.parquet", "--curves"))
    assert table.num_rows == 2 * len(Quantity)
    assert set(table.column("low").to_pylist()) == {1, 2}


def test_a_time_without_sessions_is_an_empty_table(tmp_path: Path) -> None:
    for option in ("--parquet", "--curves"):
        out = tmp_path / f"{option}.parquet"
        none = ["report", "--person", "Ada", "--to", "2020-01-01", option, str(out)]
        assert run_app(Texts("en"), none) == 0
        assert pyarrow.parquet.read_table(out).num_rows == 0


@pytest.mark.parametrize(("option", "name"), [("--parquet", "x"), ("--curves", "x.parquet")])
def test_without_the_extra_the_remedy_is_said_and_nothing_is_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    option: str,
    name: str,
) -> None:
    monkeypatch.setattr(parquet, "is_there", lambda: False)
    out = tmp_path / "no.html"
    both = ["report", "--person", "Ada", option, str(tmp_path / name), "--out", str(out)]
    assert run_app(Texts("de"), both) == 4
    assert "pip install -e '.[parquet]'" in capsys.readouterr().err
    assert not out.exists()
