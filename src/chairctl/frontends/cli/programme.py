"""`chairctl programme`: begin a programme of one's own, and see what one will do."""

import shutil
import sys
from importlib.resources import files
from pathlib import Path

from chairctl.domain.sitter import ANYBODY
from chairctl.domain.sitter import Sitter as Seated
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.preview_svg import preview_svg
from chairctl.frontends.cli.preview_text import BESIDE, BLOCKS, preview_lines
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_device, load_programme, load_programme_text, own_programme
from chairctl.profiles.problems import ProfileErrors
from chairctl.safety.account import GUEST
from chairctl.session.plan import fit
from chairctl.texts import Texts

_NARROWEST, _WIDEST = 20, 100


def new(texts: Texts, name: str) -> int:
    """Write a programme to begin with into the user's folder; an exit code. Never overwrites."""
    template = files("chairctl.frontends.cli").joinpath(f"programme_new.{texts.language}.yaml")
    text = template.read_text(encoding="utf-8").replace("NAME", name)
    path = own_programme(name)
    try:
        load_programme_text(text, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except ProfileErrors as errors:
        return _refuse_file(errors, texts)
    except FileExistsError:
        print(f"chairctl: {texts.say('programme.exists', path=path)}", file=sys.stderr)
        return ExitCode.USAGE
    except OSError as error:
        return _unwritable(path, error, texts)
    print(texts.say("programme.begun", path=path, name=name))
    return ExitCode.FINISHED


def preview(texts: Texts, programme: str, profile: str, svg: Path | None, person: str | None = None) -> int:
    """Draw what a programme does on a device, in the terminal or into a file; an exit code.

    `person`: on their back, in their shares.
    """
    try:
        device = load_device(profile)
        plan = fit(load_programme(programme), (device,), _seated(person, device, texts))
    except ProfileErrors as errors:
        return _refuse_file(errors, texts)
    if svg is None:
        width = shutil.get_terminal_size().columns - BESIDE
        width = max(_NARROWEST, min(_WIDEST, width))
        print("\n".join(preview_lines(plan, device, texts, width, blocks=_has_blocks())))
        return ExitCode.FINISHED
    try:
        svg.write_text(preview_svg(plan, device, texts), encoding="utf-8")
    except OSError as error:
        return _unwritable(svg, error, texts)
    print(texts.say("preview.drawn", path=svg))
    return ExitCode.FINISHED


def _seated(person: str | None, device: DeviceProfile, texts: Texts) -> Seated:
    if person is None:
        return ANYBODY
    from chairctl.frontends.cli.person import find
    from chairctl.frontends.cli.sitter import Sitter

    return Sitter(None if person == GUEST else find(person, texts)).seated(device, texts)


def _has_blocks() -> bool:
    """Whether the terminal can show the blocks of the picture."""
    try:
        BLOCKS.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _unwritable(path: Path, error: OSError, texts: Texts) -> int:
    said = texts.say("programme.unwritable", path=path, error=error.strerror or "")
    print(f"chairctl: {said}", file=sys.stderr)
    return ExitCode.USAGE


def _refuse_file(errors: ProfileErrors, texts: Texts) -> int:
    for problem in errors.problems:
        print(f"chairctl: {problem.say(texts)}", file=sys.stderr)
    return ExitCode.USAGE
