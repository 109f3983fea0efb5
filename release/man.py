"""Man pages and shell completion from the command line's own help: `make man` writes them anew.

They are kept in `release/share`, because a wheel is built where the program itself can't run yet.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from typer import Context
from typer._click import Command
from typer._completion_shared import get_completion_script
from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.main import get_command

from chairctl import __version__
from chairctl.frontends.cli.app import build
from chairctl.frontends.cli.completion import COMPLETE_VARIABLE
from chairctl.frontends.cli.help import explanation, metavar, spelling
from chairctl.texts import LANGUAGES, Texts

HERE = Path(__file__).parent
SHARE = HERE / "share"
COMPLETIONS = {
    "bash": "bash-completion/completions/chairctl",
    "fish": "fish/vendor_completions.d/chairctl.fish",
    "zsh": "zsh/site-functions/_chairctl",
}


def files() -> dict[str, str]:
    """Every file of `release/share` as it has to be, by its path."""
    pages = {
        f"man/{'' if language == 'en' else f'{language}/'}man1/chairctl.1": page(language)
        for language in LANGUAGES
    }
    scripts = {
        path: get_completion_script(prog_name="chairctl", complete_var=COMPLETE_VARIABLE, shell=shell).strip()
        + "\n"
        for shell, path in COMPLETIONS.items()
    }
    return pages | scripts


def words(language: str) -> dict[str, dict[str, str]]:
    """What a page says besides the help."""
    return tomllib.loads((HERE / f"man.{language}.toml").read_text(encoding="utf-8"))


def page(language: str) -> str:
    """The page chairctl(1) in a language."""
    texts, say = Texts(language), words(language)
    head = say["head"]
    command = get_command(build(texts))
    context = Context(command, info_name="chairctl", obj=texts)
    lines = [
        '.\\" Written by `make man` from the help of the command line.',
        f'.TH CHAIRCTL 1 "" "chairctl {__version__}" "{head["manual"]}"',
        f".SH {head['name']}",
        f"chairctl \\- {escaped(head['purpose'])}",
        f".SH {head['synopsis']}",
        f".B chairctl\n{escaped(synopsis(command, context, texts))}",
        f".SH {head['description']}",
        escaped(say["text"]["description"]),
        f".SH {head['options']}",
        *parameters(command, context, texts),
        f".SH {head['commands']}",
    ]
    for name, one, inside in commands(command, context):
        lines += [
            f'.SS "{name}"',
            f".B {name}",
            escaped(synopsis(one, inside, texts)),
            ".PP",
            escaped(one.help or ""),
        ]
        lines += parameters(one, inside, texts)
    for section in ("exit", "environment", "files"):
        lines.append(f".SH {head[section]}")
        for name, meaning in say[section].items():
            lines += [".TP", f".B {escaped(name)}", escaped(meaning)]
    lines += [f".SH {head['notes']}", escaped(say["text"]["notes"])]
    return "\n".join(line for line in lines if line) + "\n"


def commands(group: Command, context: Context) -> Iterator[tuple[str, Command, Context]]:
    """Every command below a group, with its full name, in the order of the help."""
    for name, one in group.commands.items() if isinstance(group, TyperGroup) else ():
        inside = Context(one, parent=context, info_name=name)
        yield inside.command_path, one, inside
        yield from commands(one, inside)


def parameters(command: Command, context: Context, texts: Texts) -> Iterator[str]:
    """A paragraph for each argument and option; help itself only once, at the top."""
    is_top = context.parent is None
    for param in command.get_params(context):
        if (
            isinstance(param, TyperOption | TyperArgument)
            and not param.hidden
            and (is_top or param.name != "help")
        ):
            yield from (".TP", f".B {escaped(spelling(param, texts))}", escaped(explanation(param, texts)))


def synopsis(command: Command, context: Context, texts: Texts) -> str:
    """What stands behind the name of a command."""
    arguments = [metavar(one, texts) for one in command.get_params(context) if isinstance(one, TyperArgument)]
    options = texts.say("usage.options").upper()
    group = [texts.say("usage.command").upper()] if isinstance(command, TyperGroup) else []
    return " ".join([f"[{options}]", *arguments, *group])


def escaped(text: str) -> str:
    """Text as roff reads it."""
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


def write() -> None:
    """Write them all."""
    for name, text in files().items():
        path = SHARE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
