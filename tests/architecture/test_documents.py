"""The documents speak of things that exist."""

import re
from pathlib import Path

import pytest
from docs.pictures.draw_states import BEGIN, drawn
from typer.main import get_command

from chairctl.frontends.cli.app import build
from chairctl.texts import Texts

ROOT = Path(__file__).parents[2]
HIDDEN = re.compile(r"(^|/)(\.|build/|dist/|mutants/|hil-report/)")
DOCUMENTS = sorted(
    path for path in ROOT.rglob("*.md") if not HIDDEN.search(path.relative_to(ROOT).as_posix())
)
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
USER_DOCUMENTS = [
    "README.md",
    "README.de.md",
    "CONTRIBUTING.md",
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").glob("*.md"))),
]

SOURCES = ("src", "simulators", "proof", "hil")
PATH = re.compile(r"`([\w.-]+/[\w./-]*)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```.*?^```|    .*?$)", re.DOTALL | re.MULTILINE)


def packages() -> set[str]:
    """Every package of the source, but the roots, whose parts are named."""
    found = set()
    for source in SOURCES:
        for init in (ROOT / source).rglob("__init__.py"):
            found.add(f"{init.parent.relative_to(ROOT).as_posix()}/")
    return found - {"src/chairctl/"}


def anchors(path: Path) -> set[str]:
    """The headings of a document, as they are linked to."""
    lines = FENCE.sub("", path.read_text(encoding="utf-8")).splitlines()
    heads = [line.lstrip("#").strip().lower() for line in lines if re.match("#+ ", line)]
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in heads}


def test_every_package_is_named_in_the_architecture() -> None:
    assert sorted(name for name in packages() if f"`{name}`" not in ARCHITECTURE) == []


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_path_that_a_document_names_exists(document: str) -> None:
    paths = set(PATH.findall((ROOT / document).read_text(encoding="utf-8")))
    assert len(paths) > 10
    bases = (ROOT, ROOT / "src/chairctl", ROOT / "src/chairctl/protocols")
    assert sorted(path for path in paths if not any((base / path).exists() for base in bases)) == []


def test_what_the_architecture_calls_by_its_name_is_there() -> None:
    """A file without its folder, or a method of a class."""
    files = {path.name for folder in SOURCES for path in (ROOT / folder).rglob("*.py")}
    named = set(re.findall(r"`(\w+\.py)`", ARCHITECTURE))
    assert named - files == set()
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    calls = set(re.findall(r"`([A-Z]\w+)\.(\w+)(?:\(([\w, ]*)\))?`", ARCHITECTURE))
    assert len(calls) >= 2
    for name, method, parameters in calls:
        given = r"[^,)]*, ".join(["self", *filter(None, parameters.split(", "))])
        body = rf"^class {name}\b(?:(?!^class ).)*?^    (?:async )?def {method}\({given}\b"
        assert re.search(body, source, re.MULTILINE | re.DOTALL), (name, method)


def test_the_diagram_of_the_safety_states_is_the_table() -> None:
    assert ARCHITECTURE.count(BEGIN) == 1
    assert drawn(ARCHITECTURE) == ARCHITECTURE


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    lost = []
    for link in LINK.findall(text):
        target, _, anchor = link.partition("#")
        path = (document.parent / target) if target else document
        is_there = "://" in link or (
            path.exists() and (not anchor or path.suffix != ".md" or anchor in anchors(path))
        )
        if not is_there:
            lost.append(link)
    assert lost == []


def test_the_make_targets_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        name
        for document in USER_DOCUMENTS
        for name in re.findall(
            r"(?:`|^    )make ([a-z-]+)", (ROOT / document).read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert {"demo", "test"} <= named
    assert named - targets == set()


def test_the_verbs_that_documents_name_exist_and_the_manual_names_them_all() -> None:
    app = get_command(build(Texts("en")))
    verbs = set(getattr(app, "commands", {}))
    named: dict[str, set[str]] = {}
    for document in USER_DOCUMENTS:
        text = (ROOT / document).read_text(encoding="utf-8")
        calls = re.findall(r"(?:`|^    (?:\$ )?)chairctl (?:--lang \w+ )?([^`\n]*)", text, re.MULTILINE)
        named[document] = {
            word
            for call in calls
            for word in re.findall(r"^([a-z]+)(?: \| ([a-z]+))?", call)[:1]
            for word in word
            if word
        }
    assert verbs == named["docs/cli.md"]
    assert set().union(*named.values()) - verbs == set()
