"""The rows as Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chairctl.texts import catalogue
from chairctl_proof.families.events import EVENTS, GIVE_UP_S

WORDS: Final = {
    "to_the_end": "a whole session",
    "stop": "`chairctl stop`",
    "ctrl_c": "Ctrl-C",
    "killed": "host killed",
    "link_loss": "link lost",
    "reconnect": "reconnected",
    "stale": "silent",
    "reboot": "device rebooted",
}
_HEAD: Final = """\
# Every family in whole sessions

Measured with `{made_by}` on {machine}.
An overloaded computer trips sessions (`stale_telemetry`, `warden_fired`), as it is meant to.

Every trial is a `chairctl run` of its own on a simulated device of its own, over a pseudo-terminal, or over
Bluetooth LE as bleak speaks it to a simulated daemon. Milliseconds are from the event to the device's true
zero, which the host never reads. **never**: not within {give_up} s. **still**: no part travels any more
either.

{events}
"""
_COLUMNS: Final = (
    "event",
    "trials",
    "never",
    "p50 ms",
    "max ms",
    "still, max ms",
    "the host says",
    "exit",
    "",
)


def document(rows: Sequence[Mapping[str, Any]], twins: Sequence[Mapping[str, Any]], machine: str) -> str:
    """The whole page."""
    events = [f"- {WORDS[name]}: {_first(EVENTS[name].__doc__)}" for name in EVENTS]
    parts = [
        _HEAD.format(
            made_by="make families", machine=machine, give_up=f"{GIVE_UP_S:g}", events="\n".join(events)
        )
    ]
    for family in dict.fromkeys(str(row["family"]) for row in rows):
        mine = [row for row in rows if row["family"] == family]
        parts += [f"## {family}\n", _table(mine)]
        parts.append(
            "".join(f"- {WORDS[row['event']]}: {row['substitute']}.\n" for row in mine if row["substitute"])
        )
    parts += ["## Red twins\n", _twins(twins), "## What the host's words mean\n", _meanings(rows)]
    return "\n".join(parts)


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = [f"| {' | '.join(_COLUMNS)} |", f"|{'---|' * len(_COLUMNS)}"]
    lines += [f"| {' | '.join(map(str, _cells(row)))} |" for row in rows]
    return "\n".join(lines) + "\n"


def _cells(row: Mapping[str, Any]) -> tuple[Any, ...]:
    verdict = "" if row["as_promised"] else f"**not as promised** {_counted(row['flaws'])}"
    figures = tuple("" if row[name] is None else row[name] for name in ("p50_ms", "max_ms", "still_max_ms"))
    said, codes = _counted(row["said"]), _counted(row["exit_codes"])
    return (WORDS[row["event"]], row["trials"], row["never"], *figures, said, codes, verdict)


def _counted(values: Mapping[str, int]) -> str:
    """The values; with how often each came, where there are several."""
    several = len(values) > 1
    return "; ".join(f"{value} ({count})" if several else value for value, count in values.items())


def _twins(twins: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        "Each device here has faults by which it can't come to zero; that has to be seen.",
        "",
        "| family | event | faults | seen | the host says | exit |",
        "|---|---|---|---|---|---|",
    ]
    for twin in twins:
        seen = "yes" if twin["seen"] else "**no**"
        cells = (
            twin["family"],
            WORDS[twin["event"]],
            f"`{twin['wrong']}`",
            seen,
            twin["said"],
            twin["exit_code"],
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def _meanings(rows: Sequence[Mapping[str, Any]]) -> str:
    known = catalogue("en")
    said = sorted({code for row in rows for words in row["said"] for code in words.split()})
    return "".join(f"- `{code}`: {known[f'reason.{code}']}\n" for code in said if f"reason.{code}" in known)


def _first(text: str | None) -> str:
    return " ".join((text or "").split())
