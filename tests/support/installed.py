"""A package of the examples as if it were installed: found through its metadata, as any other."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

TOY = Path(__file__).parents[2] / "examples/chairctl-toy"


def entry_points_of(package: Path) -> Mapping[str, Mapping[str, str]]:
    """What its pyproject.toml offers, by group."""
    project = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: Mapping[str, Mapping[str, str]] = project["entry-points"]
    return found


def lay_metadata(folder: Path, name: str, offers: Mapping[str, Mapping[str, str]]) -> None:
    """Metadata of an installed package; the folder has to be on `sys.path`."""
    info = folder / f"{name}-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n")
    lines = []
    for group, points in offers.items():
        lines += [f"[{group}]", *(f"{point} = {value}" for point, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
