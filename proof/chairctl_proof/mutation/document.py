"""The figures and the argued survivors of docs/mutation.md, written between its marks."""

from pathlib import Path

from chairctl_proof.mutation.outcome import Outcome

BEGIN, END = "<!-- written by make mutants: begin -->", "<!-- written by make mutants: end -->"


def write(document: Path, outcome: Outcome) -> None:
    """Put the newest figures in place of the old ones."""
    before, _, rest = document.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{BEGIN}\n{text(outcome)}{END}{after}")


def text(outcome: Outcome) -> str:
    """A table by file, and the list of what is argued."""
    rows = outcome.table()
    total = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    lines = ["| file | mutants | killed | timed out | equivalent | unnoticed |", "|---|--:|--:|--:|--:|--:|"]
    for file, *numbers in rows:
        lines.append(f"| `{file.removeprefix('src/chairctl/')}` | {' | '.join(map(str, numbers))} |")
    lines.append(f"| all | {' | '.join(map(str, total))} |")
    lines += ["", f"## Argued survivors ({len(outcome.argued)})", ""]
    by_reason: dict[tuple[str, str, str], list[str]] = {}
    for name, why in outcome.argued.items():
        key = (name.file.removeprefix("src/chairctl/"), name.text, why)
        by_reason.setdefault(key, []).append(name.operator)
    for (file, line, why), operators in by_reason.items():
        lines.append(f"- `{file}`: `{line}`, {'; '.join(operators)}. {why}")
    return "\n".join([*lines, ""])
