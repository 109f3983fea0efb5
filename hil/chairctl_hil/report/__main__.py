"""`python -m chairctl_hil.report FOLDER…`: the runs in these folders side by side, as Markdown."""

import sys
from pathlib import Path

from chairctl_hil.report.files import load
from chairctl_hil.report.side_by_side import markdown

if __name__ == "__main__":
    sys.stdout.write(markdown([load(Path(name)) for name in sys.argv[1:]]))
