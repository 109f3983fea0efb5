"""The least that can forward a stop, as a program: in C where a compiler is, else the same in Python.

`python least.py IN OUT NEEDLE_HEX STOP_HEX`; standard library only, run as a file with `python -I -S`.
"""

import os
import select
import shutil
import subprocess
import sys
from pathlib import Path


def least_program(folder: Path) -> tuple[tuple[str, ...], str]:
    """How it is started, but for its arguments, and what it is called."""
    here = Path(__file__)
    if program := compiled(here.with_suffix(".c"), folder):
        return program, "a program in C that only forwards"
    return (sys.executable, "-I", "-S", str(here)), "a program of a few lines of Python that only forwards"


def compiled(source: Path, folder: Path, *libraries: str) -> tuple[str, ...]:
    """A program from one file of C; empty where no compiler is, or not what it needs."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    program = folder / source.stem
    if compiler is None:
        return ()
    command = [compiler, "-O2", "-o", str(program), str(source), *libraries]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  (our own source)
    return (str(program),) if done.returncode == 0 else ()


def main(arguments: list[str]) -> None:
    """Forward until the input has ended."""
    source, line = int(arguments[0]), int(arguments[1])
    needle, stop = (bytes.fromhex(text) for text in arguments[2:])
    waiting = select.poll()
    waiting.register(source, select.POLLIN)
    while not any(event & (select.POLLHUP | select.POLLERR) for _, event in waiting.poll()):
        if needle in os.read(source, 4096):
            os.write(line, stop)


if __name__ == "__main__":
    main(sys.argv[1:])
