"""`chairctl hil`: a device on a rig. The rig is a package beside the product and is loaded by its name."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal
from chairctl.profiles.problems import ProfileErrors
from chairctl.profiles.yaml_source import parse
from chairctl.texts import Texts

CHOICES = {"kind": ("simulator", "firmware", "bench"), "over": ("pty", "ble"), "marked": ("yes", "no")}
GIVEN = {"kind": "simulator", "over": "pty", "profile": "chairlink-reference", "marked": "no"}


def run(texts: Texts, rig: str, out: Path, only: str, *, full: bool, clear: bool, operator: str) -> int:
    """Run the tests; 0 only if none failed."""
    options = [f"--operator={operator}"] if operator else []
    options += [name for name, asked in (("--full", full), ("--i-am-clear", clear)) if asked]
    options += ["-k", only] if only else []
    try:
        import_module("pytest")
    except ImportError:
        raise Refusal(texts.say("hil.say.no_pytest")) from None
    failed = _rig().run_suite(rig, out, texts.language, options)
    if (out / "report.html").is_file():
        print(texts.say("hil.say.report", file=out / "report.html"))
    return ExitCode.FINISHED if failed == 0 else ExitCode.USAGE if failed == 4 else ExitCode.UNEXPECTED


def check(texts: Texts, rig: str) -> int:
    """Say what is there and what is wrong."""
    say = texts.say
    try:
        found = _rig().check_rig(rig)
    except ProfileErrors as errors:
        raise Refusal("\n".join(one.say(texts) for one in errors.problems)) from None
    for name, said in found.resources:
        print(say("hil.say.resource", name=name, said=said))
    if found.identity:
        print(say("hil.say.device", **found.identity))
    if found.lacks:
        print(say("hil.say.skips", needs="; ".join(say(code) for code in found.lacks)))
    for name, problem in found.problems:
        print(say("hil.say.check_failed", name=name, problem=problem), file=sys.stderr)
    if found.line:
        address, code = found.line
        print(say("hil.say.check_failed", name=address, problem=say(f"line.{code}")), file=sys.stderr)
    if found.problems or found.line:
        return ExitCode.PROBLEM
    print(say("hil.say.checked", file=rig))
    return ExitCode.FINISHED


def new(texts: Texts, file: Path) -> int:
    """Ask, and write a file that can be read again."""
    say = texts.say
    if file.exists():
        raise Refusal(say("hil.say.exists", file=file))
    if not sys.stdin.isatty():
        raise Refusal(say("hil.say.needs_terminal"))
    given = {"name": _ask(texts, "name", file.stem), "kind": _ask(texts, "kind")}
    is_bench = given["kind"] == "bench"
    asked = (
        ("profile", "address", "serial", "relay", "meter", "gauge", "marked")
        if is_bench
        else ("over", "profile")
    )
    given |= {name: _ask(texts, name) for name in asked}
    rig = _rig()
    text = rig.answers(given)
    try:
        import_module("chairctl_hil.rig.file").read_rig(parse(text, str(file)))
    except ProfileErrors as errors:
        raise Refusal("\n".join(one.say(texts) for one in errors.problems)) from None
    file.write_text(text, encoding="utf-8")
    print(say("hil.say.written", file=file))
    return ExitCode.FINISHED


def compare(texts: Texts, old: Path, new: Path) -> int:
    """What differs; 6 if anything is broken or worse."""
    try:
        before, after, found = _rig().compare(old, new)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(texts.say("hil.say.not_results", file=f"{old}, {new}", problem=error)) from None
    print(texts.say("hil.say.differs", old=before, new=after))
    for word, name, was, now in found:
        print(f"{texts.say(f'hil.change.{word}')}: {name}: {was} → {now}")
    if not found:
        print(texts.say("hil.say.same"))
    bad = any(word in ("broken", "worse") for word, *_ in found)
    return ExitCode.DIFFERENT if bad else ExitCode.FINISHED


def replay(texts: Texts, trace: Path, rig: str) -> int:
    """Play a trace again in virtual time; 6 if the device does something else than was recorded."""
    try:
        found = _rig().replay_trace(trace, rig)
    except ProfileErrors as errors:
        raise Refusal("\n".join(one.say(texts) for one in errors.problems)) from None
    except (OSError, ValueError, KeyError) as error:
        raise Refusal(texts.say("hil.say.not_results", file=trace, problem=error)) from None
    for was, now in found["stops"]:
        print(texts.say("hil.say.stop", was=f"{was:.1f}", now=f"{now:.1f}"))
    print(texts.say("hil.say.apart", ms=found["apart_ms"]))
    return ExitCode.DIFFERENT if found["apart_ms"] > APART_MS else ExitCode.FINISHED


APART_MS = 200
"""Two clocks and a plant of 50 ms steps are this far apart anyway."""


def _rig() -> Any:
    return import_module("chairctl_hil.command")


def _ask(texts: Texts, name: str, otherwise: str = "") -> str:
    given = otherwise or GIVEN.get(name, "")
    while True:
        hint = f" [{given}]" if given else ""
        answer = input(f"{texts.say(f'hil.say.ask_{name}')}{hint}: ").strip() or given
        known = CHOICES.get(name, ())
        if not known or answer in known:
            return answer
        print(texts.say("hil.say.no_such_answer", answer=answer, known=", ".join(known)))
