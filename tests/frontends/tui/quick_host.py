"""The host of the demonstration, in a hurry: it asks whether all is well after four seconds of heat."""

import sys
from unittest.mock import patch

from chairctl.domain.time import SECOND
from chairctl.frontends.cli import demo
from chairctl.safety import presence
from chairctl.texts import Texts

if __name__ == "__main__":
    with patch.object(presence, "EVERY", 4 * SECOND):
        sys.exit(demo.serve(Texts("en")))
