"""The commands of the daemon: daemon, status, confirm; see app.py."""

from pathlib import Path
from typing import Annotated

import typer

from chairctl.frontends.cli.help import TranslatedCommand
from chairctl.frontends.daemon.logs import LogForm
from chairctl.texts import Texts


def add_daemon(app: typer.Typer, texts: Texts) -> None:
    """daemon, status and confirm."""
    say = texts.say
    Config = Annotated[Path | None, typer.Option("--config", help=say("help.daemon_config"))]  # noqa: N806

    @app.command(cls=TranslatedCommand, help=say("help.daemon"))
    def daemon(
        config: Config = None,
        check: Annotated[bool, typer.Option("--check", help=say("help.daemon_check"))] = False,
        log: Annotated[LogForm, typer.Option("--log", help=say("help.daemon_log"))] = LogForm.AUTO,
    ) -> int:
        from chairctl.frontends.cli.daemon import daemon

        return daemon(texts, config, check=check, form=log)

    @app.command(cls=TranslatedCommand, help=say("help.status"))
    def status(json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = False) -> int:
        from chairctl.frontends.cli.status import status

        return status(texts, as_json=json)

    @app.command(cls=TranslatedCommand, help=say("help.confirm"))
    def confirm(
        station: Annotated[str | None, typer.Argument(help=say("help.confirm_station"))] = None,
        yes: Annotated[bool, typer.Option("--yes", help=say("help.confirm_yes"))] = False,
    ) -> int:
        from chairctl.frontends.cli.confirm import confirm

        return confirm(texts, station, yes=yes)
