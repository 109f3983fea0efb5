"""`python -m chairctl_proof.bodyscan`: scans simulated bodies and prints how far off the maps are."""

import argparse
import json
import sys
from typing import Any

from chairctl_proof.bodyscan.campaign import Moved, Report, moving, still


def main() -> int:
    """0 if nothing was wrong with what the chair did."""
    parser = argparse.ArgumentParser(prog="chairctl_proof.bodyscan", description=__doc__)
    parser.add_argument("--bodies", type=int, default=200)
    parser.add_argument("--moving", type=int, default=100, help="people who move meanwhile")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = still(options.bodies, lambda done: _show("still", done, options.bodies))
    moved = moving(options.moving, lambda done: _show("moving", done, options.moving))
    if options.json:
        print(json.dumps({"still": _plain(report), "moving": moved._asdict()}, indent=1))
    else:
        print("\n".join(_lines(report, moved)))
    return 1 if report.flaws else 0


def _lines(report: Report, moved: Moved) -> list[str]:
    found = f"{report.mapped} mapped, {report.unclear} unclear, {report.moved} said to have moved"
    lines = [
        f"{report.bodies} bodies: {found}; at most {report.longest_s:.0f} s, {report.greatest_n:.1f} N",
        f"{'landmark':14} {'p50':>6} {'p90':>6} {'max':>6} {'bias':>6}  within what is stated",
    ]
    for name, (p50, p90, most) in report.errors.items():
        lines.append(
            f"{name:14} {p50:6.1f} {p90:6.1f} {most:6.1f} {report.bias_mm[name]:6.1f}"
            f"  {report.within[name]:.1%}"
        )
    lines.append(
        f"stiff spots: {report.found} of {report.spots} found, {report.spots - report.found} missed,"
        f" {report.false} where none is"
    )
    unnoticed = ", ".join(f"{off:.0f} mm" for off in moved.unnoticed_mm)
    lines.append(
        f"moved: {moved.noticed} of {moved.people} ended, at the median {moved.median_s:.1f} s after;"
        f" off where it was not noticed: {unnoticed or '-'}"
    )
    return [*lines, *report.flaws]


def _plain(report: Report) -> dict[str, Any]:
    plain = report._asdict()
    plain["errors"] = {name: one._asdict() for name, one in report.errors.items()}
    return plain


def _show(what: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{what}: {done}/{total}" + ("\n" if done == total else ""))
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
