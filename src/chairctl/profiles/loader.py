"""Finding and loading device profiles, programmes and named devices; the door for every file.

Shipped files are found in the package, or in the checkout beside it; the files of the user's config
folder (`profiles/devices`, `profiles/programmes` in it) are added to them and win over equal names.
Devices that a person has named are only there, in `devices`.
Everything here raises `ProfileErrors` for what is wrong with a name or a file.
"""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from platformdirs import user_config_path

from chairctl.domain.programme import Programme
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.paired import Paired, read_paired
from chairctl.profiles.problems import LONGEST_PATH, Problem, ProfileErrors, shown, suggestion
from chairctl.profiles.read_device import read_device
from chairctl.profiles.read_programme import read_programme
from chairctl.profiles.yaml_source import Source, parse, read_text

_DEVICES = "devices"
_PROGRAMMES = "programmes"

Read = TypeVar("Read")


def device_names() -> tuple[str, ...]:
    """Names of all device profiles that can be loaded by name."""
    return tuple(_paths(_DEVICES))


def programme_names() -> tuple[str, ...]:
    """Names of all programmes that can be loaded by name."""
    return tuple(_paths(_PROGRAMMES))


def paired_names() -> tuple[str, ...]:
    """Names that a person has given to devices."""
    return tuple(sorted(path.stem for path in _paired_folder().glob("*.yaml")))


def find_device(reference: str | Path) -> Path:
    """The file of a device profile, by name or path; what has a slash or ends in .yaml is a path."""
    return _find(reference, _DEVICES, "profile.unknown_device")


def find_programme(reference: str | Path) -> Path:
    """The file of a programme, by name or path; what has a slash or ends in .yaml is a path."""
    return _find(reference, _PROGRAMMES, "profile.unknown_programme")


def find_any(reference: str | Path) -> Path:
    """A file by its path, or the one of the programme, device profile or named device of this name."""
    path = Path(reference)
    if path.name != reference or path.suffix or path.exists():
        return path
    known = (_paths(_PROGRAMMES), _paths(_DEVICES), {name: find_paired(name) for name in paired_names()})
    return next((files_by_name[path.name] for files_by_name in known if path.name in files_by_name), path)


def find_paired(name: str) -> Path:
    """Where the file of a named device is, or would be."""
    return _paired_folder() / f"{name}.yaml"


def own_programme(name: str) -> Path:
    """Where a programme of the user's own belongs."""
    return user_config_path("chairctl") / "profiles" / _PROGRAMMES / f"{name}.yaml"


def load_device(reference: str | Path) -> DeviceProfile:
    """The device profile of a name or path."""
    return load_file(find_device(reference), read_device)


def load_programme(reference: str | Path) -> Programme:
    """The programme of a name or path."""
    return load_file(find_programme(reference), read_programme)


def load_paired(name: str) -> Paired:
    """The device that a person has given this name."""
    known = paired_names()
    if name not in known:
        params = {"name": shown(name), **suggestion(name, known)}
        code = "profile.unknown_paired" if known else "profile.nothing_paired"
        raise ProfileErrors((Problem(shown(name), 0, 0, "", code, params if known else {}),))
    return load_file(find_paired(name), read_paired)


def load_device_text(text: str, name: str) -> DeviceProfile:
    """The device profile in a text, as a recording carries it; `name` is the file name in problems."""
    return read_device(parse(text, name))


def load_programme_text(text: str, name: str) -> Programme:
    """The programme in a text, as a recording carries it; `name` is the file name in problems."""
    return read_programme(parse(text, name))


def load_file(path: Path, read: Callable[[Source], Read]) -> Read:
    """What `read` makes of a file; the file must bear the name that it gives itself."""
    source = parse(read_text(path), shown(str(path), LONGEST_PATH))
    result = read(source)
    name = source.data["name"]
    if name != path.stem:
        params = {"name": str(name), "stem": shown(path.stem)}
        raise ProfileErrors((source.problem(("name",), "profile.name_differs", params),))
    return result


def shipped_folder(package: Path) -> Path:
    """Where the shipped files are: in an installed package inside it, in a checkout beside `src`."""
    inside = package / "_profiles"
    return inside if inside.is_dir() else package.parents[1] / "profiles"


def _paired_folder() -> Path:
    return user_config_path("chairctl") / "devices"


def _paths(folder: str) -> dict[str, Path]:
    """Every file of a folder by its name, in the order of the names; the user's files win."""
    roots = (shipped_folder(Path(str(files("chairctl")))), user_config_path("chairctl") / "profiles")
    found = {path.stem: path for root in roots for path in (root / folder).glob("*.yaml")}
    return dict(sorted(found.items()))


def _find(reference: str | Path, folder: str, code: str) -> Path:
    path = Path(reference)
    if isinstance(reference, Path) or path.name != reference or path.suffix == ".yaml":
        return path
    known = _paths(folder)
    if reference not in known:
        params = {"name": shown(reference), **suggestion(reference, tuple(known))}
        raise ProfileErrors((Problem(shown(reference), 0, 0, "", code, params),))
    return known[reference]
