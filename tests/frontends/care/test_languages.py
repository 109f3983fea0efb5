"""Every screen of care speaks one language: no sentence of the other is on it."""

import json
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from tests.support.said import Said, session, store

from chairctl.care.facts import screening_facts
from chairctl.care.screening import Answer
from chairctl.care.words import Region
from chairctl.profiles.loader import load_programme, programme_names
from chairctl.runtime import clock
from chairctl.texts import CARE, LANGUAGES, MAIN, catalogue

SHORTEST = 12
"""Letters; shorter texts may be words in both languages."""


def foreign(language: str) -> set[str]:
    """Texts without placeholders that only the other language has, titles of programmes among them."""
    (other,) = set(LANGUAGES) - {language}
    own, theirs = ({**catalogue(one, MAIN), **catalogue(one, CARE)} for one in (language, other))
    texts = {text for code, text in theirs.items() if "{" not in text and text not in own.values()}
    for name in programme_names():
        title = load_programme(name).title
        if title.en != title.de:
            texts.add(title.en if other == "en" else title.de)
    return {text for text in texts if len(text) >= SHORTEST}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_of_care_has_a_sentence_of_the_other_language(
    chairctl: Said, ada: str, tmp_path: Path, language: str
) -> None:
    today = clock.wall().date()
    with store() as kept:
        kept.start_course(ada, "massage", today - timedelta(30))
        kept.start_course(ada, "mat", today)
        record = session(clock.wall().astimezone(UTC), course="massage", pain_before=6)
        kept.add_session(ada, replace(record, programme="lumbar-care"))
        for question in screening_facts().questions:
            kept.answer(ada, Answer(question.code, yes=question.code == "fever", on=today))
    page = tmp_path / "page.html"
    commands = [
        ("people", "list"),
        ("people", "show", ada),
        ("people", "add", ada),
        ("people", "add", "guest"),
        *(("finder", region) for region in Region),
        ("finder",),
        ("finder", "neck", "--person", ada),
        ("evidence",),
        *(("aftercare", region, "--person", ada) for region in Region),
        ("course", "today", "--person", ada),
        ("course", "show", "--person", ada, "--ics", str(tmp_path / "plan.ics")),
        ("course", "start", "exercise", "--person", ada),
        ("history", "--person", ada),
        ("note", "1", "--person", ada, "--after", "4"),
        ("report", "--person", ada, "--out", str(page)),
        ("report", "--person", ada, "--out", str(tmp_path / "none" / "page.html")),
        ("run", "relax", "--person", ada),
        ("programmes",),
        ("screening", "--person", ada),
    ]
    wrong = foreign(language)
    assert len(wrong) > 300
    for command in commands:
        said = chairctl(*command, language=language)
        both = said.out + said.err
        assert both, command
        assert [text for text in wrong if text in both] == [], command
    for file in (page, tmp_path / "plan.ics"):
        text = file.read_text(encoding="utf-8").replace("\r\n ", "")
        assert [one for one in wrong if one in text] == [], file.name


def test_json_for_scripts_is_the_same_in_both_languages(chairctl: Said, ada: str) -> None:
    commands = [("history", "--person", ada), ("people", "list"), ("people", "show", ada)]
    with store() as kept:
        kept.add_session(ada, session(clock.wall().astimezone(UTC)))
    for command in commands:
        english, german = (chairctl(*command, "--json", language=language).out for language in LANGUAGES)
        assert json.loads(english) == json.loads(german)
