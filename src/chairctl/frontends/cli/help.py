"""Help pages and usage errors in the language of the texts.

Typer's own pages and error sentences exist in English only. Typer asks the command classes for both,
so ours write them: `format_help` from what typer knows of the parameters, `explain` from the kind of
error. Nothing of typer's wording reaches a person.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from typer import Context, TyperException
from typer._click import Command, HelpFormatter, Parameter
from typer._click.exceptions import BadOptionUsage, BadParameter, MissingParameter, NoSuchOption
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from chairctl.profiles.problems import shown
from chairctl.texts import Texts


class UsageFault(TyperException):
    """A command line that can't be obeyed; the code and parameters of its text."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class TranslatedCommand(TyperCommand):
    """A command whose help is written by us."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse; words that nobody asked for are a fault of ours, not of typer's."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise UsageFault("usage.too_many", words=shown(" ".join(rest)))
        return rest

    def format_help(self, ctx: Any, formatter: HelpFormatter) -> None:
        """Usage, what it does, arguments, options."""
        _write_help(self, ctx, formatter, commands={})


class TranslatedGroup(TyperGroup):
    """The command `chairctl` itself."""

    def format_help(self, ctx: Any, formatter: HelpFormatter) -> None:
        """Usage, what it does, options, commands."""
        _write_help(self, ctx, formatter, commands=self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """The command that is meant; a name that there is not is a fault of ours."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise UsageFault("usage.no_such_command", name=args[0], near=_near(args[0], list(self.commands)))
        return super().resolve_command(ctx, args)


def explain(error: TyperException, texts: Texts) -> str:
    """What is wrong with a command line, and where to find help."""
    match error:
        case UsageFault():
            params = dict(error.params)
            if near := params.pop("near", ""):
                near = texts.say("usage.suggestion", name=near)
            said = texts.say(error.code, near=near, **params)
        case NoSuchOption(option_name=name, possibilities=possibilities):
            near = texts.say("usage.suggestion", name=possibilities[0]) if possibilities else ""
            said = texts.say("usage.no_such_option", name=shown(name), near=near)
        case MissingParameter(param=param):
            said = texts.say("usage.missing", name=_name(param, texts))
        case BadParameter(param=TyperOption(min=int(least), max=int(most)) as param):
            said = texts.say("usage.out_of_range", name=_name(param, texts), least=least, most=most)
        case BadParameter(param=param):
            said = texts.say("usage.bad_value", name=_name(param, texts))
        case BadOptionUsage(option_name=name):
            said = texts.say("usage.bad_option", name=shown(name))
        case _:
            said = texts.say("usage.bad")
    return f"{said.strip()} {texts.say('usage.see_help')}"


def _near(name: str, known: Sequence[str]) -> str:
    return next(iter(get_close_matches(name, known, n=1)), "")


def _name(param: Parameter | None, texts: Texts) -> str:
    if isinstance(param, TyperOption):
        return param.opts[0]
    return metavar(param, texts) if param else ""


def _write_help(
    command: Command, ctx: Context, formatter: HelpFormatter, commands: Mapping[str, Command]
) -> None:
    texts: Texts = ctx.obj
    params = [param for param in command.get_params(ctx) if not getattr(param, "hidden", False)]
    options = [param for param in params if isinstance(param, TyperOption)]
    arguments = [param for param in params if isinstance(param, TyperArgument)]
    words = [f"[{texts.say('usage.options').upper()}]", *(metavar(param, texts) for param in arguments)]
    if commands:
        words.append(texts.say("usage.command").upper())
    formatter.write_usage(ctx.command_path, " ".join(words), prefix=f"{texts.say('usage.usage')}: ")
    formatter.write_paragraph()
    formatter.write_text(command.help or "")
    if commands:
        with formatter.section(texts.say("usage.commands")):
            formatter.write_dl([(name, one.help or "") for name, one in commands.items()])
    for title, shown_params in (("usage.arguments", arguments), ("usage.options", options)):
        if shown_params:
            with formatter.section(texts.say(title)):
                formatter.write_dl(
                    [(spelling(param, texts), explanation(param, texts)) for param in shown_params]
                )


def metavar(param: Parameter, texts: Texts) -> str:
    """What stands for a value."""
    name = texts.say(f"metavar.{param.name}")
    return name if param.nargs == 1 else f"{name}…"


def spelling(param: TyperOption | TyperArgument, texts: Texts) -> str:
    """How a parameter is written."""
    if isinstance(param, TyperArgument):
        return metavar(param, texts)
    names = ", ".join(param.opts)
    if param.secondary_opts:
        names += f" / {', '.join(param.secondary_opts)}"
    return names if param.is_flag else f"{names} {metavar(param, texts)}"


def explanation(param: TyperOption | TyperArgument, texts: Texts) -> str:
    """What a parameter does."""
    if param.name == "help":
        return texts.say("help.help")
    return param.help or ""
