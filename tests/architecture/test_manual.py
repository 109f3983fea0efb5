"""The manual: every page is reached, what it quotes is said, what it claims of a device is its profile's."""

import re
from pathlib import Path

import pytest

from chairctl.profiles.loader import device_names, load_device
from chairctl.safety.classes import at_best
from chairctl.texts import PARTS, catalogue

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")}
LINK = re.compile(r"\]\(([^)#\s]+\.md)(?:#[^)]*)?\)")
PLACEHOLDER = re.compile(r"\{[^}]*\}")
GERMAN = {
    "getting-started.md": "erste-schritte.md",
    "at-the-chair.md": "am-sessel.md",
    "programmes.md": "programme-und-kuren.md",
    "troubleshooting.md": "fehlersuche.md",
}


def test_every_page_is_linked_from_the_index() -> None:
    linked = set(LINK.findall(PAGES["README.md"]))
    assert sorted(PAGES.keys() - linked) == ["README.md"]


@pytest.mark.parametrize(("english", "german"), GERMAN.items())
def test_what_a_person_at_the_chair_needs_is_there_in_german_and_each_leads_to_the_other(
    english: str, german: str
) -> None:
    assert german in LINK.findall(PAGES[english])
    assert english in LINK.findall(PAGES[german])


@pytest.mark.parametrize(("page", "language"), [("troubleshooting.md", "en"), ("fehlersuche.md", "de")])
def test_what_troubleshooting_quotes_is_said_word_by_word(page: str, language: str) -> None:
    texts = {text for part in PARTS for text in catalogue(language, part).values()}
    said = {PLACEHOLDER.sub("…", text) for text in texts}
    quoted = re.findall(r"^> (.+)$", PAGES[page], re.MULTILINE)
    assert len(quoted) > 20
    assert [line for line in quoted if line not in said] == []


@pytest.mark.parametrize("name", device_names())
def test_every_shipped_profile_has_a_page_that_says_its_class_and_what_is_certain(name: str) -> None:
    (page,) = [
        text for text in PAGES.values() if f"profile `{name}`" in text or f"profile | `{name}`" in text
    ]
    best = at_best(load_device(name)).device_class.upper()
    assert re.search(rf"^\| class \| {best}\b", page, re.MULTILINE)
    assert re.search(rf"`{name}` \| {best} \|", PAGES["devices/README.md"])
    assert "| if this computer dies" in page
    assert "## What is certain, what is not" in page


@pytest.mark.parametrize("page", ["README.md", "getting-started.md", "safety-case.md"])
def test_it_is_said_that_this_is_no_medical_device(page: str) -> None:
    assert "no medical device" in PAGES[page].lower()
    assert "kein Medizinprodukt" in PAGES["erste-schritte.md"]


def test_a_course_has_one_name_in_german() -> None:
    said = [text for part in PARTS for text in catalogue("de", part).values()]
    assert any("Kuren" in text for text in said)
    assert [text for text in (*said, *PAGES.values()) if "Behandlungspl" in text] == []
