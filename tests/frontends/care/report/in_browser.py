"""The report of a course of ten weeks in a real browser, without any network: `make report`.

Not part of `make test`: it plays two and a half hours of sessions and needs Chromium. What it looked at
lies in `build/report/` afterwards.
"""

import re
import shutil
import struct
import subprocess
import zlib
from datetime import UTC
from pathlib import Path

import pytest
from tests.support.ten_weeks import VISITS, fill

from chairctl.frontends.cli.app import run_app
from chairctl.runtime import care_files, clock
from chairctl.runtime.care_store import CareStore
from chairctl.texts import LANGUAGES, Texts

OUT = Path(__file__).parents[4] / "build" / "report"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDE, TALL = 760, 3400
A4 = (595, 842)
"""Points."""

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="needs a Chromium; on Debian: apt install --no-install-recommends chromium"
)


@pytest.fixture(scope="module", autouse=True)
def reports(tmp_path_factory: pytest.TempPathFactory) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        with CareStore(care_files.default_path()) as store:
            fill(store, clock.wall().astimezone(UTC))
            assert len(store.sessions("Kim")) == len(VISITS)
        for language in LANGUAGES:
            page = OUT / f"{language}.html"
            assert run_app(Texts(language), ["report", "--person", "Kim", "--out", str(page)]) == 0


def browse(language: str, tmp_path: Path, *options: str) -> str:
    """Open a page where no name and no address can be reached; what the browser says."""
    assert BROWSER
    command = [
        BROWSER,
        "--headless",
        "--no-sandbox",  # in a container there is none to be had; the page runs nothing
        "--disable-gpu",
        "--hide-scrollbars",
        "--enable-logging=stderr",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--proxy-server=127.0.0.1:9",
        f"--user-data-dir={tmp_path}",
        *options,
        (OUT / f"{language}.html").as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    return done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_without_a_network_draws_the_page_and_complains_of_nothing(
    tmp_path: Path, language: str
) -> None:
    picture = OUT / f"{language}.png"
    said = browse(language, tmp_path, f"--window-size={WIDE},{TALL}", f"--screenshot={picture}")
    assert "CONSOLE" not in said
    rows = greys(picture)
    assert {len(row) for row in rows} == {WIDE}
    inked = [number for number, row in enumerate(rows) if min(row) < 128]
    assert inked[0] < 100
    assert inked[-1] > 2_000
    edges = [row[x] for row in rows for x in (0, 5, WIDE - 6, WIDE - 1)]
    assert min(edges) > 250  # nothing runs over the edge of the page


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_prints_on_a_few_sheets_of_a4(tmp_path: Path, language: str) -> None:
    sheet = OUT / f"{language}.pdf"
    browse(language, tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={sheet}")
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", sheet.read_bytes())
    assert {(round(float(wide)), round(float(tall))) for wide, tall in boxes} == {A4}
    assert 2 <= len(boxes) <= 4


def greys(path: Path) -> list[bytes]:
    """The rows of a PNG as a printer that knows only grey sees them, 0 black to 255 white."""
    data = path.read_bytes()
    packed, at, size, parts = b"", 8, (0, 0), 3
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            size, parts = struct.unpack(">II", body[:8]), {2: 3, 6: 4}[body[9]]
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    wide, tall = size
    raw, last, rows = zlib.decompress(packed), bytes(wide * parts), []
    for number in range(tall):
        begin = number * (wide * parts + 1)
        last = unfiltered(raw[begin], raw[begin + 1 : begin + 1 + wide * parts], last, parts)
        red, green, blue = last[0::parts], last[1::parts], last[2::parts]
        rows.append(
            bytes((r * 54 + g * 183 + b * 18) // 255 for r, g, b in zip(red, green, blue, strict=True))
        )
    return rows


def unfiltered(kind: int, line: bytes, above: bytes, parts: int) -> bytes:
    """A row of a PNG from its differences (PNG specification, 9.2)."""
    row = bytearray(line)
    for x in range(len(row)):
        left = row[x - parts] if x >= parts else 0
        corner = above[x - parts] if x >= parts else 0
        if kind == 4:
            guess = left + above[x] - corner
            distances = (abs(guess - left), abs(guess - above[x]), abs(guess - corner))
            row[x] = row[x] + (left, above[x], corner)[distances.index(min(distances))] & 255
        elif kind:
            row[x] = row[x] + (left, above[x], (left + above[x]) // 2)[kind - 1] & 255
    return bytes(row)
