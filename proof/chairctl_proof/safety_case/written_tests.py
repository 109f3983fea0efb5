"""The tests that there are, found by reading their files and not by running them."""

import ast
from functools import cache
from pathlib import Path


@cache
def written_tests(root: Path) -> frozenset[str]:
    """`tests/…/test_x.py::test_y` of every test function, and of every state machine by its name."""
    found: set[str] = set()
    for path in (root / "tests").rglob("test_*.py"):
        place = path.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names = [node.name] if node.name.startswith("test_") else []
            elif isinstance(node, ast.Assign):
                names = [one.id for one in node.targets if isinstance(one, ast.Name)]
                names = [name for name in names if name.startswith("Test")]
            else:
                continue
            found.update(f"{place}::{name}" for name in names)
    return frozenset(found)
