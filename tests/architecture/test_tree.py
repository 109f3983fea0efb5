"""ARCHITECTURE.md against the tree, and against the import contracts in pyproject.toml."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([^`]+)/` \| (.+) \|$", TEXT, re.MULTILINE))
"""What the table of folders says of each."""
PRODUCT = "src/chairctl/"

LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in LINTER["contracts"]}
LAYERS = [
    [name.strip() for name in layer.split("|") if name.strip() != "__main__"]
    for layer in CONTRACTS["layers"]["layers"]
]


def test_every_folder_of_the_table_is_there_and_holds_something() -> None:
    assert len(ROWS) > 50
    lost = [name for name in ROWS if not (ROOT / name).is_dir() or not any((ROOT / name).iterdir())]
    assert lost == []


def test_every_folder_at_the_top_is_in_the_table() -> None:
    ours = {
        path.relative_to(ROOT).parts[0] for path in ROOT.glob("*/**/*") if path.suffix in {".py", ".yaml"}
    }
    made_here = {name for name in ours if name.startswith(".") or name in {"build", "dist", "hil-report"}}
    named = {name.partition("/")[0] for name in ROWS}
    assert ours - made_here == named


def test_the_table_goes_down_through_the_layers_of_the_import_contract() -> None:
    place = {name.removeprefix(PRODUCT): n for n, name in enumerate(ROWS) if name.startswith(PRODUCT)}
    assert {name for layer in LAYERS for name in layer} <= place.keys()
    for upper, lower in pairwise(filter(None, LAYERS)):
        assert max(place[one] for one in upper) < min(place[one] for one in lower), (upper, lower)


def test_the_layers_are_the_packages_of_the_product() -> None:
    packages = {path.parent.name for path in (ROOT / PRODUCT).glob("*/__init__.py")}
    assert packages == {name for layer in LAYERS for name in layer}


def test_the_roots_of_the_contracts_are_the_sources_of_the_table() -> None:
    sources = {name.rpartition("/")[2] for name in ROWS if name.count("/") == 1}
    assert set(LINTER["root_packages"]) <= sources | {"chairctl"}


def test_who_imports_nothing_of_ours_in_the_table_may_import_nothing_by_contract() -> None:
    alone = {name.removeprefix(PRODUCT) for name, text in ROWS.items() if "imports nothing of ours" in text}
    assert alone == {"domain", "warden"}
    assert alone <= set(LAYERS[-1])  # the lowest layer, whose members are strangers to each other
    assert CONTRACTS["layers"]["exhaustive"]
    strangers = CONTRACTS["simulator-stranger"]
    assert "strangers to the product" in ROWS["simulators/chairctl_simulators"]
    assert "chairctl" in strangers["forbidden_modules"]
