"""What earlier versions left on a computer is read by this one, and nothing of it is lost.

`people-N.sqlite` and `ledger-N.sqlite` were written by the program of schema N, `people-N.json` is what that
program exported; `config` is the config folder with the first version of each of its files. A new schema
needs files of its own here.
"""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from chairctl.frontends.cli.app import run_app
from chairctl.frontends.daemon.config_file import load_config
from chairctl.frontends.tui.settings import Settings, load_settings
from chairctl.runtime import care_files, ledger_table
from chairctl.runtime.care_store import CareStore
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.runtime.ledger_store import Store
from chairctl.texts import Texts

HERE = Path(__file__).parent
PEOPLE = range(1, len(care_files.MIGRATIONS) + 1)
LEDGERS = range(1, len(ledger_table.MIGRATIONS) + 1)


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(found)


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables that hold what was used."""
    connection = sqlite3.connect(path)
    found = {
        table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("run", "day", "imposed")
    }
    connection.close()
    return found


def test_there_is_a_store_of_every_version_so_far() -> None:
    kept = {path.name for path in HERE.glob("*.sqlite")}
    assert kept == {f"people-{n}.sqlite" for n in PEOPLE} | {f"ledger-{n}.sqlite" for n in LEDGERS}


@pytest.mark.parametrize("number", PEOPLE)
def test_a_store_of_people_of_any_version_says_all_that_it_said(number: int, tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite"
    shutil.copy(HERE / f"people-{number}.sqlite", path)
    assert version(path) == number
    said = json.loads((HERE / f"people-{number}.json").read_text(encoding="utf-8"))
    for _ in range(2):  # migrating once is enough
        with CareStore(path) as store:
            assert store.aside is None
            found = {person.name: store.export(person.name) for person in store.people()}
            assert kept_of(json.loads(json.dumps(found)), said) == said
    assert version(path) == len(care_files.MIGRATIONS)


def kept_of(found: object, said: object) -> object:
    """Of what is found, that which an older version could say; newer keys may have come."""
    if isinstance(found, dict) and isinstance(said, dict):
        return {key: kept_of(value, said[key]) for key, value in found.items() if key in said}
    if isinstance(found, list) and isinstance(said, list) and len(found) == len(said):
        return [kept_of(*pair) for pair in zip(found, said, strict=True)]
    if isinstance(found, dict) and isinstance(said, str):
        return json.dumps(found)  # the first exports held a map as text
    return found


@pytest.mark.parametrize("number", LEDGERS)
def test_a_ledger_of_any_version_owes_what_it_owed(number: int, tmp_path: Path) -> None:
    paths = LedgerPaths(tmp_path / "ledger.sqlite", tmp_path / "ledger.witness")
    shutil.copy(HERE / f"ledger-{number}.sqlite", paths.ledger)
    shutil.copy(HERE / f"ledger-{number}.witness", paths.witness)
    before = rows(paths.ledger)
    store = Store(paths)
    assert (store.cause, store.devices()) == ("", ["chair"])
    store.close()
    after = rows(paths.ledger)
    assert {table: len(found) for table, found in after.items()} == {
        t: len(found) for t, found in before.items()
    }
    assert [row[:4] + row[7:12] for row in after["run"]] == [row[:4] + row[7:12] for row in before["run"]]
    assert version(paths.ledger) == len(ledger_table.MIGRATIONS)


def test_the_first_files_of_the_config_folder_are_all_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(HERE / "config", tmp_path / "chairctl")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    files = [str(path) for path in (tmp_path / "chairctl").glob("*/**/*.yaml")]
    assert len(files) == 3
    assert run_app(Texts("en"), ["check", *files]) == 0, capsys.readouterr().out


def test_the_first_file_of_a_daemon_says_what_it_said() -> None:
    config = load_config(HERE / "config/daemon.yaml", {})
    (station,) = config.stations
    assert (station.device, station.person, station.remote, dict(station.ceilings_permille)) == (
        "my-chair",
        "Anna",
        "adjust",
        {"air": 400},
    )
    assert config.mqtt is not None
    assert (config.mqtt.host, config.mqtt.user, config.mqtt.wind_down_after) == (
        "broker.local",
        "pi",
        5_000_000_000,
    )
    assert config.mqtt.home_assistant is not None
    assert config.metrics_port == 9095


def test_the_first_settings_of_a_screen_still_count() -> None:
    kept = load_settings(HERE / "config/screen.json", "en")
    assert kept == Settings("de", "calm", large=True, bell=False, blank_minutes=2, person="Ada")
