"""What is not written in code that a turn goes through, as it looks harmless and is not."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src/chairctl"
OF_A_TURN = ("domain", "safety", "session", "control", "protocols", "transports", "runtime")


def by_place(text: str) -> list[int]:
    """Lines with a class pattern whose parts are told by their place, such as `case Point(x, y)`."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.MatchClass) and node.patterns
    ]


@pytest.mark.parametrize("folder", OF_A_TURN)
def test_no_class_pattern_tells_parts_by_their_place(folder: str) -> None:
    """Python 3.11 makes the text `__match_args__` anew each time, and keeps thousands in a cache."""
    files = sorted((SOURCE / folder).rglob("*.py"))
    assert files
    assert [
        (path.name, lines) for path in files if (lines := by_place(path.read_text(encoding="utf-8")))
    ] == []


def test_such_a_pattern_is_found() -> None:
    assert by_place(
        "match a:\n    case A(): b\n    case B(c): d\n    case C(c=c): e\n    case int(): f\n"
    ) == [3]
