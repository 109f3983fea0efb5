"""What a release is made of: locks, notices, man pages, completion, archives that are the same each time."""

import re
import shutil
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from release import build, check, install, lock, man, notices
from release.tree import ROOT, heads_changelog

from chairctl import __version__
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.texts import LANGUAGES

EPOCH = 1_700_000_000
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
INSTRUCTIONS = {
    "ARG",
    "FROM",
    "ENV",
    "WORKDIR",
    "COPY",
    "RUN",
    "USER",
    "VOLUME",
    "ENTRYPOINT",
    "CMD",
    "STOPSIGNAL",
}


@pytest.mark.parametrize("name", lock.WANTED)
def test_a_lock_has_a_version_and_hashes_for_each_package_and_names_no_place(name: str) -> None:
    packages = list(lock.read(name))
    assert len(packages) >= 5
    assert [one.name for one in packages if not one.hashes] == []
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for one in packages for digest in one.hashes)
    assert "://" not in (lock.FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("core.txt", PROJECT["dependencies"]),
        ("extras.txt", [need for needs in PROJECT["optional-dependencies"].values() for need in needs]),
        ("build.txt", lock.building().splitlines()),
    ],
)
def test_what_the_project_asks_for_is_in_its_lock_in_a_version_that_fits(
    name: str, wanted: list[str]
) -> None:
    locked = {canonicalize_name(one.name): one.version for one in lock.read(name)}
    for need in map(Requirement, wanted):
        assert need.specifier.contains(locked[canonicalize_name(need.name)]), need


def test_the_notices_are_those_of_the_lock_with_the_licences_that_packages_state() -> None:
    assert list(notices.faults(one.name for one in lock.read("extras.txt"))) == []


@pytest.mark.parametrize(
    "need",
    [
        *PROJECT["dependencies"],
        *(need for needs in PROJECT["optional-dependencies"].values() for need in needs),
    ],
)
def test_the_notices_name_the_versions_that_the_project_asks_for(need: str) -> None:
    name, versions = re.fullmatch(r"([\w.-]+)(.+)", need).groups()  # type: ignore[union-attr]
    lines = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8").splitlines()
    assert any(re.search(rf"\b{re.escape(name)}\b.*{re.escape(versions)}(?![.\d])", line) for line in lines)


def test_the_oldest_python_is_the_same_everywhere() -> None:
    oldest = ".".join(map(str, install.OLDEST))
    assert PROJECT["requires-python"] == f">={oldest}"
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert tool["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    for name in ("README.md", "README.de.md", "CONTRIBUTING.md", "docs/installing.md"):
        assert set(re.findall(r"Python (?:ab )?(3\.\d+)", (ROOT / name).read_text(encoding="utf-8"))) == {
            oldest
        }


def test_a_package_that_is_not_noticed_or_has_another_licence_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "noticed", lambda: {"typer": "EPL-2.0", "gone": "MIT"})
    assert [one.partition(":")[0].split(" is ")[0] for one in notices.faults(["Typer", "new_one"])] == [
        "new-one",
        "gone",
        "typer",
    ]


def test_man_pages_and_completion_are_as_the_command_line_says_it() -> None:
    kept = {str(path.relative_to(man.SHARE)) for path in man.SHARE.rglob("*") if path.is_file()}
    files = man.files()
    assert kept == set(files)
    stale = [name for name, text in files.items() if (man.SHARE / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run: make man"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_man_page_has_every_command_and_every_exit_code(language: str) -> None:
    page = man.page(language)
    assert page.count(".SS ") > 60
    for name in ("chairctl demo", "chairctl people pin", "chairctl hil replay", "chairctl support"):
        assert f'.SS "{name}"' in page
    assert {int(code) for code in man.words(language)["exit"]} == set(ExitCode)
    lines = [line for line in page.splitlines() if line.startswith((".", "'"))]
    assert {line.split(" ")[0] for line in lines} == {'.\\"', ".TH", ".SH", ".SS", ".B", ".TP", ".PP"}


def test_man_pages_say_the_same_in_both_languages() -> None:
    english, german = (man.words(language) for language in LANGUAGES)
    assert {name: list(table) for name, table in english.items()} == {
        name: list(table) for name, table in german.items()
    }


def test_what_roff_would_obey_is_escaped() -> None:
    assert man.escaped(".so /etc/passwd") == "\\&.so /etc/passwd"
    assert man.escaped("'--json' \\n") == "\\&'\\-\\-json' \\en"


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return build.build(ROOT, tmp_path_factory.mktemp("dist"), EPOCH)


def in_the_container(folder: Path) -> Path:
    """What .containerignore lets into a container's build."""
    for line in (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines():
        source = ROOT / line.removeprefix("!")
        if line.startswith("!") and source.is_dir():
            shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif line.startswith("!"):
            shutil.copy(source, folder)
    return folder


def test_the_wheel_is_the_same_from_another_folder_with_only_what_a_container_gets(
    archives: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "source").mkdir()
    source = in_the_container(tmp_path / "source")
    again = build.build(source, tmp_path / "out", EPOCH, umask=0o077, kinds=("wheel",))
    assert again["wheel"].read_bytes() == archives["wheel"].read_bytes()


def test_the_wheel_is_the_same_from_the_source_archive(archives: dict[str, Path], tmp_path: Path) -> None:
    source = build.unpacked(archives["sdist"], tmp_path / "source")
    again = build.build(source, tmp_path / "out", EPOCH, kinds=("wheel",))
    assert again["wheel"].read_bytes() == archives["wheel"].read_bytes()


def test_another_time_gives_another_wheel(archives: dict[str, Path], tmp_path: Path) -> None:
    again = build.build(ROOT, tmp_path, EPOCH + 2, kinds=("wheel",))
    assert again["wheel"].read_bytes() != archives["wheel"].read_bytes()


def test_the_wheel_has_all_that_is_needed_away_from_the_sources_and_nothing_else(
    archives: dict[str, Path],
) -> None:
    with zipfile.ZipFile(archives["wheel"]) as wheel:
        names = set(wheel.namelist())
        (metadata,) = (name for name in names if name.endswith("/METADATA"))
        assert f"\nVersion: {__version__}\n" in wheel.read(metadata).decode()
    for name in shipped():
        assert name in names, name
    assert {name.partition("/")[0].partition("-")[0].removesuffix(".data") for name in names} == {
        "chairctl",
        "chairctl_hil",
        "chairctl_proof",
        "chairctl_simulators",
    }
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []


def shipped() -> Iterator[str]:
    """Files that are not code, as the wheel has them."""
    for path in (ROOT / "profiles").rglob("*.yaml"):
        yield f"chairctl/_profiles/{path.relative_to(ROOT / 'profiles').as_posix()}"
    for path in (ROOT / "src/chairctl").rglob("*.toml"):
        yield path.relative_to(ROOT / "src").as_posix()
    for name in man.files():
        yield f"chairctl-{__version__}.data/data/share/{name}"
    yield f"chairctl-{__version__}.dist-info/licenses/LICENSE"


def test_the_source_archive_has_what_building_and_checking_needs(archives: dict[str, Path]) -> None:
    with tarfile.open(archives["sdist"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "Makefile", "Containerfile", "release/lock/core.txt", "CHANGELOG.md"} <= names
    assert "tests/release/test_release.py" in names
    assert [name for name in names if name.startswith((".venv", ".git/", "dist/", "build/"))] == []


def test_the_container_file_has_only_instructions_that_there_are_and_sources_that_are_there() -> None:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert {line.split()[0] for line in lines} <= INSTRUCTIONS
    copied = [line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert copied == ["release/lock", "."]
    assert all((ROOT / name).exists() for name in copied)
    assert set(re.findall(r"release/lock/\w+\.txt", text)) <= {f"release/lock/{name}" for name in lock.WANTED}
    assert lines.index("USER chairctl") < next(
        at for at, line in enumerate(lines) if line.startswith("ENTRYPOINT")
    )


@pytest.mark.parametrize(
    ("heading", "is_ready"),
    [
        (f"## {__version__} - 2026-11-29", True),
        (f"## Unreleased\n\n### Added\n- A thing.\n\n## {__version__} - 2026-11-29", False),
        (f"## {__version__}", False),
        (f"## {__version__}1 - 2026-11-29", False),
        ("", False),
    ],
)
def test_a_release_stands_first_in_the_changelog_with_a_date(heading: str, is_ready: bool) -> None:
    assert heads_changelog(f"# Changelog\n\n{heading}\n") is is_ready


def test_one_thing_that_is_not_good_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = check.Row("tree", good=True, said="clean"), check.Row("lock", good=False, said="core.txt")
    assert check.main(lambda: iter([good])) == 0
    assert check.main(lambda: iter([good, bad, good])) == 1
    out = capsys.readouterr().out
    assert re.search(r"^FAIL +lock +core.txt$", out, re.MULTILINE)
    assert "not ready for a release" in out
