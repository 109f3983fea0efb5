"""Writes and deletes the files of named devices: whole or not at all, and never one in place of another."""

import json
import os
from pathlib import Path

from chairctl.profiles.loader import find_paired, paired_names
from chairctl.profiles.paired import PAIRED_SCHEMA, Paired, read_paired
from chairctl.profiles.yaml_source import parse
from chairctl.runtime.ledger_files import sync_folder


class PairingError(Exception):
    """A device can't be given this name, or lose it; `code` is one of the texts' `pair`."""

    def __init__(self, code: str, path: Path, detail: str = "") -> None:
        super().__init__(f"{path}: {code} {detail}".rstrip())
        self.code = code
        self.path = path
        self.detail = detail


def pair(device: Paired) -> Path:
    """Write the device's file. Raises PairingError, and ProfileErrors where a value can't be written."""
    path = find_paired(device.name)
    name, address, profile = (
        json.dumps(one, ensure_ascii=False) for one in (device.name, device.address, device.profile)
    )
    text = f"schema: {PAIRED_SCHEMA}\nname: {name}\naddress: {address}\nprofile: {profile}\n"
    read_paired(parse(text, str(path)))
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with new.open("x", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if os.path.lexists(path):
                raise PairingError("exists", path)
            new.rename(path)
        finally:
            new.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise PairingError("unwritable", path, error.strerror or "") from error
    return path


def unpair(name: str) -> Path:
    """Delete the device's file. Raises PairingError."""
    path = find_paired(name)
    if name not in paired_names():
        raise PairingError("unknown", path)
    try:
        path.unlink()
        sync_folder(path.parent)
    except OSError as error:
        raise PairingError("unwritable", path, error.strerror or "") from error
    return path
