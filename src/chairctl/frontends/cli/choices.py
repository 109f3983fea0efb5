"""What the shell offers to complete; each is imported when it is used."""


def programmes(incomplete: str) -> list[str]:
    """Programme names that begin like this, for the shell."""
    from chairctl.profiles.loader import programme_names

    return [name for name in programme_names() if name.startswith(incomplete)]


def profiles(incomplete: str) -> list[str]:
    """Names of device profiles that begin like this, for the shell."""
    from chairctl.profiles.loader import device_names

    return [name for name in device_names() if name.startswith(incomplete)]


def named_devices(incomplete: str) -> list[str]:
    """Names that a person has given to devices and that begin like this, for the shell."""
    from chairctl.profiles.loader import paired_names

    return [name for name in paired_names() if name.startswith(incomplete)]


def families(incomplete: str) -> list[str]:
    """Device families that begin like this, for the shell."""
    from chairctl.runtime import evidence

    return [name for name in evidence.families() if name.startswith(incomplete)]


def limits(incomplete: str) -> list[str]:
    """Names of limits that begin like this, for the shell."""
    from chairctl.frontends.cli.limits_table import limits

    return [limit.name for limit in limits() if limit.name.startswith(incomplete)]
