"""Writing a file that is one person's business."""

import os
from pathlib import Path

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal
from chairctl.profiles.problems import LONGEST_PATH, shown
from chairctl.texts import Texts

_WHY: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "no_folder"),
    (NotADirectoryError, "no_folder"),
    (IsADirectoryError, "is_folder"),
    (PermissionError, "not_allowed"),
)


def write_own(path: Path, content: str | bytes, texts: Texts) -> None:
    """Write a file that nobody else may read. Raises Refusal."""
    data = content.encode() if isinstance(content, str) else content
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
    except OSError as error:
        why = next((code for kind, code in _WHY if isinstance(error, kind)), "other")
        said = texts.say(f"write.{why}", detail=error.strerror or "")
        path_said = shown(str(path), LONGEST_PATH)
        raise Refusal(texts.say("write.failed", path=path_said, why=said), ExitCode.UNEXPECTED) from error
