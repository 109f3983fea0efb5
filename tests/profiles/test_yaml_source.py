from decimal import Decimal
from pathlib import Path

import pytest

from chairctl.profiles.problems import Problem, ProfileErrors
from chairctl.profiles.yaml_source import MOST_BYTES, parse, read_text


def refusal(text: str) -> Problem:
    with pytest.raises(ProfileErrors) as refused:
        parse(text, "x.yaml")
    (problem,) = refused.value.problems
    return problem


def test_every_key_and_entry_knows_its_line_and_column() -> None:
    source = parse("a: 1\nb:\n  - c: 2\n    d: 3\n  - 4\n", "x.yaml")
    assert source.data == {"a": 1, "b": [{"c": 2, "d": 3}, 4]}
    assert source.marks == {
        (): (1, 1),
        ("a",): (1, 1),
        ("b",): (2, 1),
        ("b", 0): (3, 5),
        ("b", 0, "c"): (3, 5),
        ("b", 0, "d"): (4, 5),
        ("b", 1): (5, 5),
    }


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("41.05", Decimal("41.05")),
        ("-3", -3),
        ("+3", 3),
        ("041", "041"),
        ("0x10", "0x10"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("9" * 5000, "9" * 5000),
        ("1_000", "1_000"),
        ("'3'", "3"),
        ("on", "on"),
        ("2026-11-22", "2026-11-22"),
        ("TRUE", True),
        ("~", None),
        ("", None),
    ],
)
def test_only_plain_decimal_digits_are_numbers(written: str, value: object) -> None:
    read = parse(f"key: {written}", "x.yaml").data["key"]
    assert read == value
    assert type(read) is type(value)


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbfkey: 1\r\n")
    assert parse(read_text(file), "x.yaml").data == {"key": 1}


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "empty", 1, 1),
        ("# nothing\n", "empty", 1, 1),
        ("- 1\n", "not_a_document", 1, 1),
        ("a: 1\n---\nb: 2\n", "many_documents", 2, 1),
        ("a: 1\nb: 2\na: 3\n", "duplicate_key", 3, 1),
        ("a: &x 1\n", "alias", 1, 4),
        ("&x a: 1\n", "alias", 1, 1),
        ("a: *x\n", "alias", 1, 4),
        ("a: !!python/name:os.system\n", "tag", 1, 4),
        ("? [a]\n: 1\n", "key_not_text", 1, 3),
        ('a: 1\n"": 1\n', "key_not_text", 2, 1),
        ("a: 1\nb: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]\n", "too_deep", 2, 15),
        ("a:\n\tb: 1\n", "tab", 2, 1),
        ("a: 1\nb: [1, 2\n", "syntax", 2, 4),
        ('a: 1\nb: "open\nc: 2\n', "syntax", 2, 4),
        ("a: 1\nb: 2: 3\n", "syntax", 2, 5),
        ('a: 1\nb: "\\UFFFFFFFF"\n', "syntax", 2, 1),
        ("a: 1\nb: x\x1b[2J\n", "odd_character", 2, 5),
        ("a: 1\nb: \u202ex\n", "odd_character", 2, 4),
    ],
)
def test_what_yaml_could_hide_is_refused_with_its_place(text: str, code: str, line: int, column: int) -> None:
    problem = refusal(text)
    assert (problem.code, problem.line, problem.column) == (f"profile.{code}", line, column)


def test_a_billion_laughs_are_refused_at_the_first() -> None:
    text = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(9))
    assert refusal(text).code == "profile.alias"


def test_a_flood_of_brackets_is_refused() -> None:
    assert refusal("a: " + "[" * 200_000).code == "profile.too_deep"


def test_a_text_larger_than_the_limit_is_refused() -> None:
    assert refusal("#" * (MOST_BYTES + 1)).code == "profile.too_large"


def test_a_large_file_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xff" * (MOST_BYTES + 1))
    assert file_code(file) == ("profile.too_large", 0)


def file_code(path: Path) -> tuple[str, int]:
    with pytest.raises(ProfileErrors) as refused:
        read_text(path)
    (problem,) = refused.value.problems
    return problem.code, problem.line


def test_a_file_that_can_not_be_read_is_a_clear_error(tmp_path: Path) -> None:
    assert file_code(tmp_path / "none.yaml") == ("profile.missing_file", 0)
    assert file_code(tmp_path) == ("profile.not_a_file", 0)
    assert file_code(Path("a" * 5000)) == ("profile.unreadable", 0)


def test_a_file_that_is_not_utf_8_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"a: 1\nb: W\xe4rme\n")
    assert file_code(file) == ("profile.not_utf8", 2)


def test_a_message_holds_nothing_that_a_terminal_obeys() -> None:
    said = str(ProfileErrors((refusal('"\\e[2J": 1\n"\\e[2J": 2\n'),)))
    assert said.isprintable()
    assert "x.yaml:2:1" in said
