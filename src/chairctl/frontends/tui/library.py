"""Programmes, each read once: a file is read anew when it has changed."""

from functools import lru_cache
from pathlib import Path

from chairctl.domain.programme import Programme
from chairctl.profiles.loader import find_programme, load_programme, programme_names
from chairctl.profiles.problems import ProfileErrors


def programme(name: str) -> Programme | None:
    """The programme of a name; None: it can't be read."""
    try:
        path = find_programme(name)
        return _read(path, path.stat().st_mtime_ns)
    except (ProfileErrors, OSError):
        return None


def programmes() -> tuple[Programme, ...]:
    """Every programme that can be read."""
    return tuple(found for name in programme_names() if (found := programme(name)))


@lru_cache(maxsize=256)
def _read(path: Path, _changed_at: int) -> Programme:
    return load_programme(path)
