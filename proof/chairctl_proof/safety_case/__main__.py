"""`python -m chairctl_proof.safety_case`, in the project's folder: writes the blocks of SAFETY.md anew."""

from pathlib import Path

from chairctl_proof.safety_case.document import FILE, written

if __name__ == "__main__":
    FILE.write_text(written(Path()), encoding="utf-8")
