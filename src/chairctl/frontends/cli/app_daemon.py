"""The commands of the daemon, and support: daemon, status, confirm, service, fleet, support; see app.py."""

from pathlib import Path
from typing import Annotated

import typer

from chairctl.frontends.cli.help import TranslatedCommand, TranslatedGroup
from chairctl.frontends.daemon.log_form import LogForm
from chairctl.texts import Texts


def add_daemon(app: typer.Typer, texts: Texts) -> None:
    """daemon, status, confirm, service, fleet and support."""
    _add_service(app, texts)
    _add_fleet(app, texts)
    _add_support(app, texts)
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
        yes: Annotated[bool | None, typer.Option("--yes/--no", help=say("help.confirm_yes"))] = None,
    ) -> int:
        from chairctl.frontends.cli.confirm import confirm

        return confirm(texts, station, yes=yes)


def _add_service(app: typer.Typer, texts: Texts) -> None:
    say = texts.say
    System = Annotated[bool, typer.Option("--system", help=say("help.service_system"))]  # noqa: N806
    User = Annotated[str | None, typer.Option("--user", help=say("help.service_user"))]  # noqa: N806
    Config = Annotated[Path | None, typer.Option("--config", help=say("help.daemon_config"))]  # noqa: N806
    service = typer.Typer(cls=TranslatedGroup, help=say("help.service"), rich_markup_mode=None)

    @service.command(cls=TranslatedCommand, help=say("help.service_install"))
    def install(system: System = False, user: User = None, config: Config = None) -> int:
        from chairctl.frontends.cli.service import install

        return install(texts, system=system, user=user, config=config)

    @service.command(cls=TranslatedCommand, help=say("help.service_remove"))
    def remove(system: System = False) -> int:
        from chairctl.frontends.cli.service import remove

        return remove(texts, system=system)

    @service.command(cls=TranslatedCommand, help=say("help.service_show"))
    def show(system: System = False, user: User = None, config: Config = None) -> int:
        from chairctl.frontends.cli.service import show

        return show(texts, system=system, user=user, config=config)

    app.add_typer(service, name="service")


def _add_fleet(app: typer.Typer, texts: Texts) -> None:
    say = texts.say
    Config = Annotated[Path | None, typer.Option("--config", help=say("help.fleet_config"))]  # noqa: N806
    Where = Annotated[list[str] | None, typer.Option("--where", help=say("help.fleet_where"))]  # noqa: N806
    fleet = typer.Typer(cls=TranslatedGroup, help=say("help.fleet"), rich_markup_mode=None)

    @fleet.command(cls=TranslatedCommand, help=say("help.fleet_watch"))
    def watch(config: Config = None, where: Where = None) -> int:
        from chairctl.frontends.cli.fleet import watch

        return watch(texts, config, where or [])

    @fleet.command("list", cls=TranslatedCommand, help=say("help.fleet_list"))
    def listed(
        config: Config = None,
        where: Where = None,
        json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = False,
        csv: Annotated[bool, typer.Option("--csv", help=say("help.fleet_csv"))] = False,
    ) -> int:
        from chairctl.frontends.cli.fleet import listed

        return listed(texts, config, where or [], as_json=json, as_csv=csv)

    @fleet.command(cls=TranslatedCommand, help=say("help.fleet_stop"))
    def stop(
        target: Annotated[str | None, typer.Argument(help=say("help.fleet_target"))] = None,
        everything: Annotated[bool, typer.Option("--all", help=say("help.fleet_all"))] = False,
        config: Config = None,
    ) -> int:
        from chairctl.frontends.cli.fleet import stop

        return stop(texts, config, target, everything=everything)

    app.add_typer(fleet, name="fleet")


def _add_support(app: typer.Typer, texts: Texts) -> None:
    say = texts.say

    @app.command(cls=TranslatedCommand, help=say("help.support"))
    def support(
        out: Annotated[Path | None, typer.Option("--out", help=say("help.support_out"))] = None,
        show: Annotated[bool, typer.Option("--show", help=say("help.support_show"))] = False,
        json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = False,
    ) -> int:
        from chairctl.frontends.cli.support.bundle import support

        return support(texts, out, show=show, as_json=json)
