"""`chairctl support`: lists what a bundle holds, writes it, or shows all of it. Nothing is sent anywhere."""

import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.support import heads, log, parts
from chairctl.frontends.cli.support.names import NamesError, names
from chairctl.frontends.cli.support.redactor import Redactor
from chairctl.frontends.cli.table import columns
from chairctl.frontends.cli.write_own import write_own
from chairctl.profiles.problems import LONGEST_PATH
from chairctl.profiles.problems import shown as visible
from chairctl.runtime import clock
from chairctl.texts import Texts

MOST_BYTES = 256 * 1024
"""Of one part; what is longer is cut."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Of every file in the bundle: when it was made stands in its name."""


def support(texts: Texts, out: Path | None, *, show: bool, as_json: bool) -> int:
    """Write a bundle, or only show what would be in it; an exit code. Raises Refusal."""
    path = out or Path(f"chairctl-support-{clock.wall():%Y%m%d-%H%M%S}.zip")
    if not show and os.path.lexists(path):
        raise Refusal(texts.say("support.exists", path=visible(str(path), LONGEST_PATH)))
    try:
        redactor = Redactor(names(os.environ), Path.home())
    except NamesError as error:
        raise Refusal(texts.say("support.no_names"), ExitCode.REFUSED) from error
    if sys.stderr.isatty():
        print(texts.say("support.looking"), file=sys.stderr)
    found = {name: cut(text) for name, text in contents(texts, redactor) if text}
    if show:
        for name, text in found.items():
            print(json.dumps({"part": name, "text": text}) if as_json else f"==> {name}\n{text}")
        return ExitCode.FINISHED
    listed = [[name, f"{len(text.encode())}", _about(name, texts)] for name, text in found.items()]
    if not as_json:
        print(texts.say("support.holds"))
        for line in columns(listed):
            print(f"  {line}")
    write_own(path, zipped(found), texts)
    if as_json:
        sizes = {name: int(size) for name, size, _ in listed}
        print(json.dumps({"file": str(path), "bytes": path.stat().st_size, "parts": sizes}))
    else:
        print(texts.say("support.written", path=visible(str(path), LONGEST_PATH)))
        print(texts.say("support.look"))
    return ExitCode.FINISHED


def contents(texts: Texts, redactor: Redactor) -> Iterator[tuple[str, str]]:
    """Every part with its text; an empty one is not there."""
    yield "README.txt", texts.say("support.readme") + "\n"
    yield "versions.json", _json(parts.versions(texts))
    yield "doctor.jsonl", "".join(json.dumps(one) + "\n" for one in parts.doctor(redactor))
    yield "config.json", _json(parts.configuration(redactor))
    yield "profiles.json", _json(parts.profiles(redactor))
    yield "stores.json", _json(parts.stores())
    yield "sessions.json", _json(parts.sessions(redactor))
    yield "trips.json", _json(heads.trips(redactor))
    for number, path in enumerate(heads.newest(), 1):
        yield f"recording-{number}.jsonl", heads.shown(path, redactor)
    yield "service.log", log.tail(redactor)


def cut(text: str) -> str:
    """A part of bounded length."""
    data = text.encode()
    return text if len(data) <= MOST_BYTES else data[:MOST_BYTES].decode(errors="ignore") + "\n[cut]\n"


def zipped(found: dict[str, str]) -> bytes:
    """The bundle."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in found.items():
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _about(name: str, texts: Texts) -> str:
    return texts.say(f"support.part.{name.partition('.')[0].partition('-')[0].lower()}")


def _json(value: Any) -> str:
    return json.dumps(value, indent=1) + "\n"
