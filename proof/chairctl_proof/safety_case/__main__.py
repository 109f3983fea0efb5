"""`python -m chairctl_proof.safety_case`, in the project's folder: the blocks of SAFETY.md, and the chain."""

from pathlib import Path

from chairctl_proof.safety_case import chain, document

if __name__ == "__main__":
    document.FILE.write_text(document.written(Path()), encoding="utf-8")
    chain.FILE.write_text(chain.written(Path()), encoding="utf-8")
