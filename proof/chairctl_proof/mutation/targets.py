"""What is mutated, and the tests that have to notice."""

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
"""The root of the project; only a checkout of the source has tests in it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Files that are mutated, and the tests that judge their mutants."""

    sources: str
    """A file, or a folder with all files below it; relative to the root."""
    tests: tuple[str, ...]
    at_import: tuple[str, ...] = ()
    """Test files that look at what is there after the import; tried first on lines outside of functions."""
    real_time: bool = False
    """Whether the tests measure real time, so that a busy computer alone could make one fail."""
    by_line: bool = True
    """Whether it is seen which test reaches which line; False: the code runs in processes of its own."""

    def files(self) -> Iterator[str]:
        """The files, relative to the root."""
        path = ROOT / self.sources
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield str(file.relative_to(ROOT))


TARGETS: Final = (
    Target(
        "src/chairctl/safety",
        ("tests/safety", "tests/control", "tests/session", "tests/proof/test_safety_case.py"),
        at_import=("tests/safety/test_thresholds.py", "tests/proof/test_safety_case.py"),
    ),
    Target(
        "src/chairctl/warden/process.py",
        ("tests/warden/test_parts.py", "tests/warden/test_watch.py", "tests/warden/test_process.py"),
        real_time=True,
        by_line=False,
    ),
)


PRELOADED: Final = (
    "asyncio", "coverage", "hypothesis.stateful", "hypothesis.strategies", "subprocess", "unittest",
    "chairctl.domain.programme", "chairctl.domain.snapshot", "chairctl.domain.telemetry",
    "chairctl.profiles.loader", "chairctl.texts",
)  # fmt: skip


def target_of(file: str) -> Target:
    """The target that a file belongs to."""
    return next(target for target in TARGETS if file in target.files())


def module_of(file: str) -> str:
    """The module's name as it is imported."""
    return ".".join(Path(file).relative_to("src").with_suffix("").parts)


def preload() -> None:
    """Import what mutants have no part in, so that no child needs to do it again."""
    for module in PRELOADED:
        importlib.import_module(module)


def is_loaded() -> bool:
    """Whether some of what is mutated is imported already; then a mutant would not take its place."""
    return any(module_of(file) in sys.modules for target in TARGETS for file in target.files())


def can_run() -> bool:
    """Whether this is a checkout, with the tools of its developers."""
    from importlib.util import find_spec

    tools = ("pytest", "pytest_asyncio", "pytest_timeout", "hypothesis", "coverage")
    return all((ROOT / test).exists() for target in TARGETS for test in target.tests) and all(
        find_spec(tool) for tool in tools
    )
