"""The verbs of the rig: `chairctl hil run | check | new | compare | replay`."""

from pathlib import Path
from typing import Annotated

import typer

from chairctl.frontends.cli.help import TranslatedCommand, TranslatedGroup
from chairctl.texts import Texts


def add_hil(app: typer.Typer, texts: Texts) -> None:
    """Add them to the app."""
    say = texts.say
    Rig = Annotated[str, typer.Option("--rig", help=say("help.rig"))]  # noqa: N806  (a type)
    hil = typer.Typer(cls=TranslatedGroup, help=say("help.hil"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(hil, name="hil")

    @hil.command(cls=TranslatedCommand, help=say("help.hil_run"))
    def run(
        rig: Rig = "simulator-pty",
        out: Annotated[Path, typer.Option("--out", help=say("help.hil_out"))] = Path("hil-report"),
        full: Annotated[bool, typer.Option("--full", help=say("help.hil_full"))] = False,
        clear: Annotated[bool, typer.Option("--i-am-clear", help=say("help.i_am_clear"))] = False,
        operator: Annotated[str, typer.Option("--operator", help=say("help.operator"))] = "",
        only: Annotated[str, typer.Option("-k", help=say("help.hil_only"))] = "",
    ) -> int:
        from chairctl.frontends.cli.hil import run

        return run(texts, rig, out, only, full=full, clear=clear, operator=operator)

    @hil.command(cls=TranslatedCommand, help=say("help.hil_check"))
    def check(rig: Rig = "simulator-pty") -> int:
        from chairctl.frontends.cli.hil import check

        return check(texts, rig)

    @hil.command(cls=TranslatedCommand, help=say("help.hil_new"))
    def new(file: Annotated[Path, typer.Argument(help=say("help.file"))]) -> int:
        from chairctl.frontends.cli.hil import new

        return new(texts, file)

    @hil.command(cls=TranslatedCommand, help=say("help.hil_compare"))
    def compare(
        old: Annotated[Path, typer.Argument(help=say("help.hil_results"))],
        new: Annotated[Path, typer.Argument(help=say("help.hil_results"))],
    ) -> int:
        from chairctl.frontends.cli.hil import compare

        return compare(texts, old, new)

    @hil.command(cls=TranslatedCommand, help=say("help.hil_replay"))
    def replay(
        trace: Annotated[Path, typer.Argument(help=say("help.hil_trace"))],
        rig: Rig = "simulator-pty",
    ) -> int:
        from chairctl.frontends.cli.hil import replay

        return replay(texts, trace, rig)
