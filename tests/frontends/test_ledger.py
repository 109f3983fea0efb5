"""`chairctl ledger` and what `chairctl run` says where there is none."""

import json
import shutil
from pathlib import Path

from tests.frontends.processes import Place
from tests.support.chair_process import chair_process


def without_ledger(folder: Path) -> Place:
    place = Place(folder)
    shutil.rmtree(place.ledger.ledger.parent)
    shutil.rmtree(place.ledger.witness.parent)
    return place


def test_without_a_ledger_a_run_is_refused_with_both_remedies_and_create_ends_that(tmp_path: Path) -> None:
    place = without_ledger(tmp_path)
    with chair_process(tmp_path) as chair:
        refused = place.chairctl("run", "demo", "--device", chair.url)
        assert refused.returncode == 4
        assert "a whole rest is due: 30 min" in refused.stdout
        assert "chairctl ledger create" in refused.stdout
        assert not any(moment["armed"] for moment in chair.truth())

        waiting = place.chairctl("ledger", "--lang", "de")
        assert "Jeder Sessel: Das Sitzungsbuch auf diesem Rechner ist neu." in waiting.stdout

        assert place.chairctl("ledger", "create").returncode == 0
        assert place.chairctl("run", place.programme(5), "--device", chair.url).returncode == 0


def test_what_is_left_is_said_per_chair(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with chair_process(tmp_path) as chair:
        assert place.chairctl("run", place.programme(5), "--device", chair.url).returncode == 0
    said = json.loads(place.chairctl("ledger", "--json").stdout)
    assert (said["device"], said["refusal"], said["sessions_today"]) == ("REFERENCE SIM-000001", None, 1)
    assert 1_780 < said["energised_left_ns"] / 1e9 < 1_799
    table = place.chairctl("ledger").stdout
    assert "REFERENCE SIM-000001  29:5" in table
    assert "1/3" in table


def test_a_second_first_act_is_refused(tmp_path: Path) -> None:
    place = without_ledger(tmp_path)
    none = place.chairctl("ledger")
    assert (none.returncode, "chairctl ledger create" in none.stderr) == (4, True)
    assert place.chairctl("ledger", "create").returncode == 0
    assert place.ledger.ledger.exists()
    again = place.chairctl("ledger", "create")
    assert again.returncode == 0  # it was never used
    place.ledger.witness.unlink()
    refused = place.chairctl("ledger", "create", "--lang", "de")
    assert refused.returncode == 4
    assert "Es gibt schon ein Sitzungsbuch" in refused.stderr


def test_a_demonstration_needs_no_ledger_and_leaves_none(tmp_path: Path) -> None:
    place = without_ledger(tmp_path)
    running = place.start("demo", "--json")
    assert running.stdout
    kinds = [json.loads(running.stdout.readline())["type"] for _ in range(3)]
    running.terminate()
    running.communicate(timeout=10)
    assert kinds == ["start", "device", "receipt"]
    assert not place.ledger.ledger.exists()
