from string import Formatter

import pytest

from chairctl.texts import LANGUAGES, PARTS, Texts, catalogue, language_from


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("part", PARTS)
def test_every_text_exists_in_every_language_with_the_same_placeholders(part: str) -> None:
    english, german = (catalogue(language, part) for language in LANGUAGES)
    assert english.keys() == german.keys()
    assert {code: placeholders(text) for code, text in english.items()} == {
        code: placeholders(text) for code, text in german.items()
    }
    assert len(english) > 40


@pytest.mark.parametrize("part", PARTS)
def test_no_text_is_empty(part: str) -> None:
    texts = [item for language in LANGUAGES for item in catalogue(language, part).items()]
    assert [code for code, text in texts if not text] == []


def test_a_code_belongs_to_one_part_only() -> None:
    codes = [code for part in PARTS for code in catalogue("en", part)]
    assert len(codes) == len(set(codes))


def test_a_text_of_care_is_said_like_any_other() -> None:
    assert Texts("de").say("place.neck") == "Nacken"


def test_a_text_is_said_with_its_parameters_in_the_language_asked_for() -> None:
    assert Texts("en").say("profile.suggestion", name="max_ma") == "did you mean `max_ma`? "
    assert Texts("de").say("profile.suggestion", name="max_ma") == "war `max_ma` gemeint? "
    assert Texts("de").language == "de"


def test_what_a_parameter_holds_is_not_taken_for_a_placeholder() -> None:
    assert "{0.__class__}" in Texts("en").say("profile.suggestion", name="{0.__class__}")


def test_an_unknown_code_or_a_forgotten_parameter_is_an_error() -> None:
    with pytest.raises(KeyError):
        Texts("en").say("profile.no_such_code")
    with pytest.raises(KeyError):
        Texts("en").say("profile.suggestion")


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(ValueError, match="fr"):
        Texts("fr")


@pytest.mark.parametrize(
    ("env", "option", "language"),
    [
        ({}, None, "en"),
        ({"LANG": "de_DE.UTF-8"}, None, "de"),
        ({"LANG": "de_DE.UTF-8"}, "en", "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_GB"}, None, "en"),
        ({"LC_MESSAGES": "en_GB", "LC_ALL": "de"}, None, "de"),
        ({"LC_ALL": "en_US", "CHAIRCTL_LANG": "DE"}, None, "de"),
        ({"LC_ALL": "", "LANG": "de_AT"}, None, "de"),
        ({"LANG": "fr_FR"}, None, "en"),
        ({"LANG": "C"}, None, "en"),
        ({"LANG": "den_CA"}, None, "en"),
        ({"LANG": "de_DE"}, "klingon", "en"),
    ],
)
def test_the_nearest_wish_decides_the_language(
    env: dict[str, str], option: str | None, language: str
) -> None:
    assert language_from(env, option) == language
