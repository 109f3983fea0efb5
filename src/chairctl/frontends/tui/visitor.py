"""One visitor of the web page: a screen on a host that runs, in a process of its own."""

import os
import sys
from pathlib import Path

from chairctl.frontends.tui.app import ChairApp
from chairctl.frontends.tui.settings import load_settings, settings_path
from chairctl.texts import language_from


def main(arguments: list[str]) -> int:
    """`SOCKET --lang LANGUAGE`; an exit code."""
    path, _, language = arguments
    file = settings_path()
    app = ChairApp(load_settings(file, language_from(os.environ, language)), Path(path), file)
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
