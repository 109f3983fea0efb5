"""`--lang`, which counts wherever it stands on a command line."""


def language_option(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The value of `--lang`, wherever it stands before a `--`, and the arguments without it."""
    language: str | None = None
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            return language, [*rest, argument, *waiting]
        if argument == "--lang":
            language = waiting.pop(0) if waiting else ""
        elif argument.startswith("--lang="):
            language = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    return language, rest
