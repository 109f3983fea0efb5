"""Draws the diagram in ARCHITECTURE.md from the table of safety states: `make pictures`."""

from pathlib import Path

from chairctl.safety.states import SAFE, TRANSITIONS

DOCUMENT = Path(__file__).parents[2] / "ARCHITECTURE.md"
BEGIN = "<!-- drawn by docs/pictures/draw_states.py: begin -->\n"
END = "<!-- end -->"


def diagram() -> str:
    """The table as a Mermaid diagram; events that lead back to the same state are left out."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, event), target in TRANSITIONS.items():
        if state is not target:
            arrows.setdefault((state.value, target.value), []).append(event.value)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {SAFE.value}"]
    lines += [f"    {state} --> {target}: {', '.join(events)}" for (state, target), events in arrows.items()]
    return "\n".join([*lines, "```", ""])


def drawn(text: str) -> str:
    """The document with its diagram drawn anew."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + diagram() + END + rest.partition(END)[2]


if __name__ == "__main__":
    DOCUMENT.write_text(drawn(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
