"""Checking a file without using it: every problem in it, as a list."""

from pathlib import Path

from chairctl.domain.programme import Programme
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.file_model import schema_of
from chairctl.profiles.loader import load_file
from chairctl.profiles.paired import PAIRED_SCHEMA, Paired, read_paired
from chairctl.profiles.problems import Problem, ProfileErrors
from chairctl.profiles.read_device import read_device
from chairctl.profiles.read_programme import read_programme
from chairctl.profiles.schema_device import DEVICE_SCHEMA
from chairctl.profiles.schema_programme import OLD_SCHEMA, PROGRAMME_SCHEMA
from chairctl.profiles.yaml_source import Source


def check(path: Path) -> list[Problem]:
    """All problems of a profile, programme or named device (empty: none); its `schema` says what it is."""
    try:
        load_file(path, _read)
    except ProfileErrors as errors:
        return list(errors.problems)
    return []


def _read(source: Source) -> DeviceProfile | Programme | Paired:
    schema = schema_of(source, DEVICE_SCHEMA, PROGRAMME_SCHEMA, OLD_SCHEMA, PAIRED_SCHEMA)
    if schema == PAIRED_SCHEMA:
        return read_paired(source)
    return read_device(source) if schema == DEVICE_SCHEMA else read_programme(source)
