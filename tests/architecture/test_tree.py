"""ARCHITECTURE.md against the tree, and against the import contracts in pyproject.toml."""

import re
import subprocess
import tomllib
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| `([^`]+)/` \| (.+) \|$", TEXT, re.MULTILINE)
ROWS = dict(TABLE)
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


def test_no_folder_is_in_the_table_twice() -> None:
    assert len(TABLE) == len(ROWS)


def test_every_folder_at_the_top_is_in_the_table() -> None:
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    ours = {name.partition("/")[0] for name in kept.splitlines() if "/" in name}
    assert ours == {name.partition("/")[0] for name in ROWS}


def test_every_folder_of_tests_mirrors_one_of_the_table_or_is_named_there() -> None:
    mirrored = {part for name in ROWS for part in name.split("/")}
    named = set(re.findall(r"`tests/(\w+)/`", ROWS["tests"]))
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert folders - mirrored == named - mirrored
    assert named <= folders


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


def lines_of(folders: Iterable[str]) -> dict[str, int]:
    """How many lines each file of Python has."""
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in paths
    }


def test_files_are_as_small_as_contributing_says() -> None:
    said = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "(nine of ten under 200 lines, none over 300)" in said
    ours = lines_of(("src", "simulators", "proof", "hil", "firmware", "release", "examples"))
    assert len(ours) > 700
    assert {name: lines for name, lines in (ours | lines_of(("tests",))).items() if lines > 300} == {}
    assert sum(lines < 200 for lines in ours.values()) >= 0.9 * len(ours)


def circle(imports: dict[str, set[str]]) -> list[str]:
    """Files of which each imports the next one and the last the first; empty: there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    """What each file imports, at its top or late, but not what only types need."""
    roots = LINTER["root_packages"]
    graph = grimp.build_graph(*roots, exclude_type_checking_imports=True, cache_dir=None)
    assert len(graph.modules) > 600
    return {name: set(graph.find_modules_directly_imported_by(name)) for name in graph.modules}


def test_no_file_reaches_itself_again_through_imports(imports: dict[str, set[str]]) -> None:
    assert circle(imports) == []


def test_a_circle_is_found(imports: dict[str, set[str]]) -> None:
    again = imports["chairctl.domain.time"] | {"chairctl.safety.kernel"}
    found = circle(imports | {"chairctl.domain.time": again})
    assert {"chairctl.domain.time", "chairctl.safety.kernel"} <= set(found)
