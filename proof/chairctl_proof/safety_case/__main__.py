"""`python -m chairctl_proof.safety_case`, in the project's folder: the blocks of SAFETY.md, and the chain.

With ids of hazards it writes nothing, and names their tests for pytest: `make test HAZARD="H44 H52"`.
"""

import sys
from pathlib import Path

from chairctl_proof.safety_case import chain, document
from chairctl_proof.safety_case.hazards import FILE, load


def names_of_tests(ids: list[str], root: Path) -> list[str]:
    """The tests of these hazards, each once. SystemExit for a hazard that there is not, or without tests."""
    tests = {hazard.id: hazard.tests for hazard in load(root)}
    for one in ids:
        if not tests.get(one):
            sys.exit(f"{one}: no hazard with tests is called so; {FILE} has them all")
    return list(dict.fromkeys(test for one in ids for test in tests[one]))


if __name__ == "__main__":
    if sys.argv[1:]:
        print("\n".join(names_of_tests(sys.argv[1:], Path())))
    else:
        document.FILE.write_text(document.written(Path()), encoding="utf-8")
        chain.FILE.write_text(chain.written(Path()), encoding="utf-8")
